"""Near-duplicate detection: copies are found, filled-in forms are not, in any order."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.duplicates.near_duplicates import is_copy, similarity
from archive.duplicates.signature import SIGNATURE_SIZE, comparable, shared_keys_needed, signature
from benchmarks.graded import EDITS, Graded, graded_set
from crawler.parse.read import read_article
from crawler.sites import load_sites

CAPTURES = Path(__file__).parents[2] / ".." / "shared" / "captures"
STORY = (
    "Sáng 12/5, Đảng ủy xã Hòa Sơn tổ chức hội nghị sơ kết ba năm làm đường thôn. Bí thư Trần Văn Thủy cho "
    "biết bà con đã hiến hơn 4.000 mét vuông đất.\n\n"
    "Tuyến đường dài 6 km nối bốn thôn với chợ, trước đây mùa mưa lầy lội, học sinh phải nghỉ học. Nay xe "
    "tải vào tận ruộng, lúa bán được giá hơn.\n\n"
    "Hội nghị thống nhất năm tới trồng hoa hai bên đường và lắp đèn chiếu sáng bằng tiền của chi hội."
)


def test_stored_keys_stay_valid() -> None:
    # If this fails, keys already stored no longer match new ones.
    assert signature("Chỉ thị số 05-CT/TW của Bộ Chính trị") == (
        377424985,
        483763899,
        756234813,
        1016015267,
        1757224200,
        1793019941,
    )


def test_spelling_case_and_punctuation_do_not_change_the_keys() -> None:
    variants = (
        unicodedata.normalize("NFD", STORY),
        STORY.replace("Đ", "Ð").replace("đ", "ð"),
        STORY.replace("Hòa", "Hoà").replace("ủy", "uỷ").replace("Thủy", "Thuỷ"),
        STORY.upper(),
        STORY.replace(", ", " - ").replace(".", " …"),
    )
    for variant in variants:
        assert signature(variant) == signature(STORY)
        assert similarity(variant, STORY) == 1.0
        assert is_copy(variant, STORY)


def test_keys_are_few_ascending_and_small() -> None:
    keys = signature(STORY * 3 + "Một câu khác hẳn để bài dài thêm.")
    assert len(keys) == SIGNATURE_SIZE
    assert list(keys) == sorted(set(keys))
    assert 0 <= keys[0] <= keys[-1] < 2**31


def test_texts_without_words_have_no_keys_and_no_copies() -> None:
    assert signature(" … \n") == ()
    assert not is_copy("", "")
    assert not is_copy("…", STORY)


def test_short_text_is_found_by_the_few_keys_it_has() -> None:
    caption = "Các đại biểu dự lễ khánh thành"
    assert shared_keys_needed(len(signature(caption)), SIGNATURE_SIZE) == 1
    assert is_copy(caption, caption.upper())


def test_changed_lead_and_dropped_last_paragraph_is_a_copy() -> None:
    lead = "Chuyện làm đường ở một xã miền núi vừa được nêu tại buổi giao ban báo chí của tỉnh chiều qua."
    assert is_copy(STORY, f"{lead}\n\n{STORY}")
    assert is_copy(STORY, "\n\n".join(STORY.split("\n\n")[:2]))


def test_same_form_for_another_place_and_day_is_not_a_copy() -> None:
    other = (
        STORY.replace("12/5", "27/9")
        .replace("Hòa Sơn", "Tân Lập")
        .replace("Trần Văn Thủy", "Lò Thị Quyên")
        .replace("4.000", "1.350")
        .replace("6 km", "11 km")
    )
    assert similarity(STORY, other) > 0.7
    assert not is_copy(STORY, other)


def test_story_with_one_corrected_number_is_a_copy() -> None:
    assert is_copy(STORY, STORY.replace("4.000", "4.200"))


def test_round_up_that_contains_a_story_is_not_a_copy() -> None:
    other = next(text.text for text in graded_set(5, 0) if text.story == "story-4")
    assert similarity(STORY, f"{STORY}\n\n{other}") == 1.0
    assert not is_copy(STORY, f"{STORY}\n\n{other}")


@given(st.text(alphabet="aăâ bcđ eê.\n1A"), st.text(alphabet="aăâ bcđ eê.\n1A"))
def test_comparison_is_symmetric(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert is_copy(a, b) == is_copy(b, a)


@settings(max_examples=50)
@given(st.text())
def test_any_text_is_a_copy_of_itself(text: str) -> None:
    assert signature(text) == signature(text)
    assert similarity(text, text) in (0.0, 1.0)


def test_tone_mark_placement_does_not_matter() -> None:
    assert comparable("khoẻ") == comparable("khỏe")
    assert comparable("quý") != comparable("quỷ")
    assert comparable("ma") != comparable("má")


def found_by_keys(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(set(one) & set(other)) >= shared_keys_needed(len(one), len(other))


@pytest.fixture(scope="module")
def graded() -> list[Graded]:
    return list(graded_set(stories=20, per_form=4, seed=7))


@pytest.mark.parametrize("kind", EDITS)
def test_copies_of_every_kind_are_found(graded: list[Graded], kind: str) -> None:
    originals = {text.story: text.text for text in graded if text.kind == "original"}
    copies = [text for text in graded if text.kind == kind]
    found = [
        found_by_keys(signature(copy.text), signature(originals[copy.story]))
        and is_copy(copy.text, originals[copy.story])
        for copy in copies
    ]
    assert sum(found) >= (0.95 if "20 %" in kind else 0.99) * len(copies)


def test_forms_and_other_stories_are_never_merged(graded: list[Graded]) -> None:
    apart = [text for text in graded if text.kind.startswith(("original", "form"))]
    assert [(a.text, b.text) for a, b in combinations(apart, 2) if is_copy(a.text, b.text)] == []


def captured_texts(name: str) -> Iterator[tuple[str, str, str | None]]:
    """Return key, text and story id of the articles in a capture; copies share the story id."""
    site = load_sites()[name]
    noted = json.loads((CAPTURES / f"{name}.truth.json").read_text("utf-8"))["articles"]
    of_url = {url: article for article in noted for url in article["urls"]}
    with (CAPTURES / f"{name}.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file):
            url = record.rec_headers.get_header("WARC-Target-URI")
            if record.rec_type != "response" or url not in of_url:
                continue
            if record.http_headers.get_statuscode() != "200":
                continue
            article = read_article(
                record.content_stream().read(),
                url,
                site=site,
                content_type=record.http_headers.get_header("Content-Type"),
                captured=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
            )
            truth = of_url[url]
            story = truth.get("near_duplicate_group") or truth.get("duplicate_of") or truth["key"]
            yield truth["key"], article.text, story


def test_syndicated_stories_of_the_captures_are_grouped_as_annotated() -> None:
    if not CAPTURES.exists():
        pytest.skip(f"no captures at {CAPTURES}")
    newest = {
        key: (text, story)
        for name in ("baoquangbinh", "dukcqtw", "hanoi", "nhandan", "vietnamplus")
        for key, text, story in captured_texts(name)
    }
    signed = [(key, text, story, signature(text)) for key, (text, story) in newest.items()]
    tied = {
        frozenset((a[0], b[0]))
        for a, b in combinations(signed, 2)
        if found_by_keys(a[3], b[3]) and is_copy(a[1], b[1])
    }
    assert tied == {frozenset((a[0], b[0])) for a, b in combinations(signed, 2) if a[2] == b[2]}
