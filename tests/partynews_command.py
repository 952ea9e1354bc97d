"""Run the `partynews` command in the process of a test."""

from __future__ import annotations

import pytest

from crawler.cli import main


def partynews(*arguments: object) -> int:
    """Return the exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    code = ended.value.code
    assert isinstance(code, int)
    return code
