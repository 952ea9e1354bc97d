"""`partynews schedule`: lines for cron or systemd that work as they are."""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from pathlib import Path

import click

from archive.errors import no_folder
from crawler.cli import captures_option, db_option

CRON = """\
# Every six hours: articles of the last two days are asked again as often. Cron mails what is wrong, and that
# alone; all else is in the log. A run that finds another one busy ends at once. Install it with: crontab -e
17 */6 * * * {command}
"""
SYSTEMD = """\
# /etc/systemd/system/partynews.service
[Unit]
Description=Fetch what is new on the news sites
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
Environment={contact}
ExecStart={command}
# Another run is busy: no failure.
SuccessExitStatus=5
Nice=10

# /etc/systemd/system/partynews.timer
# Install both, then: systemctl daemon-reload && systemctl enable --now partynews.timer
[Unit]
Description=Fetch what is new on the news sites every six hours

[Timer]
OnCalendar=*-*-* 00/6:17:00
Persistent=true

[Install]
WantedBy=timers.target
"""


@click.command()
@click.argument("sites", nargs=-1)
@click.option("--cron", "kind", flag_value="cron", default="cron", help="A line for crontab -e (default).")
@click.option("--systemd", "kind", flag_value="systemd", help="A service and a timer.")
@click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The log file (default: partynews.log beside the archive).",
)
@click.option("--notify", metavar="URL", envvar="PARTYNEWS_NOTIFY", help="As for crawl.")
@captures_option
@db_option
def schedule_command(
    sites: tuple[str, ...], kind: str, log: Path | None, notify: str | None, captures: Path | None, db: Path
) -> None:
    """Print what makes cron or systemd crawl SITES, all when none is named, every six hours.

    The lines need nothing of the environment: interpreter, files and contact address are in them.

    \b
    Example: PARTYNEWS_CONTACT=you@example.org partynews schedule --db /srv/news/archive.db
    """
    from crawler.commands.crawl import chosen_sites
    from crawler.fetch.user_agent import user_agent
    from crawler.sites import load_sites

    contact = os.environ.get("PARTYNEWS_CONTACT", "")
    user_agent(contact)
    if sites:
        chosen_sites(sites, load_sites())
    archive = db.absolute()
    if not archive.parent.is_dir():
        raise no_folder(archive)
    words = [sys.executable, "-P", "-m", "crawler", "crawl", *sites, "--db", str(archive)]
    words += ["--log", str((log or archive.with_name("partynews.log")).absolute())]
    words += ["--captures", str(captures.absolute())] if captures else []
    words += ["--notify", notify] if notify else []
    click.echo((cron_line if kind == "cron" else systemd_units)(words, contact), nl=False)


def cron_line(words: list[str], contact: str) -> str:
    """A line of a crontab that runs `words`.

    >>> cron_line(["partynews", "crawl", "--db", "/srv/50% tin/a.db"], "an@example.org").splitlines()[-1]
    "17 */6 * * * PARTYNEWS_CONTACT=an@example.org partynews crawl --db '/srv/50\\\\% tin/a.db'"
    """
    command = f"PARTYNEWS_CONTACT={shlex.quote(contact)} {shlex.join(words)}"
    return CRON.format(command=command.replace("%", r"\%"))  # a bare % ends the command for cron


def systemd_units(words: list[str], contact: str) -> str:
    """A service that runs `words`, and its timer."""
    return SYSTEMD.format(
        user=pwd.getpwuid(os.getuid()).pw_name,
        contact=_quoted(f"PARTYNEWS_CONTACT={contact}"),
        command=" ".join(_quoted(word).replace("$", "$$") for word in words),
    )


def _quoted(word: str) -> str:
    """A word as systemd.syntax(7) and systemd.unit(5) want it.

    >>> print(_quoted('/srv/50% "tin"'))
    "/srv/50%% \\"tin\\""
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if escaped == word and " " not in word and "'" not in word else f'"{escaped}"'
