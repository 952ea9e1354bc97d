"""Document references in annotated sentences (references.jsonl), and invariants of the grammar."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.references import Reference, find_references
from archive.references.vocabulary import TYPE_WORD, find_type_words

OWN = [
    json.loads(line) for line in (Path(__file__).parent / "references.jsonl").read_text("utf-8").splitlines()
]
GOLD = Path(__file__).parents[2] / ".." / "shared" / "refs" / "refs.jsonl"
FIELDS = ("type", "number", "code", "issuer", "congress")


def without_place(reference: Reference) -> dict[str, Any]:
    return {name: value for name, value in asdict(reference).items() if name not in ("start", "end")}


@pytest.mark.parametrize("sentence", OWN, ids=lambda sentence: sentence["text"][:40])
def test_all_references_of_a_sentence_and_no_others_are_found(sentence: dict[str, Any]) -> None:
    assert [without_place(found) for found in find_references(sentence["text"])] == sentence["refs"]


def test_gold_sentences_are_parsed_as_annotated() -> None:
    if not GOLD.exists():
        pytest.skip(f"no gold sentences at {GOLD}")
    for line in GOLD.read_text("utf-8").splitlines():
        sentence = json.loads(line)
        noted = [(*ref["span"], *(ref[name] for name in FIELDS)) for ref in sentence["refs"]]
        found = [
            (r.start, r.end, *(getattr(r, name) for name in FIELDS))
            for r in find_references(sentence["text"])
        ]
        assert found == noted


def test_bare_number_gets_the_code_named_elsewhere_in_the_text() -> None:
    found = find_references("Chỉ thị 5 là gì?\n\nĐó là Chỉ thị số 05-CT/TW của Bộ Chính trị.")
    assert [(r.number, r.code, r.certainty, r.issuer) for r in found] == [
        ("5", "CT/TW", "named", None),
        ("05", "CT/TW", "code", "Bộ Chính trị"),
    ]


def test_all_spellings_of_the_central_committee_give_one_code() -> None:
    for code in (
        "05-CT/TW",
        "05-CT/T.Ư",
        "05-CT/TƯ",
        "05 - CT/TW",
        "05- CT/TW",
        "05 CT/TW",
        "05\u2013CT/T.W",
    ):
        assert [r.code for r in find_references(f"Chỉ thị số {code}.")] == ["CT/TW"], code


def test_a_reference_does_not_cross_a_paragraph() -> None:
    assert find_references("Nghị quyết\n\n18 đại biểu tham luận về Chỉ thị\n\n05-KL") == []


@given(st.text(alphabet=list("Nghị quyếtCTThĐảngTƯW.4XIkhóa05-/,() \nLuậtnăm2013số")))
def test_raw_is_the_text_of_the_span_and_spans_do_not_overlap(text: str) -> None:
    end = 0
    for reference in find_references(text):
        assert reference.raw == text[reference.start : reference.end]
        assert reference.start >= end
        end = reference.end
    assert end <= len(text)


@given(st.lists(st.sampled_from(["Bộ ", "luật ", "NGHỊ ", "quyết ", "định: ", "İ", "-", "NQTW", "QĐ", "x"])))
def test_prefilter_finds_all_types(words: list[str]) -> None:
    text = "".join(words)
    assert [head.span() for head in find_type_words(text)] == [
        head.span() for head in TYPE_WORD.finditer(text)
    ]


AWKWARD = (" ", "1", "1 2 ", "A ", "1/", "05-CT/", "TW ", "Luật An toàn, ", "Nghị quyết ", "Chỉ thị 05, ")
NEARLY = (
    "Quyết định a b c d ",
    "Chỉ thị 05 của Tỉnh ủy A B C D E F G ",
    "Nghị quyết Đại hội đại biểu toàn quốc Đảng bộ A A A A lần thứ ",
)


@pytest.mark.parametrize("unit", AWKWARD + NEARLY)
def test_megabyte_of_awkward_text_is_parsed_in_seconds(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    find_references(text)
    assert time.process_time() - began < 6  # 0.1 to 2.5 s; a quadratic pattern takes minutes
