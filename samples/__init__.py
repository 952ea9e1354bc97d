"""Small captures of seven sites, written by us: what `partynews demo` replays."""

from pathlib import Path


def sample_files() -> list[Path]:
    """The bundled WARC files, one a site, in order of name."""
    return sorted(Path(__file__).parent.glob("*.warc.gz"))
