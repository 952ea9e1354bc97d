"""The README.md of a corpus, a Hugging Face dataset card.

Its header is YAML (https://huggingface.co/docs/hub/datasets-cards); JSON strings are valid YAML strings.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.export.article_files import UNDATED
from archive.export.manifest import (
    DUPLICATES,
    LICENCE,
    MANIFEST,
    NO_YEAR,
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
    splits = _splits(stats, form)
    header = _yaml_header(stats, form, splits) + _dataset_info(folder, form, splits)
    with (folder / "README.md").open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"---\n{header}---\n\n{_body(options, stats, form)}")


@dataclass(frozen=True, slots=True)
class _Split:
    """A part of a dataset that is loaded by its name: its number of texts, and the pattern of its files."""

    name: str
    rows: int
    files: str


def _splits(stats: CorpusStats, form: Format) -> list[_Split]:
    """Return one split, or one for each year in a format that has a file for each; [] for other files."""
    if form.data_files is None:
        return []
    if not form.splits_by_year:
        return [_Split("train", stats.rows, form.data_files)]
    years: Counter[str] = Counter()
    for (_, year), rows in stats.by_site_and_year.items():
        years[year] += rows
    return [
        _Split(name, rows, form.data_files.format(year=name))
        for name, rows in sorted((UNDATED if year == NO_YEAR else year, rows) for year, rows in years.items())
    ]


def _yaml_header(stats: CorpusStats, form: Format, splits: list[_Split]) -> str:
    lines = [
        "language:\n- vi",
        "license: other",
        "license_name: belongs-to-the-publishers",
        f"pretty_name: {json.dumps('Articles of Vietnamese Party newspapers')}",
        f"size_categories:\n- {_size_category(stats.rows)}",
        "task_categories:\n- text-generation\n- text-classification",
    ]
    if splits:
        files = [f"  - {json.dumps({'split': split.name, 'path': split.files})}" for split in splits]
        lines += ["configs:\n- config_name: default\n  data_files:", *files]
    return "\n".join(lines) + "\n"


def _dataset_info(folder: Path, form: Format, splits: list[_Split]) -> str:
    """Return types of the columns, and texts and bytes of the files of each split; "" without types."""
    features = form.features()
    if not features:
        return ""
    sizes = [sum(path.stat().st_size for path in folder.glob(split.files)) for split in splits]
    counts = [
        {"name": split.name, "num_bytes": size, "num_examples": split.rows}
        for split, size in zip(splits, sizes, strict=True)
    ]
    return "\n".join(
        [
            "dataset_info:\n  features:",
            *(f"  - {json.dumps(feature)}" for feature in features),
            "  splits:",
            *(f"  - {json.dumps(count)}" for count in counts),
            f"  download_size: {sum(sizes)}\n  dataset_size: {sum(sizes)}\n",
        ]
    )


def _size_category(rows: int) -> str:
    return next((name for limit, name in SIZE_CATEGORIES if rows < limit), LARGEST_CATEGORY)


def _body(options: dict[str, Any], stats: CorpusStats, form: Format) -> str:
    span = "{} to {}".format(*stats.published) if stats.published else "no date"
    chosen = [
        f"`{name}`: {json.dumps(value, ensure_ascii=False)}" for name, value in options.items() if value
    ]
    return f"""# Articles of Vietnamese Party newspapers

{stats.rows} texts of {stats.words} words, published {span}.

{_table(stats)}

Export options: {", ".join(chosen)}. Duplicates: {DUPLICATES[options["duplicates"]]}.

Each text is the title, lead and body of an article, without related-article lists, comment forms, captions,
bylines or advertisements{_text_column(form)}. `{TEXT_LIST}` lists the texts with their metadata and hashes,
`{MANIFEST}` the files.

{LICENCE}
"""


def _text_column(form: Format) -> str:
    joined = "; the column `text` has the three joined by empty lines, and `text_sha256` is its SHA-256"
    return joined if form.has_features else ""


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
