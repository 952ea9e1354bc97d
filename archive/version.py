"""Which partynews this is."""

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """The version of the installed package, `unknown` in a checkout that is not installed."""
    try:
        return version("partynews")
    except PackageNotFoundError:
        return "unknown"
