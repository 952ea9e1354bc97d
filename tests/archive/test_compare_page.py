"""Any two revisions of an article side by side, with marks on the words that differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from article_builder import story
from served_archive import Served, serving

from archive.store import Store
from archive.withheld import withhold

TEXTS = (
    "Hội nghị bàn hai việc.\n\nHết.",
    "Hội nghị bàn ba việc.\n\nHết.",
    "Hội nghị bàn <b>bốn</b> việc.\n\nẢnh: TTXVN\n\nHết.",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    with Store.open(path) as store:
        with store.writing():
            for on, text in enumerate(TEXTS, start=1):
                store.save(story(text, key="1", number=on, on=on))
                store.save(story(f"Mật {text}", key="2", number=10 + on, on=on))
        with store.writing():
            withhold(store, 2, "letter 17")
    with serving(path) as running:
        yield running


def test_last_two_revisions_are_compared_by_default(served: Served) -> None:
    page = served.get("/article/1/compare")
    assert page.texts("h1") == ["Revisions 2 and 3"]
    assert page.texts(".pair:not(.heads)") == [
        "titleHội nghị sơ kếtHội nghị sơ kết",
        "Hội nghị bàn ba việc.Hội nghị bàn <b>bốn</b> việc.",
        "Ảnh: TTXVN",
        "Hết.Hết.",
    ]
    assert (page.texts("p > del"), page.texts(".pair ins")) == (
        ["Removed", "ba"],
        ["<b>bốn</b>", "Ảnh: TTXVN"],
    )


def test_any_two_revisions_can_be_chosen(served: Served) -> None:
    page = served.get("/article/1/compare?older=1&newer=3")
    assert (page.texts("h1"), page.texts(".pair del")) == (["Revisions 1 and 3"], ["hai"])
    assert [option.get("value") for option in page.page.cssselect("option[selected]")] == ["1", "3"]


@pytest.mark.parametrize(
    "address", ["/article/1/compare?older=9", "/article/9/compare", "/article/2/compare?older=1&newer=2"]
)
def test_missing_or_withheld_revision_is_not_found(served: Served, address: str) -> None:
    answer = served.get(address)
    assert (answer.status, "Mật" in answer.body.decode()) == (404, False)
