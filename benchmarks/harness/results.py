"""benchmarks/RESULTS.md, as the run writes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from benchmarks.harness.machine import machine, versions
from benchmarks.harness.peers import HERE
from benchmarks.harness.peers import versions as peer_versions
from benchmarks.harness.rows import Row, Section, markdown
from benchmarks.harness.table import cells

RESULTS = HERE / "RESULTS.md"
PEERS = ("trafilatura", "fundus", "newspaper4k", "news-please", "datasketch", "matplotlib", "wacz")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
SUMMARY = re.compile(r"Of \d+ goals .* not measured\.")
VERDICT = re.compile(r"\| [<>]= [^|]+ \| (met|\*\*missed\*\*|not measured) \|")
COLUMNS = ["work", "against", "measured", "CPU", "goal", "", "ours", "theirs", "peak MiB, ours / theirs"]
READING = """\
Written by `make bench`, never by hand. Contenders take turns, each round in a process of its own;
`measured` is the ratio of the medians by the clock on the wall (or the value itself where nothing is
compared), `CPU` the same of CPU time. Figures are medians, in brackets the lowest and the highest round.
A peer that could not be run stands in the table with the reason.
"""


def write_results(sections: Sequence[Section], run: str) -> None:
    """Write what was found to RESULTS.md; `run` says when, and in what time."""
    parts = ["# Results", READING, _about(run), _summary(sections), *map(_section, sections)]
    RESULTS.write_text("\n\n".join(part.strip() for part in parts) + "\n", "utf-8")


def replace_sections(sections: Sequence[Section], run: str) -> None:
    """Replace these sections of RESULTS.md, the rest stays as an earlier run wrote it.

    A benchmark that found no rows failed, and its section stays too. Each replaced section says when it was
    measured; the goals are counted again over all sections.
    """
    before, *rest = HEADING.split(RESULTS.read_text("utf-8"))
    blocks = dict(zip(rest[::2], rest[1::2], strict=True))
    for section in filter(lambda section: section.rows, sections):
        _, _, text = _section(section).partition("\n")
        blocks[section.title] = f"\n\nMeasured alone: {run}.\n{text.rstrip()}\n\n"
    verdicts = Counter(VERDICT.findall("".join(blocks.values())))
    before = SUMMARY.sub(_counted(verdicts), before)
    text = before + "".join(f"## {title}{text}" for title, text in blocks.items())
    RESULTS.write_text(text.rstrip() + "\n", "utf-8")


def _about(run: str) -> str:
    peers = {f"{peer} (its own environment)": peer_versions(peer)[peer] for peer in PEERS}
    facts = {
        "run": run,
        **machine(),
        **versions(),
        **peers,
    }
    return markdown(["", ""], [[name, value] for name, value in facts.items()])


def _summary(sections: Sequence[Section]) -> str:
    return _counted(Counter(row.verdict for section in sections for row in section.rows if row.goal))


def _counted(verdicts: Counter[str]) -> str:
    met, missed = verdicts["met"], verdicts["**missed**"]
    rest = verdicts.total() - met - missed
    return f"Of {verdicts.total()} goals {met} are met, {missed} missed, {rest} not measured."


def _section(section: Section) -> str:
    table = markdown(COLUMNS, [list(cells(row)) for row in section.rows]) if section.rows else ""
    notes = "\n".join(_notes(section.rows))
    details = [f"### {heading}\n\n{text}" for heading, text in section.details]
    return "\n\n".join(part for part in (f"## {section.title}", table, notes, *details) if part)


def _notes(rows: Sequence[Row]) -> list[str]:
    """Each note once, with the rows that it is about; one that is about all of them stands alone."""
    about: dict[str, list[str]] = {}
    for row in rows:
        if row.note:
            about.setdefault(row.note, []).append(f"{row.work}, against {row.against}")
    return [
        f"- {note}" if len(works) == len(rows) > 1 else f"- {'; '.join(works)}: {note}"
        for note, works in about.items()
    ]
