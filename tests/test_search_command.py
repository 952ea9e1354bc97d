"""What `partynews search`, `show` and others say of a query, site, id or URL that they cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest
from article_builder import story

from archive.search.query import parse_query
from archive.store import Store
from crawler.cli import main

AS_WORDS = "is searched as words. Fields: site:, from:, to:."


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        store.save(story("Bếp chung của xóm.", site="hanoi", key="1", url="https://hanoi.vn/bep-1.html"))
        store.save(story("Chợ nổi buổi sớm.", site="nhandan", key="2"))
    monkeypatch.setenv("PARTYNEWS_DB", str(path))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    printed = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, printed.out, printed.err


@pytest.mark.parametrize(
    ("typed", "notes"),
    [
        ('"bếp chung', ['A quote (") is not closed: the phrase goes on to the end of the query.']),
        ("author:abc", [f"There is no field 'author:'; 'author:abc' {AS_WORDS}"]),
        ("Site:hanoi", [f"There is no field 'Site:'; 'Site:hanoi' {AS_WORDS}"]),
        ("site: hanoi", ["'site:' has no value: type it directly after the colon, as in site:nhandan."]),
        ("bếp NOT chung", ["NOT is searched as a word. To exclude a word, type - before it: -word"]),
        ("bế*", ["'bế*': there are no wildcards, so the * is ignored."]),
    ],
)
def test_query_parts_that_are_no_syntax_are_named(typed: str, notes: list[str]) -> None:
    assert parse_query(typed).notes == notes


@pytest.mark.parametrize(
    "typed",
    ["https://hanoi.vn/a:b", "lúc 10:30", "Nghị quyết: bếp", '"bếp chung" site:hanoi from:2018', "05-CT/TW"],
)
def test_usual_queries_get_no_notes(typed: str) -> None:
    assert parse_query(typed).notes == []


def test_notes_are_printed_beside_the_results(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "search", '"bếp chung')
    assert (code, out.split("  ")[:2]) == (0, ["1", "hanoi"])
    assert err == 'partynews: A quote (") is not closed: the phrase goes on to the end of the query.\n'


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "bếp site:hanoii"),
        ("search", "bếp", "--site", "hanoii"),
        ("trend", "bếp", "--site", "hanoii"),
        ("reread", "--site", "hanoii"),
        ("doubts", "hanoii"),
    ],
)
def test_site_without_articles_is_named_with_those_that_have_some(
    archive: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(capsys, *arguments) == (
        2,
        "",
        "partynews: The archive has no articles of site 'hanoii'. Did you mean 'hanoi'? "
        "Sites with articles: hanoi, nhandan.\n",
    )


def test_query_that_begins_with_a_minus_is_told_how_to_write_it(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "search", "-x", "site:hanoi")
    hint = "partynews search -- -x site:hanoi"
    assert code == 2
    assert err.endswith(f"No such option '-x'. To exclude a word, type -- before the query: {hint}\n")
    assert run(capsys, "search", *hint.split()[2:])[1].startswith("1  hanoi")


@pytest.mark.parametrize("command", ["show", "diff", "cite"])
def test_unknown_id_is_answered_with_the_ids_that_exist(
    archive: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(capsys, command, "9999") == (
        2,
        "",
        "partynews: No article has the id 9999. The ids go from 1 to 2; "
        "partynews search prints the id of each article.\n",
    )


def test_words_given_to_show_are_answered_with_a_search(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "show", "bếp chung") == (
        2,
        "",
        "partynews: 'bếp chung' is not an id or a URL. "
        "To find articles with these words: partynews search 'bếp chung'\n",
    )


def test_url_without_its_scheme_shows_the_article(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "show", "hanoi.vn/bep-1.html")
    assert (code, err) == (0, "")
    assert "url: https://hanoi.vn/bep-1.html" in out


def test_diff_of_a_missing_revision_says_which_exist(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = "partynews: Article 1 has 1 revision: nothing to compare.\n"
    assert run(capsys, "diff", "1", "3", "4") == (2, "", alone)
    with Store.open(archive) as store, store.writing():
        url = "https://hanoi.vn/bep-1.html"
        store.save(story("Bếp chung của xóm, nay đông.", site="hanoi", key="1", on=2, url=url))
    some = "partynews: Article 1 has the revisions 1 to 2: choose two of them.\n"
    assert run(capsys, "diff", "1", "3", "4") == (2, "", some)
