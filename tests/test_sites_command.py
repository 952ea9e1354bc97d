"""Output of `partynews sites`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from crawler.commands.sites import sites_command
from crawler.sites import load_sites


def sites(folder: Path, *options: str) -> str:
    done = CliRunner().invoke(
        sites_command, ["--db", str(folder / "none.db"), *options], catch_exceptions=False
    )
    assert done.exit_code == 0
    return done.output


def test_table_has_owner_family_and_evidence_of_each_site(tmp_path: Path) -> None:
    heads, *rows = sites(tmp_path).splitlines()
    assert heads.split() == ["site", "owner", "family", "hosts", "layouts", "evidence", "last", "success"]
    assert [row.split()[0] for row in rows] == list(load_sites())
    (row,) = (row for row in rows if row.startswith("nhandan "))
    assert row.split("  ")[-1].strip() == "never"
    assert "real page, public code" in row
    (merged,) = (row for row in rows if row.startswith("baoapbac "))
    assert merged.split()[-1] == "ended"


def test_json_has_everything_that_a_site_file_says_of_itself(tmp_path: Path) -> None:
    (found,) = (site for site in json.loads(sites(tmp_path, "--json")) if site["site"] == "baoquangninh")
    assert found == {
        "site": "baoquangninh",
        "publisher": "Báo Quảng Ninh",
        "owner": "Tỉnh ủy Quảng Ninh",
        "family": "N",
        "hosts": ["baoquangninh.vn"],
        "past_hosts": ["baoquangninh.com.vn"],
        "layouts": ["N"],
        "evidence": {"N": "public code"},
        "ended": False,
        "note": "",
        "last_success": None,
    }
