"""Citations in CSL-JSON and BibLaTeX."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from article_builder import story
from corpus_builder import call

from archive.store import Store


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        store.save(
            story(
                "Một tin.",
                **{
                    "key": "9",
                    "site": "nhandan",
                    "number": 1,
                    "on": 3,
                    "url": "https://nhandan.vn/tin-post9.html",
                },
                **{
                    "title": r"Đạt 100% {kế hoạch} & \hơn",
                    "authors": ("Lê Hà", "Trần An"),
                    "section": "Xã hội",
                },
                published="2018-05-15T08:00:00+07:00",
            )
        )
    return path


def sha256_of_text(path: Path) -> str:
    with Store.open(path) as store:
        (total,) = store.db.execute("SELECT text_sha256 FROM articles").fetchone()
    return str(total)


def test_csl_json_has_the_fields_of_a_newspaper_article(
    cited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = call(
        capsys, "cite", "https://nhandan.vn/tin-post9.html", "--format", "csl-json", "--db", str(cited)
    )

    assert json.loads(run.stdout) == [
        {
            "id": "nhandan-9",
            "type": "article-newspaper",
            "title": r"Đạt 100% {kế hoạch} & \hơn",
            "author": [{"literal": "Lê Hà"}, {"literal": "Trần An"}],
            "container-title": "Báo Nhân Dân",
            "section": "Xã hội",
            "issued": {"date-parts": [[2018, 5, 15]]},
            "accessed": {"date-parts": [[2026, 3, 3]]},
            "URL": "https://nhandan.vn/tin-post9.html",
            "language": "vi",
            "note": f"Text with SHA-256 {sha256_of_text(cited)}",
        }
    ]


def test_bibtex_escapes_tex_commands(cited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = call(capsys, "cite", "1", "--db", str(cited))

    assert run.stdout.splitlines() == [
        "@online{nhandan-9,",
        "  author = {{Lê Hà} and {Trần An}},",
        r"  title = {{Đạt 100\% \textbraceleft{}kế hoạch\textbraceright{} \& \textbackslash{}hơn}},",
        "  organization = {{Báo Nhân Dân}},",
        "  date = {2018-05-15},",
        "  url = {https://nhandan.vn/tin-post9.html},",
        "  urldate = {2026-03-03},",
        "  langid = {vietnamese},",
        f"  note = {{Text with SHA-256 {sha256_of_text(cited)}}}",
        "}",
    ]


def test_ris_has_the_fields_of_a_newspaper_article(cited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = call(capsys, "cite", "1", "--format", "ris", "--db", str(cited))

    assert run.stdout.splitlines() == [
        "TY  - NEWS",
        "ID  - nhandan-9",
        r"TI  - Đạt 100% {kế hoạch} & \hơn",
        "AU  - Lê Hà",
        "AU  - Trần An",
        "T2  - Báo Nhân Dân",
        "SE  - Xã hội",
        "PY  - 2018",
        "DA  - 2018/05/15/",
        "UR  - https://nhandan.vn/tin-post9.html",
        "Y2  - 2026/03/03/",
        "LA  - vi",
        f"N1  - Text with SHA-256 {sha256_of_text(cited)}",
        "ER  - ",
    ]


def test_unknown_article_cannot_be_cited(cited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = call(capsys, "cite", "77", "--db", str(cited))

    assert (run.returncode, run.stdout, "Traceback" in run.stderr) == (2, "", False)
