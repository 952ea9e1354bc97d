"""Fixtures of the export tests: small archives with known contents, and the demo archive."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from article_builder import story
from corpus_builder import STORED

from archive.article import Image
from archive.store import Store

MEETING = (
    "Sáng 12/5, Đảng ủy xã Hòa Sơn tổ chức hội nghị sơ kết ba năm thực hiện Chỉ thị 05-CT/TW. Bí thư Trần "
    "Văn Thủy cho biết bà con đã hiến hơn 4.000 mét vuông đất.\n\n"
    "Tuyến đường dài 6 km nối bốn thôn với chợ, trước đây mùa mưa lầy lội, học sinh phải nghỉ học."
)
LEAD = "Nhờ dân góp đất góp công, con đường mơ ước của một xã vùng cao đã thành hình sau ba năm."


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """An archive: an edited article, its near and exact duplicates, an undated article."""
    path = tmp_path / "archive.db"
    articles = (
        story(
            MEETING, key="1", number=1, on=2, site="nhandan", title="=HYPERLINK(1)", published="2018-05-15"
        ),
        story(
            MEETING + " Hết.",
            key="1",
            number=2,
            on=6,
            site="nhandan",
            title="Hội nghị",
            published="2018-05-15",
        ),
        story(
            *(MEETING + " Hết.",),
            **{
                "key": "9",
                "number": 3,
                "on": 3,
                "site": "vietnamplus",
                "published": "2018-05-16T08:00:00+07:00",
            },
            **{"lead": LEAD, "authors": ("Lê Hà", "Trần An"), "section": "Xã hội", "url": "https://v.vn/9"},
            images=(Image("https://v.vn/1.jpg", "Quang cảnh."),),
        ),
        story(MEETING + " Hết.", key="5", number=4, on=4, site="hanoi", url="https://h.vn/5", title="Họp"),
        story("'Tin' ngắn.", key="3", number=5, on=5, site="hanoi", url="https://h.vn/3", title="Tin"),
    )
    with Store.open(path) as store, store.writing():
        for article in articles:
            store.save(article)
    return path


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with each awkward string as title, key, lead, byline and tag."""
    path = tmp_path_factory.mktemp("awkward") / "archive.db"
    with Store.open(path) as store, store.writing():
        for number, text in enumerate(STORED):
            body = f"Tin số {number} của xã {number * 7} về việc {number * 13}."
            fields: dict[str, Any] = {"title": text, "lead": text, "byline": text, "tags": (text,)}
            fields |= {"section": text, "published_raw": text, "authors": (text,)}
            store.save(story(body, key=text, url=f"https://paper.vn/{number}/{text}", **fields))
    return path


@pytest.fixture(scope="session")
def demo(demo_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of `partynews demo`, to be read only."""
    return shutil.copytree(demo_run, tmp_path_factory.mktemp("demo") / "demo") / "demo.db"
