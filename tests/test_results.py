"""The first screen of benchmarks/RESULTS.md follows from the rows of its sections."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness import results
from benchmarks.harness.results import replace_sections, write_results
from benchmarks.harness.rows import Row, Section, at_least, at_most


def import_section(rate: str) -> Section:
    row = Row(
        "import of WARC files", "libraries", 7.5, at_least(6), f"{rate} (90-120) articles/s", "13 articles/s"
    )
    return Section("parallel", "Import of WARC files", [row])


def test_first_screen_is_computed_from_the_rows_of_all_sections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    size = Row("database bytes an article", "3.0 kB of text", 12_345.0, at_most(10_500), "12,345 bytes")
    write_results([import_section("100"), Section("growth", "Growth", [size])], "today, 1 minutes")
    searched = Row("trend", "a bound", 2.0, at_most(3), "2 s")
    replace_sections([], [Section("million", "Searching (2026-01-01)", [searched])], "")
    kept = [Section("million", "Searching (2026-02-02)", [searched])]
    replace_sections([import_section("200")], kept, "tomorrow, 5 s")

    text = results.RESULTS.read_text("utf-8")
    assert "- A million pages that you have as WARC, imported by one process: 83 minutes\n" in text
    assert "- The database of a million articles of 3 kB, with full text: 12.3 GB\n" in text
    assert "- A crawl stores at most: not measured\n" in text
    assert "Goals: 3; met: 2, missed: 1, not measured: 0." in text
    assert "## Searching (2026-02-02)\n\n| work | against |" in text
    assert "2026-01-01" not in text
    assert text.count("| run | today, 1 minutes |") == 1
    assert "## Import of WARC files\n\nMeasured alone: tomorrow, 5 s.\n\n| work | against |" in text
    assert text.index("# Results") < text.index("- A million pages") < text.index("## Import of WARC files")
