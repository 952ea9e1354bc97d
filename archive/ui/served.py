"""What the pages know beside the database: the WARC files, the newspapers' names, the replay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Served:
    """The folder of the WARC files, the newspaper of each site, and the address of the replay server."""

    captures: Path
    newspapers: Mapping[str, str] = field(default_factory=dict)
    replay: str | None = None

    def newspaper(self, site: str) -> str:
        """Return the name of the newspaper, or that of the site where it is not known."""
        return self.newspapers.get(site, site)


def served_by(datasette: Datasette) -> Served:
    """Return what was given to `serve`."""
    served: Served = datasette.partynews
    return served
