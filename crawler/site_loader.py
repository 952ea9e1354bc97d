"""Scrapy's spider loader for site files: those of the package and of other folders, each on its own."""

from __future__ import annotations

import pkgutil
import traceback
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.spider import iter_spider_classes

from crawler.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class BrokenSiteFile:
    """A site file that cannot be used. Its site has the name of the file; `line` is None if unknown."""

    site: str
    path: str
    line: int | None
    error: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        return f"{self.path}{line}: {self.error}"


class SiteLoader(SpiderLoader):
    """Loads the spiders of SPIDER_MODULES, then those of the `*.py` files in SITE_FOLDERS.

    A site in a folder replaces the site of the same name in the package. `broken` has the site files that
    cannot be used, by the name of the site; the others are loaded. `files` has their paths.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self.broken: dict[str, BrokenSiteFile] = {}
        self.files: dict[str, Path] = {}
        self._folders = settings.getlist("SITE_FOLDERS")
        super().__init__(settings)

    def _load_all_spiders(self) -> None:
        for package in self.spider_modules:
            for module, path in _modules(package):
                self._load_file(path, partial(import_module, module))
        self._check_name_duplicates()
        for folder in self._folders:
            for path in sorted(Path(folder).glob("*.py")):
                self._load_file(path, partial(import_site_file, path))

    def _load_file(self, path: Path, load: Callable[[], ModuleType]) -> None:
        try:
            module = load()
            _check_sites(module)
        except (Exception, SystemExit) as error:  # a site file is code of the user: the others go on
            self.broken[path.stem] = BrokenSiteFile(
                path.stem, str(path), _line_of(error, path), f"{type(error).__name__}: {error}"
            )
        else:
            self._load_spiders(module)
            self.files |= {spider.name: path for spider in iter_spider_classes(module)}


def _modules(name: str) -> Iterator[tuple[str, Path]]:
    """Yield names and paths of the modules in the package `name`, or of the module itself."""
    package = import_module(name)
    inside = [
        found.name for found in pkgutil.iter_modules(getattr(package, "__path__", ())) if not found.ispkg
    ]
    for module in [f"{name}.{each}" for each in inside] or [name]:
        spec = find_spec(module)
        yield module, Path(spec.origin if spec and spec.origin else module)


def import_site_file(path: Path) -> ModuleType:
    """Import a file that is in no package, under a name that hides no other module."""
    spec = spec_from_file_location(f"site_files.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _check_sites(module: ModuleType) -> None:
    """Raise what is wrong with a site that a module declares, rather than in the middle of a crawl."""
    for spider in iter_spider_classes(module):
        site = getattr(spider, "site", None)
        if not isinstance(site, Site):
            raise TypeError(f"{spider.__name__} has no `site = Site(...)`")
        if site.name != spider.name:
            raise ValueError(f"{spider.__name__} is named {spider.name!r}, and its site {site.name!r}")
        site.check_patterns()


def _line_of(error: BaseException, path: Path) -> int | None:
    """Return the line of `path` at which `error` was raised, None where it is elsewhere."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)
    ]
    return lines[-1] if lines else None
