"""Full-text search with and without Vietnamese diacritics."""

from __future__ import annotations

import pytest
from article_builder import story

from archive.search.full_text import Hit, Sort, find_matches, load_hits, search
from archive.store import Store


def fill(store: Store, *bodies: str) -> None:
    with store.writing():
        for number, body in enumerate(bodies, start=1):
            store.save(story(body, key=str(number), title="Tin"))


def found(store: Store, typed: str) -> list[int]:
    return sorted(hit.id for hit in search(store.db, typed))


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("đảng ủy khối", [1, 2]),
        ("Đảng uỷ khối", [1, 2]),
        ("ĐẢNG ỦY KHỐI", [1, 2]),
        ("dang uy khoi", [1, 2, 3, 4]),
        ("đang", [3]),
        ('"Đảng ủy Khối"', [1, 2]),
        ('"khối đảng"', []),
        ('"Đảng uy khối"', []),
        ('"dang uy khoi"', [1, 2, 3, 4]),
        ("đảng uy khoi", [1, 2]),
        ("đảng -ủy", []),
        ("khoi -đảng", [3, 4]),
        ("đang OR đảng", [1, 2, 3]),
        ("đang OR dang -khối", []),
        ("khối đang | dáng", [3, 4]),
        ("Ðảng ủy", [1, 2]),
        ("“Đảng ủy”", [1, 2]),
        ("Đa\u0309ng ủy", [1, 2]),
        ("đảng\u200b ủy", [1, 2]),
    ],
)
def test_typed_diacritics_must_match(store: Store, typed: str, ids: list[int]) -> None:
    fill(store, "Đảng ủy Khối họp.", "ĐẢNG UỶ KHỐI HỌP.", "Đang uy khối.", "Dáng uy khối.")

    assert found(store, typed) == ids


def test_nam_with_breve_does_not_match_nam(store: Store) -> None:
    fill(store, "Việt Nam hôm nay.", "Hai năm qua.")

    assert (found(store, "năm"), found(store, "nam"), found(store, "Nam")) == ([2], [1, 2], [1, 2])


@pytest.mark.parametrize(
    ("text", "typed"),
    [("hoà giải", "hòa giải"), ("hòa giải", "hoà giải"), ("khoẻ", "khỏe"), ("quý", "quý"), ("tòan", "toàn")],
)
def test_tone_mark_placement_does_not_matter_in_search(store: Store, text: str, typed: str) -> None:
    fill(store, text, "hoa giai khoe quy toan")

    assert found(store, typed) == [1]


def test_tone_mark_of_mua_is_not_moved(store: Store) -> None:
    fill(store, "mùa", "muà")

    assert found(store, "mùa") == [1]


CODES = (
    "Chỉ thị 05-CT/TW về",
    "Chỉ thị 05 CT TW",
    "Chỉ thị số 05-CT/TƯ",
    "Kế hoạch 05-CT/TU",
    "Tin 05/2016",
    "2016 và 05",
)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("05-CT/TW", [1, 2, 3]),
        ("05-ct/tw", [1, 2, 3]),
        ("05-CT/TU", [4]),
        ("05/2016", [5]),
        ("(05/2016).", [5]),
    ],
)
def test_document_codes_are_found_as_typed(store: Store, typed: str, ids: list[int]) -> None:
    fill(store, *CODES)

    assert found(store, typed) == ids


CENTRE = (
    "Nghị quyết Trung ương 4 (khóa XII)",
    "Nghị quyết T.Ư 4",
    "Nghị quyết TƯ 4",
    "nghị quyết TW 4",
    "Nghị quyết số 4 về đầu tư",
    "ĐẦU TƯ CÔNG VÀ NGHỊ QUYẾT 4",
    "Ngày thứ tư, T. Ương trung thực",
)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ('"nghị quyết TW 4"', [1, 2, 3, 4]),
        ('"nghị quyết T.Ư 4"', [1, 2, 3, 4]),
        ('"Nghị quyết Trung ương 4"', [1, 2, 3, 4]),
        ('"nghi quyet trung uong 4"', [1, 2, 3, 4]),
        ("nghị quyết trung ương", [1, 2, 3, 4]),
        ("nghị quyết T.Ư", [1, 2, 3, 4]),
        ("TƯ", [1, 2, 3, 4]),
        ("TW", [1, 2, 3, 4]),
        ("trung uong", [1, 2, 3, 4]),
        ("tư", [5, 6, 7]),
        ("đầu tư", [5, 6]),
        ("ĐẦU TƯ", [5, 6]),
        ("tu", [5, 6, 7]),
        ("nghị quyết -TW", [5, 6]),
    ],
)
def test_trung_uong_is_found_in_all_spellings_and_never_as_tu(
    store: Store, typed: str, ids: list[int]
) -> None:
    fill(store, *CENTRE)

    assert found(store, typed) == ids


def test_edited_article_is_found_by_its_new_words_only(store: Store) -> None:
    with store.writing():
        store.save(story("Hội nghị sơ kết.", title="Tin", number=1))
        store.save(story("Hội nghị tổng kết.", title="Tin", number=2, on=2))
        store.save(story("Hội nghị triển khai.", title="Tin", number=3, key="3"))

    assert (found(store, "sơ"), found(store, "tổng"), found(store, "hội nghị")) == ([], [1], [1, 2])


def test_site_and_dates_narrow_the_search(store: Store) -> None:
    with store.writing():
        for key, site, published in [
            ("1", "nhandan", "2018-05-15T19:24:18+07:00"),
            ("2", "nhandan", "2019-01-02"),
            ("3", "hanoi", "2018-05-15"),
            ("4", "hanoi", None),
        ]:
            store.save(story("Hội nghị.", key=key, site=site, published=published, url=None))

    def ids(typed: str, **options: str) -> list[int]:
        return [hit.id for hit in search(store.db, typed, sort="date", **options)]  # type: ignore[arg-type]

    assert ids("hội nghị") == [2, 1, 3, 4]
    assert ids("hội nghị site:nhandan") == ids("hội nghị", site="nhandan") == ids("site:nhandan") == [2, 1]
    assert ids("hội from:2018 to:2018") == ids("hội", since="2018", until="2018-05") == [1, 3]
    assert ids("hội", since="2018-05-15", until="2018-05-15") == [1, 3]
    assert ids("hội to:2018-05-14") == ids("hội", since="2019-02") == []


def test_matches_have_no_limit_and_hits_keep_the_requested_order(store: Store) -> None:
    fill(store, *(f"Hội nghị {number}." for number in range(30)), "Khác.")

    assert len(search(store.db, "hội")) == 20
    assert sorted(find_matches(store.db, "hội")) == list(range(1, 31))
    assert find_matches(store.db, "hội", limit=3) == [hit.id for hit in search(store.db, "hội", limit=3)]
    assert [hit.snippet for hit in load_hits(store.db, "nghị", [7, 2])] == ["Hội [nghị] 6.", "Hội [nghị] 1."]


def test_hit_has_citation_fields_and_the_original_text(store: Store) -> None:
    with store.writing():
        store.save(
            story(
                "Một " * 40 + "Bí thư T.Ư Đảng, Đảng uỷ khối.\n\nHết. " + "Hai " * 40,
                published="2026-03-01",
                title="Tin",
            )
        )

    assert search(store.db, "tw uỷ") == [
        Hit(
            id=1,
            site="paper",
            url="https://paper.vn/a1.html",
            title="Tin",
            published="2026-03-01",
            snippet="…Một Một Một Một Bí thư [T.Ư] Đảng, Đảng [uỷ] khối. Hết. " + "Hai " * 18 + "Hai…",
        )
    ]


def test_title_words_weigh_more_than_text_words(store: Store) -> None:
    with store.writing():
        store.save(story("Nói về báo chí và báo chí. " + "Một hai ba bốn năm. " * 5, key="1", title="Tin"))
        store.save(story("Một hai ba bốn năm. " * 5, key="2", title="Báo chí cách mạng"))
        for key in "3456":
            store.save(story("Tin khác.", key=key))

    best = search(store.db, "báo chí")

    assert [(hit.id, hit.snippet[:12]) for hit in best] == [(2, "Một hai ba b"), (1, "Nói về [báo]")]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("hội nghị", [3, 2, 1]),
        ("hoi nghi", [3, 2, 1]),
        ("nghị hội", [1, 3, 2]),
        ("hội nghị -thị", [3, 2]),
        ("hội đề nghị", [1]),
        ("chi bộ chi hội", [4]),
        ("hội OR nghị", [1, 3, 4, 2]),
    ],
)
def test_adjacent_words_rank_first(store: Store, typed: str, ids: list[int]) -> None:
    fill(
        store,
        "Nghị hội. Đề hội, đề nghị, thị hội thị nghị.",
        "Tại hội nghị bàn về việc trồng lạc ở bản, " + "nhiều ý kiến hay. " * 9,
        "Hội nghị hội bàn việc trồng ngô, " + "nhiều ý kiến hay. " * 5,
        "Chi bộ chi hội họp.",
    )

    assert [hit.id for hit in search(store.db, typed)] == ids
    assert find_matches(store.db, typed, limit=2) == ids[:2]


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize(
    "typed", ["xã", "xa", "xã xa", '"đảng bộ" -xa', "site:nhandan xa", "xa from:2018 to:2018-06"]
)
def test_filters_and_order_read_indexes_only(store: Store, typed: str, sort: Sort) -> None:
    fill(store, "Đảng bộ xã.")
    statements: list[str] = []
    store.db.set_trace_callback(statements.append)
    find_matches(store.db, typed, sort=sort)
    store.db.set_trace_callback(None)
    for sql in (sql for sql in statements if sql.startswith("SELECT id")):
        plan = [row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        of_articles = [step for step in plan if " articles " in step]
        assert [step for step in of_articles if "COVERING INDEX" not in step] == []
        # FTS5 marks a search by rowid, of each article by itself, with `=` (fts5BestIndexMethod).
        assert [step for step in plan if "VIRTUAL TABLE INDEX" in step and "=" in step] == []
