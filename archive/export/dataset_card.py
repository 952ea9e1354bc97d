"""The README.md of a corpus, a Hugging Face dataset card.

Its header is YAML (https://huggingface.co/docs/hub/datasets-cards); JSON strings are valid YAML strings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.export.manifest import (
    DUPLICATES,
    LICENCE,
    MANIFEST,
    TEXT_LIST,
    CorpusStats,
    rows_by_site_and_year,
)

if TYPE_CHECKING:
    from pathlib import Path

    from archive.export.formats import Format

SIZE_CATEGORIES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGEST_CATEGORY = "1M<n<10M"


def write_card(folder: Path, options: dict[str, Any], stats: CorpusStats, form: Format) -> None:
    """Write the README.md of a corpus."""
    with (folder / "README.md").open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"---\n{_yaml_header(stats, form)}---\n\n{_body(options, stats)}")


def _yaml_header(stats: CorpusStats, form: Format) -> str:
    lines = [
        "language:\n- vi",
        "license: other",
        "license_name: belongs-to-the-publishers",
        f"pretty_name: {json.dumps('Articles of Vietnamese Party newspapers')}",
        f"size_categories:\n- {_size_category(stats.rows)}",
        "task_categories:\n- text-generation\n- text-classification",
    ]
    if form.data_files:
        lines.append(f"configs:\n- config_name: default\n  data_files: {json.dumps(form.data_files)}")
    return "\n".join(lines) + "\n"


def _size_category(rows: int) -> str:
    return next((name for limit, name in SIZE_CATEGORIES if rows < limit), LARGEST_CATEGORY)


def _body(options: dict[str, Any], stats: CorpusStats) -> str:
    span = "{} to {}".format(*stats.published) if stats.published else "no date"
    chosen = [
        f"`{name}`: {json.dumps(value, ensure_ascii=False)}" for name, value in options.items() if value
    ]
    return f"""# Articles of Vietnamese Party newspapers

{stats.rows} texts of {stats.words} words, published {span}.

{_table(stats)}

Export options: {", ".join(chosen)}. Duplicates: {DUPLICATES[options["duplicates"]]}.

Each text is the title, lead and body of an article, without related-article lists, comment forms, captions,
bylines or advertisements. `{TEXT_LIST}` lists the texts with their hashes, `{MANIFEST}` the files.

{LICENCE}
"""


def _table(stats: CorpusStats) -> str:
    sites = rows_by_site_and_year(stats)
    years = sorted({year for counts in sites.values() for year in counts})
    heads = ["site", *years, "all"]
    rows = [
        [site, *(str(counts.get(year, "")) for year in years), str(sum(counts.values()))]
        for site, counts in sites.items()
    ]
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
