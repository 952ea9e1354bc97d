"""`partynews import`: what it says of options and files that do not go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.cli import main
from samples import sample_files

URL = "https://nhandan.vn/bai-post929283.html"
ONE_PAGE = "--url is for one HTML page or dump: WARC files say the URLs of their pages."


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as ended:
        main(["import", *arguments])
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "files", "says"),
    [
        ("foo", ["page.html"], "'foo' is not a web address. Use --url https://HOST/PATH"),
        (URL, ["page.html", "other.html"], ONE_PAGE),
        (URL, [str(sample_files()[0])], ONE_PAGE),
    ],
)
def test_url_that_describes_no_page_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, files: list[str], says: str
) -> None:
    for name in ("page.html", "other.html"):
        (tmp_path / name).write_text("<html><body>Tin")
    db = tmp_path / "archive.db"
    code, err = run(capsys, *(str(tmp_path / name) for name in files), "--url", url, "--db", str(db))
    assert (code, err.splitlines()[-1]) == (2, f"Error: {says}")
    assert not db.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b" \n", "is empty"), (b"\x89PNG\r\n", "is binary data, neither an HTML page nor a text")],
)
def test_file_that_is_no_page_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    file = tmp_path / "bin.html"
    file.write_bytes(content)
    code, err = run(capsys, str(file), "--url", URL, "--db", str(tmp_path / "archive.db"))
    assert code == 7
    assert f"{file} {says}" in err
