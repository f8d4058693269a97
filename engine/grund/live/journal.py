"""Journal: what was accepted, entry by entry, for ever.

An entry is on disk before `append` returns; it is there whole or not at all; no entry is ever changed or removed, and
one that is (a flipped bit, a lost tail) is found when the journal is read and named by its number.

A journal is one table in an SQLite file: write-ahead log, synchronous=FULL, one writer, any number of readers. Each
entry holds the SHA-256 of the one before it. A log that has lost frames looks like a shorter log, so the number and
hash of the last acknowledged entry also stand beside it, in `FILE.head`: the journal may be longer than its head says
(the process died between the two), never shorter. `SCHEMA`, `APPEND` and `SELECT` run unchanged on PostgreSQL.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..problems.problem import GrundError, Place, problem
from ..problems.reader_limits import ordinary
from .head import Head

SCHEMA: Final = """\
CREATE TABLE IF NOT EXISTS journal (
    seq      BIGINT      NOT NULL PRIMARY KEY CHECK (seq >= 0),
    previous VARCHAR(64) NOT NULL UNIQUE,
    digest   VARCHAR(64) NOT NULL UNIQUE,
    key      VARCHAR(200) UNIQUE,
    body     TEXT        NOT NULL
)"""
"""`previous` is unique: an entry has one successor, so that of two writers only one can go on."""

APPEND: Final = "INSERT INTO journal (seq, previous, digest, key, body) VALUES (?, ?, ?, ?, ?)"
SELECT: Final = "SELECT seq, previous, digest, key, body FROM journal WHERE seq > ? ORDER BY seq"
START: Final = "0" * 64
"""What the first entry follows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `key` is what the caller calls the request, so that a repetition is recognised; empty for none."""

    seq: int
    key: str
    body: Mapping[str, Any]
    previous: str
    digest: str

    @property
    def row(self) -> tuple[int, str, str, str | None, str]:
        """The entry as a row of the table."""
        return self.seq, self.previous, self.digest, self.key or None, written(self.body)


def following(last: Entry | None, key: str, body: Mapping[str, Any]) -> Entry:
    """The entry that comes after another (None: the first)."""
    seq, previous = (last.seq + 1, last.digest) if last else (0, START)
    return Entry(seq, key, body, previous, _digest(seq, previous, key, written(body)))


def written(body: Mapping[str, Any]) -> str:
    """A body as it is stored: JSON with sorted keys and no blanks."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _digest(seq: int, previous: str, key: str, body: str) -> str:
    return hashlib.sha256(f"{previous}\n{seq}\n{key}\n{body}".encode()).hexdigest()


def checked(rows: Iterable[tuple[Any, ...]], file: str, last: Entry | None = None) -> Iterator[Entry]:
    """The entries of some rows that come after `last`, each found to follow from the one before.

    Raises `GrundError` G611 with the number of the first that is gone, changed or cannot be read.
    """
    seq, chain = (last.seq + 1, last.digest) if last else (0, START)
    try:
        for row_seq, previous, digest, key, body in rows:
            if row_seq != seq:
                raise damaged(file, seq, "@gone")
            if previous != chain or digest != _digest(seq, previous, key or "", body):
                raise damaged(file, seq, "@changed")
            content = json.loads(body) if isinstance(body, str) else None
            if not isinstance(content, dict) or not isinstance(key, str | None):
                raise damaged(file, seq, "@misshapen")
            yield Entry(seq, key or "", content, previous, digest)
            seq, chain = seq + 1, digest
    except (sqlite3.DatabaseError, UnicodeError, ValueError, RecursionError):
        raise damaged(file, seq, "@unreadable") from None


def damaged(file: str, seq: int, why: str) -> GrundError:
    """The problem of an entry that is not what was accepted."""
    return GrundError([problem("G611", Place(file), seq=seq, why=why)])


class Journal:
    """A journal file, open. `writing`: as its one writer; otherwise nothing is created and nothing can be appended.

    Raises `GrundError`: G101 where there is none to read, G594 where that is a pipe, G505 where the system refuses,
    G610 where another session writes it, G611 where an entry is changed or lost, G612 where the file is something
    else, G618 where it holds more than a journal, G600 where what stands in `FILE.head` is no head.
    """

    def __init__(self, path: str | os.PathLike[str], writing: bool = True) -> None:
        self.file, self.writing = os.fspath(path), writing
        self.last: Entry | None = None
        self.alone = False
        """Whether there are entries and no head beside them: then nobody knows whether later ones are gone."""
        self._stopped: GrundError | None = None
        if not writing:
            ordinary(self.file, self.file)
        if not writing and not os.path.isfile(self.file):
            raise GrundError([problem("G101", None, file=self.file)])
        home = os.path.realpath(self.file)
        if os.path.lexists(home) and not (os.path.isfile(home) or os.path.isdir(home)):
            raise GrundError([problem("G612", Place(self.file), file=self.file)])
        self._head = Head(f"{home}.head", writing)
        try:
            self._base = _connected(self.file, writing)
            self._form = self._base.execute(_FORM).fetchone()
        except GrundError:
            self._head.close()
            raise

    def entries(self) -> Iterator[Entry]:
        """The entries after the last one read (or appended), each checked."""
        known = self._head.read()
        with contextlib.closing(self._base.execute(SELECT, (self.last.seq if self.last else -1,))) as rows:
            for entry in checked(rows, self.file, self.last):
                if known and entry.seq == known[0] and entry.digest != known[1]:
                    raise damaged(self.file, entry.seq, "@changed")
                self.last = entry
                yield entry
        self.alone = known is None and self.last is not None
        if known and known[0] > (self.last.seq if self.last else -1):
            raise damaged(self.file, self.last.seq + 1 if self.last else 0, "@gone_after")

    def append(self, body: Mapping[str, Any], key: str = "") -> Entry:
        """The body as the next entry; on disk when this returns. Raises `GrundError`, and then nothing is there."""
        if self._stopped is not None:
            raise self._stopped
        entry = following(self.last, key, body)
        try:
            self._base.execute(APPEND, entry.row)
            self._reread(entry)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._again()
            refused = _refused(error, self.file)
            if getattr(error, "sqlite_errorcode", 0) in _UNSURE:
                self._stopped = refused
            raise refused from None
        self.last = entry
        self._head.write(entry.seq, entry.digest)
        self._again()
        return entry

    def _reread(self, entry: Entry) -> None:
        """That what was written is what stands there, and nothing in the file changes it; raises `GrundError`."""
        rows = self._base.execute(SELECT, (entry.seq - 1,)).fetchall()
        if rows != [entry.row] or self._base.execute(_FORM).fetchone() != self._form:
            self._again()
            raise GrundError(
                [problem("G618", Place(self.file), file=self.file, what=_foreign(self._base) or "@changed")]
            )

    def _again(self) -> None:
        """Take the writer's lock again, which `COMMIT` let go of."""
        try:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            self._base.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._stopped = _refused(error, self.file)

    def close(self) -> None:
        """Let go of the file and of the writer's lock."""
        self._head.close()
        with contextlib.suppress(sqlite3.Error):
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
        self._base.close()


def _connected(file: str, writing: bool) -> sqlite3.Connection:
    """The file as a database; for writing with its table, and with the writer's lock held: readers do not mind."""
    address = f"{Path(file).absolute().as_uri()}?mode={'rwc' if writing else 'ro'}"
    base: sqlite3.Connection | None = None
    try:
        base = sqlite3.connect(address, uri=True, timeout=2, isolation_level=None, check_same_thread=False)
        base.text_factory = _text
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "journal" not in tables and (tables or not writing):
            raise GrundError([problem("G612", Place(file), file=file)])
        if foreign := _foreign(base):
            raise GrundError([problem("G618", Place(file), file=file, what=foreign)])
        if writing:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON"):
                base.execute(f"PRAGMA {pragma}")
            base.execute("BEGIN IMMEDIATE")
            base.execute(SCHEMA)
        base.execute(SELECT, (-1,)).close()
        return base
    except (sqlite3.Error, UnicodeError, GrundError) as error:
        if base is not None:
            base.close()
        raise error if isinstance(error, GrundError) else _refused(error, file) from None


def _foreign(base: sqlite3.Connection) -> str:
    """What a file holds that no journal does: a trigger, a view, another table, or the table declared otherwise."""
    rows = base.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    usual = " ".join(SCHEMA.replace("IF NOT EXISTS ", "").split())
    return ", ".join(
        f"{kind} {name}" for kind, name, sql in rows if (kind, " ".join(str(sql).split())) != ("table", usual)
    )


_FORM: Final = "PRAGMA schema_version"
"""A number that is another one when anything is declared in the file."""


def _text(raw: bytes) -> str:
    """Text as it stands on disk; what is no text has been damaged, and its hash will say so."""
    return raw.decode("utf-8", "replace")


_UNSURE: Final = (sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC)
"""After these nobody knows what is on disk, and a second try may say yes and mean no: nothing more is appended."""


def _refused(error: sqlite3.Error | UnicodeError, file: str) -> GrundError:
    """What SQLite refused, as a problem; a message of its own that is no text quotes a damaged file."""
    if isinstance(error, UnicodeError):
        return damaged(file, 0, "@unreadable")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return GrundError([problem("G610", Place(file), file=file)])
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return GrundError([problem("G612", Place(file), file=file)])
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(file, 0, "@unreadable")
    return GrundError([problem("G505", Place(file), file=file, why=_reason(code, Path(file)))])


def _reason(code: int, path: Path) -> str:
    """Why the system refused, in the reader's language (SQLite itself says only that it cannot open the file)."""
    if code == sqlite3.SQLITE_FULL:
        return "@full"
    if path.is_dir():
        return "@a_folder"
    if not path.absolute().parent.is_dir():
        return "@no_folder"
    return "@no_permission" if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) else "@system_error"
