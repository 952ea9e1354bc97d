"""Small WARC files of seven sites, written for this project, which `partynews demo` replays."""

from pathlib import Path


def sample_files() -> list[Path]:
    """Return the bundled WARC files, one per site, in order of name."""
    return sorted(Path(__file__).parent.glob("*.warc.gz"))
