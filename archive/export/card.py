"""The README.md of a corpus: a dataset card as the Hugging Face hub reads it, and for people first of all.

Its head is YAML as https://huggingface.co/docs/hub/datasets-cards says; JSON strings are YAML strings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.export.manifest import COPIES, LICENCE, LISTING, MANIFEST, Contents, by_site

if TYPE_CHECKING:
    from pathlib import Path

    from archive.export.formats import Format

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGEST = "1M<n<10M"


def write_card(folder: Path, asked: dict[str, Any], contents: Contents, form: Format) -> None:
    """Write the README.md of a corpus."""
    with (folder / "README.md").open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"---\n{_head(contents, form)}---\n\n{_body(asked, contents)}")


def _head(contents: Contents, form: Format) -> str:
    lines = [
        "language:\n- vi",
        "license: other",
        "license_name: belongs-to-the-publishers",
        f"pretty_name: {json.dumps('Articles of Vietnamese Party newspapers')}",
        f"size_categories:\n- {_size(contents.rows)}",
        "task_categories:\n- text-generation\n- text-classification",
    ]
    if form.data_files:
        lines.append(f"configs:\n- config_name: default\n  data_files: {json.dumps(form.data_files)}")
    return "\n".join(lines) + "\n"


def _size(rows: int) -> str:
    return next((name for limit, name in SIZES if rows < limit), LARGEST)


def _body(asked: dict[str, Any], contents: Contents) -> str:
    span = "{} to {}".format(*contents.published) if contents.published else "no date"
    chosen = [f"`{name}`: {json.dumps(value, ensure_ascii=False)}" for name, value in asked.items() if value]
    return f"""# Articles of Vietnamese Party newspapers

{contents.rows} texts of {contents.words} words, published {span}.

{_table(contents)}

What was asked for: {", ".join(chosen)}. Copies: {COPIES[asked["duplicates"]]}.

Each text is title, lead and body alone: no related-article lists, comment forms, captions, bylines or
advertisements. `{LISTING}` lists the texts with their sums, `{MANIFEST}` the files with theirs.

{LICENCE}
"""


def _table(contents: Contents) -> str:
    sites = by_site(contents)
    years = sorted({year for counts in sites.values() for year in counts})
    heads = ["site", *years, "all"]
    rows = [
        [site, *(str(counts.get(year, "")) for year in years), str(sum(counts.values()))]
        for site, counts in sites.items()
    ]
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
