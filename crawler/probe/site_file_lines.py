"""Where in a site file a fact is declared: the line of a keyword or of a start."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Self


class SiteFileLines:
    """The lines of the keywords of `Site(...)` and of `.but(...)` in a site file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        tree = ast.parse(path.read_bytes())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assignments = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
        self._first = next((node.lineno for node in assignments if _sets_site(node)), 1)
        self._site = {word.arg: word.value for call in calls if _is_site(call) for word in call.keywords}
        self._layouts = {
            word.arg: word.value for call in calls if not _is_site(call) for word in call.keywords if word.arg
        }

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the lines of the site file at `path`."""
        return cls(path)

    def start(self, index: int, count: int) -> str:
        """Return `file:line` of start number `index` of `count`."""
        value = self._site.get("starts")
        entries = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == count else ()
        return self._place(entries[index].lineno) if entries else self.keyword("starts")

    def keyword(self, name: str) -> str:
        """Return `file:line` of a keyword of `Site(...)`, of `site = ...` where it is not there."""
        value = self._site.get(name)
        return self._place(value.lineno if value is not None else self._first)

    def selector(self, name: str) -> str:
        """Return `file:line` of a selector that the site file states itself, else of its layouts."""
        value = self._layouts.get(name)
        return self._place(value.lineno) if value is not None else self.keyword("layouts")

    def _place(self, line: int) -> str:
        path = self._path
        here = Path.cwd()
        return f"{path.relative_to(here) if path.is_relative_to(here) else path}:{line}"


def _is_site(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "Site"


def _sets_site(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "site" for target in node.targets)
