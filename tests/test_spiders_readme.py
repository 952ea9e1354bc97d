"""spiders/README.md: its site file works as it stands, its table of families is that of the code.

`python tests/test_spiders_readme.py` writes the table.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from scrapy.settings import Settings

from crawler.families import Family, load_families
from crawler.site_loader import SiteLoader
from crawler.sites import load_sites

README = Path(__file__).parents[1] / "spiders" / "README.md"
TABLE = re.compile(r"(?<=<!-- families: begin -->\n).*?(?=<!-- families: end -->)", re.DOTALL)


def test_site_file_of_the_readme_works_as_it_stands(tmp_path: Path) -> None:
    code = re.search(r"^   ```python\n(.*?)^   ```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert code is not None
    (tmp_path / "baolaocai.py").write_text(textwrap.dedent(code[1]), "utf-8")
    loader = SiteLoader(Settings({"SPIDER_MODULES": [], "SITE_FOLDERS": [str(tmp_path)]}))
    assert loader.broken == {}
    site = loader.load("baolaocai").site  # type: ignore[attr-defined]
    assert site == load_sites()["baolaocai"]
    assert site.article_key("https://baolaocai.vn/song-dep-post404649.html") == "404649"


def test_table_of_families_is_that_of_the_code() -> None:
    written = TABLE.search(README.read_text("utf-8"))
    assert written is not None
    assert written[0] == table(), "run: python tests/test_spiders_readme.py"


def test_readme_says_how_many_sites_there_are() -> None:
    said = re.search(r"Included: (\d+) newspapers", (README.parents[1] / "README.md").read_text("utf-8"))
    assert said is not None
    assert int(said[1]) == len(load_sites())


def table() -> str:
    """Return the table of families: URL, markup, sites with a site file."""
    rows = ["| family | URLs | markup | sites |", "|---|---|---|---|", *map(_row, load_families())]
    return "".join(f"   {row}\n" for row in rows)


def _row(family: Family) -> str:
    markers = "; ".join(f"`{layout.marker}`" for layout in family.layouts)
    sites = [
        site.name
        for site in load_sites().values()
        if any(getattr(layout, "family", None) == family.name for layout in site.layouts)
    ]
    file = f"families/{family.name.lower()}.py"
    return f"| [{family.name}]({file}) | `{family.example}` | {markers} | {', '.join(sites)} |"


if __name__ == "__main__":
    README.write_text(TABLE.sub(lambda _: table(), README.read_text("utf-8")), "utf-8")
