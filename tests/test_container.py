"""Dockerfile, compose file and cron script are valid. No image is built: that needs a Docker engine."""

import subprocess
import sys
from pathlib import Path

import yaml

from crawler.cli import COMMANDS

ROOT = Path(__file__).parents[1]


def test_dockerfile_has_no_findings() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_dockerfile_copies_only_what_exists() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert "requirements-runtime.lock" in copied
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_services_run_commands_that_exist() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    commands = {name: service["command"][:1] for name, service in services.items()}
    assert commands == {"demo": ["demo"], "crawl": [], "serve": ["serve"]}
    assert {"demo", "serve"} <= set(COMMANDS)
    assert services["crawl"]["entrypoint"] == ["crawl-on-schedule"]


def test_cron_script_sends_problems_to_the_log(tmp_path: Path) -> None:
    """The part of the script before `| crontab` is run; cron itself is not."""
    script = (ROOT / ".ci" / "cron.sh").read_text("utf-8")
    (pipeline,) = [line.partition(" | crontab")[0] for line in script.splitlines() if " | crontab" in line]
    done = subprocess.run(
        ["/bin/sh", "-c", f"problems=/archive/problems.log; {pipeline}"],
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "PARTYNEWS_CONTACT": "you@example.org",
            "PARTYNEWS_DB": str(tmp_path / "archive.db"),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    *comments, job = done.stdout.splitlines()
    assert all(line.startswith("#") for line in comments)
    assert job.startswith("17 */6 * * * PARTYNEWS_CONTACT=you@example.org ")
    assert job.endswith(" 2>> /archive/problems.log")
