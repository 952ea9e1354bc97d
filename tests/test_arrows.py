"""Imports follow spiders -> crawler -> archive and never turn back; reading and archive know no Scrapy."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "archive": {"crawler", "spiders", "scrapy", "twisted"},
    "crawler/parse": {"spiders", "scrapy", "twisted"},
    "crawler": {"spiders"},
}


def imported(path):
    """The top-level packages that a file imports, also those for type checkers alone."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_no_import_goes_against_the_arrow(folder):
    against = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(path)
        if name in FORBIDDEN[folder]
    }
    assert against == set()
