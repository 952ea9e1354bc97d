"""HTTP statuses and refusals are judged in one module, crawler/fetch/interpret.py."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INTERPRETER = ROOT / "crawler" / "fetch" / "interpret.py"
FILES = [path for path in sorted((ROOT / "crawler").rglob("*.py")) if path != INTERPRETER]


def is_status(node):
    """Whether an expression is an HTTP status: `status`, or an attribute of that name."""
    return (node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")) == "status"


def judgements(path):
    """The lines in which a file compares a status."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Compare):
            values = [node.left, *node.comparators]
        else:
            values = [node.subject] if isinstance(node, ast.Match) else []
        if any(map(is_status, values)):
            yield node.lineno


def test_statuses_are_compared_in_the_interpreter_alone():
    assert {str(path.relative_to(ROOT)): lines for path in FILES if (lines := list(judgements(path)))} == {}


def functions_that_catch(path, error):
    """The names of the functions in a file that catch an exception of this name."""
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ExceptHandler) and error in ast.dump(node.type or node):
                    yield function.name


# A person gives the file to these, or makes a site file from it. A page may be gzipped once more than its
# Content-Encoding says.
CAUGHT_ELSEWHERE = {
    "Refused": {
        "page_sample.py": ["read_sample"],
        "read.py": ["read_command"],
        "import_files.py": ["_collect"],
    },
    "UnusableBody": {"read.py": ["_unzipped"]},
}


@pytest.mark.parametrize("error", CAUGHT_ELSEWHERE)
def test_refusals_are_caught_in_the_interpreter_alone(error):
    found = {p.name: names for p in FILES if (names := list(functions_that_catch(p, error)))}
    assert found == CAUGHT_ELSEWHERE[error]
