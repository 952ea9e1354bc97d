"""`partynews schedule`: a complete crontab line or systemd units for a regular crawl."""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import no_folder
from crawler.commands.options import (
    captures_option,
    command,
    db_option,
    notify_option,
    resolve_sites,
    site_folders_option,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CRON = """\
# Every six hours, which is how often articles of the last two days are revisited. Cron mails problems only;
# the rest is in the log. A run exits at once if another run holds the archive. Install with: crontab -e
17 */6 * * * {command}
"""
SYSTEMD = """\
# /etc/systemd/system/partynews.service
[Unit]
Description=Fetch new articles from the news sites
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
Environment={environment}
ExecStart={command}
# Another run holds the archive: not a failure.
SuccessExitStatus=5
Nice=10

# /etc/systemd/system/partynews.timer
# Install both units, then run: systemctl daemon-reload && systemctl enable --now partynews.timer
[Unit]
Description=Fetch new articles from the news sites every six hours

[Timer]
OnCalendar=*-*-* 00/6:17:00
Persistent=true

[Install]
WantedBy=timers.target
"""


@command("PARTYNEWS_CONTACT=you@example.org partynews schedule --db /srv/news/archive.db")
@click.argument("sites", nargs=-1)
@click.option("--cron", "kind", flag_value="cron", default="cron", help="Print a crontab line (default).")
@click.option("--systemd", "kind", flag_value="systemd", help="Print a systemd service and timer.")
@click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The log file (default: partynews.log beside the archive).",
)
@notify_option
@captures_option
@site_folders_option
@db_option
def schedule_command(
    sites: tuple[str, ...], kind: str, log: Path | None, notify: str | None, captures: Path | None, db: Path
) -> None:
    """Print a cron or systemd schedule.

    It crawls SITES, or all sites if none is named, every six hours. The output does not depend on the
    environment: it has the absolute paths, the contact address and the folders of site files.
    """
    from crawler.fetch.user_agent import user_agent
    from crawler.sites import load_sites

    contact = os.environ.get("PARTYNEWS_CONTACT", "")
    user_agent(contact)
    if sites:
        resolve_sites(sites, load_sites())
    archive = db.absolute()
    if not archive.parent.is_dir():
        raise no_folder(archive)
    words = [sys.executable, "-P", "-m", "crawler", "crawl", *sites, "--db", str(archive)]
    words += ["--log", str((log or archive.with_name("partynews.log")).absolute())]
    words += ["--captures", str(captures.absolute())] if captures else []
    words += ["--notify", notify] if notify else []
    environment = {"PARTYNEWS_CONTACT": contact}
    if folders := os.environ.get("PARTYNEWS_SITES"):  # absolute paths, also of --sites
        environment["PARTYNEWS_SITES"] = folders
    click.echo((cron_line if kind == "cron" else systemd_units)(words, environment), nl=False)


def cron_line(words: list[str], environment: Mapping[str, str]) -> str:
    r"""Return a crontab line that runs `words` in an environment, with a comment above.

    >>> print(cron_line(["partynews", "--db", "50% tin.db"], {"CONTACT": "an@example.org"}).splitlines()[-1])
    17 */6 * * * CONTACT=an@example.org partynews --db '50\% tin.db'
    """
    variables = [f"{name}={shlex.quote(value)}" for name, value in environment.items()]
    line = " ".join([*variables, shlex.join(words)])
    return CRON.format(command=line.replace("%", r"\%"))  # cron reads an unescaped % as a newline


def systemd_units(words: list[str], environment: Mapping[str, str]) -> str:
    """Return a systemd service that runs `words` in an environment, and its timer."""
    return SYSTEMD.format(
        user=pwd.getpwuid(os.getuid()).pw_name,
        environment=" ".join(_quoted(f"{name}={value}") for name, value in environment.items()),
        command=" ".join(_quoted(word).replace("$", "$$") for word in words),
    )


def _quoted(word: str) -> str:
    r"""Return a word quoted by the rules of systemd.syntax(7) and systemd.unit(5).

    >>> print(_quoted('/srv/50% "tin"'))
    "/srv/50%% \"tin\""
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if escaped == word and " " not in word and "'" not in word else f'"{escaped}"'
