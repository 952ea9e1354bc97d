"""MkDocs hooks: pages generated from the code, and pages whose source is a README of the repository."""

from __future__ import annotations

import inspect
import re
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
from mkdocs.structure.files import File, Files

from archive import exit_codes
from archive.article import Article, Capture, Image
from archive.store import Store
from crawler.cli import COMMANDS, partynews

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
REPOSITORY_PAGES = {
    "reference/sql.md": "archive/README.md",
    "how-to/add-a-site.md": "spiders/README.md",
    "project/contributing.md": "CONTRIBUTING.md",
    "project/changelog.md": "CHANGELOG.md",
    "project/security.md": "SECURITY.md",
}
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)\s]+)\)")
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| (.+) \|$", re.MULTILINE)
ATTRIBUTE = re.compile(r"^ {4}(\w+): (.+(?:\n {5,}.+)*)", re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the files of the site."""
    pages = {
        "reference/commands.md": commands_page(),
        "reference/tables.md": tables_page(),
        "reference/article.md": article_page(),
        "reference/exit-codes.md": exit_codes_page(),
        **{page: repository_page(page, ROOT / source) for page, source in REPOSITORY_PAGES.items()},
    }
    for uri, content in pages.items():
        files.append(File.generated(config, uri, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Return the Markdown of a page in which links to files of the repository lead to their pages here."""
    source = ROOT / "docs" / page.file.src_uri
    return relinked(markdown, page.file.src_uri, source) if source.exists() else markdown


def repository_page(page: str, source: Path) -> str:
    """Return the Markdown of a README as that of a page of the site."""
    return relinked(source.read_text("utf-8"), page, source)


def relinked(markdown: str, page: str, source: Path) -> str:
    """Return Markdown with the links of the file `source` as they are on a page of the site.

    Links to what is no page of the site become plain text.
    """
    by_source = {ROOT / path: uri for uri, path in REPOSITORY_PAGES.items()}

    def relink(link: re.Match[str]) -> str:
        text, target = link.groups()
        path, _, anchor = target.partition("#")
        file = (source.parent / path).resolve()
        uri = by_source.get(file)
        if uri is None and file.is_relative_to(ROOT / "docs"):
            uri = str(file.relative_to(ROOT / "docs"))
        if uri is None:
            return f"{text} (`{file.relative_to(ROOT)}`)"
        up = "../" * page.count("/")
        return f"[{text}]({up}{uri}{'#' * bool(anchor)}{anchor})"

    return LINK.sub(relink, markdown)


def commands_page() -> str:
    """Return the help of each command, as `--help` prints it."""
    parent = click.Context(partynews, info_name="partynews", terminal_width=100, max_content_width=100)
    parts = [
        "# Commands",
        "`partynews COMMAND --help` prints the same text. Exit codes: [table](exit-codes.md).",
    ]
    for name in COMMANDS:
        command = partynews.get_command(parent, name)
        if command is None:
            continue
        context = click.Context(
            command, info_name=name, parent=parent, terminal_width=100, max_content_width=100
        )
        parts += [f"## {name}", f"```text\n{command.get_help(context)}\n```"]
    return "\n\n".join(parts) + "\n"


def tables_page() -> str:
    """Return the columns of each table and view of a new archive."""
    described = {
        name: text
        for names, text in ROW.findall((ROOT / "archive" / "README.md").read_text("utf-8"))
        for name in re.findall(r"\w+", names)
    }
    parts = [
        "# Tables",
        "The columns of an archive made by this version. [The archive in plain SQL](sql.md) explains them.",
    ]
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store:
        for kind in ("table", "view"):
            for name in _relations(store.db, kind):
                parts += [
                    f"## {name} ({kind})",
                    *([described[name]] if name in described else []),
                    _columns(store.db, name),
                ]
    return "\n\n".join(parts) + "\n"


def _relations(db: sqlite3.Connection, kind: str) -> list[str]:
    """Return the names of the tables or views that are not parts of a full-text index."""
    rows = db.execute(
        "SELECT name FROM pragma_table_list WHERE type = ? AND schema = 'main' ORDER BY name", [kind]
    )
    return [row[0] for row in rows if not row[0].startswith(("sqlite_", "_"))]


def _columns(db: sqlite3.Connection, name: str) -> str:
    rows = db.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', [name]).fetchall()
    lines = [
        f"| `{column}` | {kind} | {'' if required or pk else 'may be NULL'} | {'primary key' if pk else ''} |"
        for column, kind, required, pk in rows
    ]
    return "\n".join(["| column | type | | |", "|---|---|---|---|", *lines])


def article_page() -> str:
    """Return the fields of an article, a picture and a capture, as their docstrings describe them."""
    parts = ["# Article fields"]
    for cls in (Article, Image, Capture):
        doc = inspect.getdoc(cls) or ""
        summary = doc.partition("\nAttributes:")[0].strip()
        rows = [f"| `{name}` | {' '.join(text.split())} |" for name, text in _attributes(doc)]
        parts += [f"## {cls.__name__}", summary, "\n".join(["| field | meaning |", "|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def _attributes(doc: str) -> Iterator[tuple[str, str]]:
    for found in ATTRIBUTE.finditer(doc.partition("Attributes:")[2]):
        yield found[1], found[2]


def exit_codes_page() -> str:
    """Return the exit codes, followed by the messages of a crawl with each."""
    rows = [f"| {code} | {meaning} |" for code, meaning in exit_codes.MEANINGS.items()]
    return "\n".join([
        "# Exit codes", "", "| exit code | meaning |", "|---|---|", *rows, "",
        "Messages: [operate scheduled crawls](../how-to/operate.md#messages-and-exit-codes).", "",
    ])  # fmt: skip
