"""A disk that records the operations of SQLite and can fail: a VFS made with apsw.

The sqlite3 module supports no VFS, so the archive gets apsw connections with the interface of sqlite3. The
resulting files are then opened with sqlite3, as after a restart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import apsw


@dataclass(frozen=True)
class Write:
    file: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    file: str
    size: int


@dataclass(frozen=True)
class Delete:
    file: str


@dataclass(frozen=True)
class Sync:
    file: str


@dataclass(frozen=True)
class Acknowledged:
    """The archive acknowledged this article."""

    what: str


Step = Write | Truncate | Delete | Sync | Acknowledged


@dataclass
class Disk:
    """A log of disk operations; operation `fails_at` fails with `error`, and all later ones if `lasting`."""

    steps: list[Step] = field(default_factory=list)
    fails_at: int | None = None
    lasting: bool = False
    error: int = apsw.SQLITE_IOERR_WRITE

    def take(self, step: Step) -> None:
        """Record an operation before it is done; raises if the disk fails."""
        self.steps.append(step)
        number = len(self.steps)
        if number == self.fails_at or (self.lasting and number > (self.fails_at or number)):
            raise apsw.exception_for(self.error)

    def acknowledge(self, what: str) -> None:
        self.steps.append(Acknowledged(what))

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Open archives on this disk while the block runs."""
        vfs, connect = _Vfs(self), sqlite3.connect

        def connect_to_disk(address: str, **more: Any) -> Any:
            return connect(address) if address == ":memory:" else Connection(address, vfs.name)

        sqlite3.connect = connect_to_disk  # type: ignore[assignment]
        try:
            yield
        finally:
            sqlite3.connect = connect
            vfs.unregister()


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self.name = f"disk {id(disk)}"
        self._disk = disk
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self._disk.take(Delete(Path(filename).name))
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name)).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.take(Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._disk.take(Truncate(self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._disk.take(Sync(self._name))
        super().xSync(flags)


class Connection:
    """An apsw connection with the interface of sqlite3 and its error codes."""

    isolation_level = None

    def __init__(self, uri: str, vfs: str) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
        self._db = apsw.Connection(uri, flags=flags, vfs=vfs)

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, parameters: Any = ()) -> Rows:
        with _sqlite3_errors():
            return Rows(self._db, sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any]) -> None:
        with _sqlite3_errors():
            self._db.executemany(sql, rows)

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        self._db.close()


class Rows:
    """Rows and column names of a statement; the description is None if it is not a query."""

    def __init__(self, db: apsw.Connection, sql: str, parameters: Any) -> None:
        self.description: Any = None
        cursor = db.cursor()
        cursor.exec_trace = self._describe
        self._rows = iter(cursor.execute(sql, parameters).fetchall())

    def _describe(self, cursor: apsw.Cursor, *_: Any) -> bool:
        self.description = cursor.get_description() or None
        return True

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int) -> list[Any]:
        return list(islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


@contextmanager
def _sqlite3_errors() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        translated = sqlite3.OperationalError(str(error))
        translated.sqlite_errorcode = error.extendedresult
        raise translated from error
