"""The fault table is complete and names existing tests."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from fault import Fault
from fault_table import FAULTS

TESTS = Path(__file__).parents[1]
LIST = TESTS.parents[1] / "shared" / "FAULTS.md"


@cache
def names_of_tests(path: Path) -> set[str]:
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_each_fault_has_checks_or_a_reason(fault: Fault) -> None:
    assert bool(fault.checks) != bool(fault.not_here)
    for check in fault.checks:
        file, name = check.split("[")[0].split("::")
        assert name in names_of_tests(TESTS / file), check


@pytest.mark.skipif(not LIST.exists(), reason="../shared/FAULTS.md is not here")
def test_table_has_the_ids_of_the_shared_list_in_order() -> None:
    listed = re.findall(r"^\| ([A-G]\d+) \|", LIST.read_text(), re.MULTILINE)
    assert [fault.id for fault in FAULTS if fault.id[0] in "ABCDEFG"] == listed


def test_fault_ids_are_unique() -> None:
    ids = [fault.id for fault in FAULTS]
    assert len(ids) == len(set(ids))
