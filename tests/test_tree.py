"""The architecture: import directions, one home for each constant, names and first lines of modules."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("archive", "crawler", "spiders")
FORBIDDEN_IMPORTS = {
    "archive": {"crawler", "spiders", "scrapy", "twisted"},
    "crawler/parse": {"spiders", "scrapy", "twisted"},
    "crawler": {"spiders"},
}
REPEATED_CONSTANTS = {
    "logger",  # logging.getLogger(__name__): another object in each module
    "BLOCK",  # how much is read at once: each reader chooses for itself
}


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported_packages(path: Path) -> Iterator[str]:
    """The top-level packages that a file imports, including imports for type checkers only."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("folder", FORBIDDEN_IMPORTS)
def test_imports_go_one_way(folder: str) -> None:
    wrong = [
        (relative(path), package)
        for path in modules(folder)
        for package in imported_packages(path)
        if package in FORBIDDEN_IMPORTS[folder]
    ]
    assert wrong == []


def constants(path: Path) -> Iterator[tuple[str, str]]:
    """Name and value of each assignment at the top level of a module, the value as source text."""
    for node in parse(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets: Iterable[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, ast.unparse(node.value)


def test_no_constant_is_defined_twice() -> None:
    homes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in modules(*PACKAGES):
        for constant in constants(path):
            homes[constant].append(relative(path))
    twice = {name: files for (name, _), files in homes.items() if len(files) > 1}
    assert {name: files for name, files in twice.items() if name not in REPEATED_CONSTANTS} == {}


def test_no_two_modules_have_the_same_file_name() -> None:
    """Exceptions: __init__.py, and crawler/commands, where each module has the name of its command."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in modules("archive", "crawler"):
        if path.parent.name != "commands" and path.name != "__init__.py":
            homes[path.name].append(relative(path))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_every_module_says_in_its_first_line_what_it_does() -> None:
    without = []
    for path in modules("spiders", "samples", "benchmarks", "tests"):
        first = (ast.get_docstring(parse(path)) or "").partition("\n")[0]
        if not first.endswith((".", ".py`")):
            without.append(relative(path))
    assert without == []


def test_map_in_the_readme_names_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text()
    tree = re.search(r"^    spiders/ .*?\n(?=\n)", readme, re.MULTILINE | re.DOTALL)
    assert tree is not None
    mapped, folder = set(), ""
    for line in tree[0].splitlines():
        if re.match(r"    \w", line):
            folder = line.split()[0]
            assert (ROOT / folder).is_dir(), folder
            continue
        paths = re.match(r"      ([\w.]+/?(?:, [\w.]+/?)*)  ", line)
        assert paths is not None, line
        mapped |= {folder + path for path in paths[1].split(", ")}
    assert {path for path in mapped if not (ROOT / path).exists()} == set()
    folders = {f"{relative(init.parent)}/" for init in (ROOT / "archive").glob("*/__init__.py")}
    folders |= {f"{relative(init.parent)}/" for init in (ROOT / "crawler").glob("*/__init__.py")}
    assert folders - mapped == set()
