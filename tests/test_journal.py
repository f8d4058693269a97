"""The journal: a chain of entries that is on disk before it is acknowledged, and says so where it is not whole."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest

import command_line
import grund
from faults_live import cut, filled
from grund.live.fact_store import FactStep
from grund.live.journal import APPEND, SCHEMA, SELECT, START, Entry, Journal, _reason, checked, following, written
from grund.live.journal_reader import Log, _shaped, hashed
from grund.problems.problem import GrundError

BODIES: Final = [{"kind": "step", "number": i, "text": "åäö" * i} for i in range(6)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of six entries, closed."""
    filled(tmp_path / "live.db", BODIES)
    return tmp_path / "live.db"


def entries(path: Path) -> list[Entry]:
    """Every entry, read as another process would."""
    journal = Journal(path, writing=False)
    try:
        return list(journal.entries())
    finally:
        journal.close()


def refused(make: Callable[[], Any]) -> list[str]:
    """The codes of the problems that stop something."""
    with pytest.raises(GrundError) as caught:
        make()
    for found in caught.value.problems:
        assert found.show("sv") != found.show("en")
    return [p.code for p in caught.value.problems]


def test_what_was_appended_is_there(path: Path) -> None:
    """In order, numbered, each with the hash of the one before; and it goes on after them."""
    found = entries(path)
    assert [(e.seq, e.body) for e in found] == list(enumerate(BODIES))
    assert [e.previous for e in found] == [START, *(e.digest for e in found[:-1])]
    journal = Journal(path)
    assert [e.seq for e in journal.entries()] == list(range(6))
    assert journal.append({"a": 1}, "nyckel").seq == 6
    assert [e.key for e in entries(path)][6:] == ["nyckel"]
    journal.close()


def test_it_waits_for_the_disk(path: Path) -> None:
    """Write-ahead log, and a commit returns when the disk has it."""
    journal = Journal(path)
    base = journal._base
    assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert base.execute("PRAGMA synchronous").fetchone() == (2,)
    journal.close()


def test_one_writer(path: Path) -> None:
    """A second writer is told; readers are not in its way; afterwards the place is free."""
    first = Journal(path)
    list(first.entries())
    assert refused(lambda: Journal(path)) == ["G610"]
    reader = Journal(path, writing=False)
    assert len(list(reader.entries())) == 6
    first.append({"n": 6})
    assert [e.seq for e in reader.entries()] == [6]
    assert [e.seq for e in reader.entries()] == []
    reader.close()
    first.close()
    Journal(path).close()


def test_the_place_is_free_while_rows_are_still_read(path: Path) -> None:
    """A closed journal lets go of the writer's lock, also where somebody has not read to the end."""
    journal = Journal(path)
    rows = journal._base.execute(SELECT, (-1,))
    assert next(rows)[0] == 0
    journal.close()
    Journal(path).close()
    with pytest.raises(sqlite3.Error):
        next(rows)


def test_no_journal(tmp_path: Path) -> None:
    """What is none is refused, and left as it was."""
    text = tmp_path / "text.db"
    text.write_text("area,attribute,value\n" * 50)
    other = tmp_path / "other.db"
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE people (name)")
    base.close()
    before = text.read_bytes(), other.read_bytes()
    for writing in (True, False):
        assert refused(lambda w=writing: Journal(text, w)) == ["G612"]  # type: ignore[misc]
        assert refused(lambda w=writing: Journal(other, w)) == ["G612"]  # type: ignore[misc]
    assert (text.read_bytes(), other.read_bytes()) == before
    assert refused(lambda: Journal(tmp_path)) == ["G505"]
    assert refused(lambda: Journal(tmp_path / "no" / "folder.db")) == ["G505"]
    assert refused(lambda: Journal(tmp_path / "nothing.db", writing=False)) == ["G101"]
    assert not (tmp_path / "nothing.db").exists()


@pytest.mark.parametrize(
    ("sql", "seq"),
    [
        ("UPDATE journal SET body = replace(body, '3', '4') WHERE seq = 3", 3),
        ("UPDATE journal SET key = 'x' WHERE seq = 2", 2),
        ("UPDATE journal SET digest = previous || 'x' WHERE seq = 4", 4),
        ("UPDATE journal SET seq = 9 WHERE seq = 4", 4),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 5", 5),
        ("DELETE FROM journal", 0),
        ("UPDATE journal SET body = x'ff' WHERE seq = 3", 3),
    ],
)
def test_a_changed_entry_is_named(path: Path, sql: str, seq: int) -> None:
    """Whatever is done to an entry, or to the last ones, shows; and by its number."""
    base = sqlite3.connect(path)
    base.execute(sql)
    base.commit()
    base.close()
    for writing in (True, False):
        journal = Journal(path, writing)
        with pytest.raises(GrundError) as caught:
            list(journal.entries())
        journal.close()
        assert [(p.code, p.words["seq"]) for p in caught.value.problems] == [("G611", str(seq))]


def test_a_table_that_cannot_be_read_is_said_when_it_is_opened(path: Path) -> None:
    """The page that the entries begin on: before anything is put after them."""
    base = sqlite3.connect(path)
    (page,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal'").fetchone()
    (size,) = base.execute("PRAGMA page_size").fetchone()
    base.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size] = 0
    path.write_bytes(data)
    for writing in (True, False):
        assert refused(lambda w=writing: Journal(path, w)) == ["G611"]  # type: ignore[misc]


def test_a_forged_chain_is_found(path: Path) -> None:
    """Somebody who knows how the hashes are made still has to know of the head."""
    base = sqlite3.connect(path)
    base.execute("DELETE FROM journal WHERE seq = 5")
    last = entries_of(base)[-1]
    base.execute(APPEND, following(last, "", {"forged": True}).row)
    base.commit()
    base.close()
    with pytest.raises(GrundError, match="G611"):
        entries(path)


def entries_of(base: sqlite3.Connection) -> list[Entry]:
    """The entries of a database."""
    return list(checked(base.execute(SELECT, (-1,)), "base"))


def test_flipped_bits(path: Path, tmp_path: Path) -> None:
    """One bit anywhere in the database or its log: noticed, or of no consequence. Never fewer entries, nor others."""
    whole = entries(path)
    writer = Journal(path)
    list(writer.entries())
    whole.append(writer.append({"n": "in the log"}))
    whole.append(writer.append({"n": "in the log too"}))
    files = [f"{path}{end}" for end in ("", "-wal", ".head")]
    chance, noticed = random.Random(2026), 0
    for i in range(300):
        copy = tmp_path / f"copy{i}.db"
        for file in files:
            shutil.copy(file, str(copy) + file.removeprefix(str(path)))
        hurt = Path(str(copy) + files[i % 3].removeprefix(str(path)))
        data = bytearray(hurt.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        hurt.write_bytes(data)
        try:
            assert entries(copy) == whole, f"{hurt.suffix} round {i}"
        except GrundError as error:
            noticed += error.problems[0].code in ("G611", "G612", "G505")
    writer.close()
    assert noticed > 30


def test_cut_in_its_last_entry(tmp_path: Path) -> None:
    """A write that was torn: everything acknowledged before it is there, and it itself whole or not at all."""
    counts = cut(tmp_path, step=331)
    assert counts["cuts"] > 10
    assert counts["lost"] == counts["wrong"] == 0
    assert counts["whole"] + counts["absent"] == counts["cuts"]


def test_a_full_disk(path: Path) -> None:
    """Nothing is acknowledged, the entries before are whole, and when there is room again it goes on."""
    journal = Journal(path)
    list(journal.entries())
    pages = journal._base.execute("PRAGMA page_count").fetchone()[0]
    journal._base.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(GrundError) as caught:
        list(map(journal.append, [{"text": "x" * 5000}] * 9))
    assert caught.value.problems[0].code == "G505"
    assert "disken är full" in caught.value.problems[0].message("sv")
    held = journal.last
    assert held is not None
    assert [e.seq for e in entries(path)] == list(range(held.seq + 1))
    journal._base.execute("PRAGMA max_page_count = 100000")
    assert journal.append({"text": "there is room again"}).seq == held.seq + 1
    journal.close()
    assert entries(path)[-1].body == {"text": "there is room again"}


# ── what stands beside it, and what is put into it


def rehashed(path: Path, seq: int, body: str | bytes | None) -> None:
    """Somebody who knows how the hashes are made gives an entry, the last one, another body."""
    base = sqlite3.connect(path)
    previous, key = base.execute("SELECT previous, key FROM journal WHERE seq = ?", (seq,)).fetchone()
    digest = hashlib.sha256(f"{previous}\n{seq}\n{key or ''}\n{body}".encode()).hexdigest()
    base.execute("UPDATE journal SET body = ?, digest = ? WHERE seq = ?", (body, digest, seq))
    base.commit()
    base.close()
    Path(f"{path}.head").write_text(f"{seq:020d} {digest}\n")


@pytest.mark.parametrize("body", ["", "{", "[]", "7", "null", '"x"', "[" * 100_000, b"{}", "{}{}", "NaN,"])
def test_a_rehashed_entry_that_is_no_object(path: Path, body: str | bytes) -> None:
    """Its hash is right, and it is no entry: named by its number."""
    rehashed(path, 5, body)
    with pytest.raises(GrundError) as caught:
        entries(path)
    assert [(p.code, p.words["seq"]) for p in caught.value.problems] == [("G611", "5")]


STEP: Final = {"kind": "step", "day": "2026-02-17", "adds": [], "withdraws": []}
MISSHAPEN: Final[list[dict[str, Any]]] = [
    {},
    {"kind": "step"},
    {**STEP, "kind": "other"},
    {**STEP, "kind": ["step"]},
    {**STEP, "day": 7},
    {**STEP, "day": "igår"},
    {**STEP, "adds": {}},
    {**STEP, "adds": [7]},
    {**STEP, "adds": [{"area": 7}]},
    {**STEP, "withdraws": "x"},
    {**STEP, "withdraws": [None]},
    {**STEP, "asked": 7},
    {"kind": "grund-live"},
    {"kind": "grund-live", "day": "2026-02-17", "known": 7},
]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A journal that has only begun, and one with a step."""
    scenario = grund.load()
    paths = [tmp_path_factory.mktemp("begun") / name for name in ("one.db", "two.db")]
    for path, steps in zip(paths, (0, 1), strict=True):
        with grund.Session(scenario, path, ("nulage",), matcher="plain") as session:
            for _ in range(steps):
                session.update(
                    [{"area": "po-tensta", "attribute": "klass_polis", "value": "ingen", "illustration": True}]
                )
    return paths


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1], ids=["the first", "the last"])
@pytest.mark.parametrize("body", MISSHAPEN, ids=range(len(MISSHAPEN)))
def test_an_entry_of_another_shape_is_named(
    tmp_path: Path, begun: list[Path], body: dict[str, Any], number: int
) -> None:
    """By its number, and never as a fault of grund; by every command that reads the journal."""
    path = tmp_path / "live.db"
    for suffix in ("", ".head"):
        shutil.copy(f"{begun[number]}{suffix}", f"{path}{suffix}")
    rehashed(path, number, json.dumps(body))
    for words in (("history",), ("show",), ("why", "tensta"), ("update", "--day", "2026-03-01")):
        code, out, err = command_line.run(["live", words[0], str(path), *words[1:]])
        assert code == 3 and out == b"" and re.search(rb"G61[12]", err), err.decode()
        assert f"händelse {number}:".encode() in err or b"G612" in err


BEGUN: Final[dict[str, Any]] = {
    "kind": "grund-live", "day": "2026-02-17", "known": None, "scenario": "s", "file": "f", "engine": "e",
    "policy_files": ["p"], "inputs": {"f": "0"}, "tolkning": {"t": ["x"]},
}  # fmt: skip


def test_the_shape_of_an_entry() -> None:
    """What a session writes is let through, and nothing else."""
    for body in (STEP, {**STEP, "asked": "x"}, BEGUN, {**BEGUN, "known": "2026-01-01"}):
        _shaped(following(None, "", body), "live.db")
    wrong = [*MISSHAPEN, *({**BEGUN, name: 7} for name in BEGUN), {**BEGUN, "policy_files": "p"}]
    for body in wrong:
        assert refused(lambda body=body: _shaped(following(None, "", body), "live.db")) == ["G611"], body


def test_a_log_without_a_journal() -> None:
    """Steps have numbers from 1; a key of 200 characters is recognised, and is refused for something else."""
    log, key = Log(grund.load(), None, True), "k" * 200
    step = FactStep(date(2026, 2, 17))
    assert log.repeated(key, "a") is None and log.repeated("", "a") is None and not log.alone
    assert [log.append(step, {}, name, "a") for name in (key, "")] == [1, 2]
    assert list(log.steps) == [(1, step), (2, step)] and list(log.read(None)) == []  # type: ignore[arg-type]
    assert log.repeated(key, "a") == 1 and log.repeated("", "b") is None
    assert refused(lambda: log.repeated(key, "b")) == ["G606"]
    assert refused(lambda: log.repeated(key + "k", "a")) == ["G608"]
    log.settle()
    log.close()


def test_a_log_goes_on_from_its_journal(tmp_path: Path) -> None:
    """A step and its key are there again when it is opened; one of another shape is named."""
    path, scenario, step = tmp_path / "live.db", grund.load(), FactStep(date(2026, 2, 17))
    log = Log(scenario, path, True)
    assert log.append(step, STEP, "k", "a") == 1
    log.close()
    log = Log(scenario, path, False)
    assert not log.alone
    assert list(log.read(None)) == [step]  # type: ignore[arg-type]
    assert not log.alone and log.steps == [(1, step)] and log.repeated("k", "a") == 1
    assert refused(lambda: log.repeated("k", "b")) == ["G606"]
    log.close()
    rehashed(path, 1, json.dumps({**STEP, "kind": "other"}))
    log = Log(scenario, path, False)
    assert refused(lambda: list(log.read(None))) == ["G611"]  # type: ignore[arg-type]
    log.close()


def test_a_log_is_read_past_what_says_which_files(tmp_path: Path) -> None:
    """The steps after it are steps too; where the first has not the parts that it should, it is named."""
    scenario = grund.load()
    says = {**BEGUN, "scenario": scenario.id}
    filled(tmp_path / "live.db", [says, says, STEP])
    log = Log(scenario, tmp_path / "live.db", False)
    assert list(log.read(None)) == [FactStep(date(2026, 2, 17))]  # type: ignore[arg-type]
    log.close()
    filled(tmp_path / "other.db", [{**says, "day": 7}])
    assert refused(lambda: Log(scenario, tmp_path / "other.db", False)) == ["G611"]


def test_what_tells_requests_apart() -> None:
    """Their contents, and the day that they go on to."""
    asked = [(SimpleNamespace(body={"adds": [n]}), day) for n in (1, 2) for day in (None, date(2026, 1, 1), date.max)]
    assert len({hashed(cast(Any, request), day) for request, day in asked}) == 6
    assert all(re.fullmatch("[0-9a-f]{64}", hashed(cast(Any, request), day)) for request, day in asked)


def test_another_thread_may_write(path: Path) -> None:
    """A server has many."""
    journal = Journal(path)
    list(journal.entries())
    with ThreadPoolExecutor(1) as threads:
        threads.submit(journal.append, {"n": 6}).result()
    journal.close()
    assert [entry.seq for entry in entries(path)] == [*range(7)]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="nobody lists the open files here")
def test_no_file_stays_open(path: Path, tmp_path: Path) -> None:
    """After a journal is closed, or one is refused."""
    other = tmp_path / "other.db"
    other.write_text("no journal at all, but long enough to be asked what it is" * 20, encoding="utf-8")
    assert len(entries(path)) == 6
    assert refused(lambda: Journal(other)) == ["G612"]
    assert refused(lambda: Log(grund.load(), path, False)) == ["G612"]  # its first entry is no beginning
    links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
    assert [to for link in links if os.path.lexists(link) and (to := os.readlink(link)).startswith(str(tmp_path))] == []


REASONS: Final = (
    (sqlite3.SQLITE_FULL, "x.db", "@full"),
    (sqlite3.SQLITE_CANTOPEN, ".", "@a_folder"),
    (sqlite3.SQLITE_CANTOPEN, "finns/inte/x.db", "@no_folder"),
    (sqlite3.SQLITE_CANTOPEN, "x.db", "@no_permission"),
    (sqlite3.SQLITE_READONLY, "x.db", "@no_permission"),
    (sqlite3.SQLITE_IOERR, "x.db", "@system_error"),
)


@pytest.mark.parametrize(("code", "file", "why"), REASONS)
def test_why_the_system_refused(code: int, file: str, why: str, tmp_path: Path) -> None:
    """SQLite says little; what stands in the way is looked for."""
    assert _reason(code, tmp_path / file) == why


TRAPS: Final = (
    "CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM journal WHERE seq = NEW.seq; END",
    "CREATE TRIGGER t AFTER INSERT ON journal BEGIN UPDATE journal SET body = '{}' WHERE seq = 2; END",
    "CREATE TRIGGER t BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END",
    "CREATE VIEW v AS SELECT * FROM journal",
    "CREATE INDEX i ON journal (body)",
    "CREATE TABLE other (x)",
    "ALTER TABLE journal ADD COLUMN x DEFAULT 7",
)


@pytest.mark.parametrize("sql", TRAPS, ids=range(len(TRAPS)))
def test_what_no_journal_holds_is_refused(path: Path, sql: str) -> None:
    """Before it is opened, and where it is put there while somebody writes: nothing false is acknowledged."""
    trap = sqlite3.connect(path, timeout=0)
    writer = Journal(path)
    list(writer.entries())
    trap.execute("PRAGMA busy_timeout = 0")
    writer._base.execute("ROLLBACK")  # as between two entries, when the writer's lock is free
    trap.execute(sql)
    trap.commit()
    writer._base.execute("BEGIN IMMEDIATE")
    assert refused(lambda: writer.append({"n": 6})) == ["G618"]
    assert refused(lambda: writer.append({"n": 6})) == ["G618"]
    writer.close()
    trap.close()
    for writing in (True, False):
        assert refused(lambda w=writing: Journal(path, w)) == ["G618"]  # type: ignore[misc]


@pytest.mark.parametrize("text", [b"x", b"5 abc\n", b"\x00\xff", b"00000000000000000005\n", b"\n", b"x" * 999])
def test_a_head_that_is_none_is_refused(path: Path, text: bytes) -> None:
    """It is said, and not written over; without it the journal opens again, and says that it had none."""
    head = Path(f"{path}.head")
    head.write_bytes(text)
    for writing in (True, False):
        assert refused(lambda w=writing: Journal(path, w)) == ["G600"]  # type: ignore[misc]
    assert head.read_bytes() == text
    head.unlink()
    journal = Journal(path)
    assert len(list(journal.entries())) == 6 and journal.alone
    journal.append({"n": 6})
    journal.close()
    again = Journal(path)
    assert len(list(again.entries())) == 7 and not again.alone
    again.close()


def test_a_head_that_is_a_link_or_no_file_is_refused(path: Path, tmp_path: Path) -> None:
    """What a link points to is left alone, also where it looks like a head; nothing hangs on a pipe."""
    head, other = Path(f"{path}.head"), tmp_path / "other"
    other.write_bytes(head.read_bytes())
    before = other.read_bytes()
    for put in (lambda: head.symlink_to(other), lambda: head.mkdir(), lambda: os.mkfifo(head)):
        head.rmdir() if head.is_dir() and not head.is_symlink() else head.unlink()
        put()
        for writing in (True, False):
            assert refused(lambda w=writing: Journal(path, w)) == ["G600"]  # type: ignore[misc]
    assert other.read_bytes() == before
    head.unlink()
    os.mkfifo(tmp_path / "pipe.db")
    assert refused(lambda: Journal(tmp_path / "pipe.db")) == ["G612"]
    assert refused(lambda: Journal(tmp_path / "pipe.db", False)) == ["G594"]


def test_a_blank_head_says_nothing(path: Path) -> None:
    """As a machine that stopped may have left it."""
    for text in (b"", bytes(86)):
        Path(f"{path}.head").write_bytes(text)
        assert len(entries(path)) == 6


def test_an_older_copy_is_said(path: Path, tmp_path: Path) -> None:
    """Restored below a newer head, copied without one, opened by a link: each is said, or is as good."""
    old = tmp_path / "old.db"
    shutil.copy(path, old)
    journal = Journal(path)
    list(journal.entries())
    journal.append({"n": 6})
    journal.close()
    link = tmp_path / "link.db"
    link.symlink_to(path)
    assert len(entries(link)) == 7
    linked = Journal(link)
    list(linked.entries())
    linked.append({"n": 7})
    linked.close()
    assert not Path(f"{link}.head").exists()
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.copy(old, path)
    with pytest.raises(GrundError) as caught:
        entries(path)
    (found,) = caught.value.problems
    assert (found.code, found.words["seq"]) == ("G611", "6") and "äldre kopia" in found.message("sv")
    Path(f"{path}.head").unlink()
    copied = Journal(path)
    assert len(list(copied.entries())) == 6 and copied.alone
    copied.close()


# ── the same table in PostgreSQL


@pytest.fixture(scope="module")
def psql() -> Iterator[Callable[[str], str]]:
    """A server of its own for these tests, run by somebody who is not root; gives what a script prints."""
    homes = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)  # where Debian keeps them
    path = os.pathsep.join([os.environ.get("PATH", ""), *homes])
    tools = [shutil.which(name, path=path) for name in ("initdb", "pg_ctl", "psql")]
    if not all(tools):
        pytest.skip("PostgreSQL (initdb, pg_ctl, psql) is not installed")
    initdb, pg_ctl, client = map(str, tools)
    home = Path(f"/tmp/grund-pg-{os.getpid()}")
    home.mkdir()
    user: dict[str, Any] = {}
    if os.getuid() == 0:
        os.chown(home, 65534, 65534)
        user = {"user": 65534, "group": 65534, "extra_groups": []}

    def run(*words: str, text: str | None = None) -> str:
        done = subprocess.run(
            words, input=text, capture_output=True, text=True, check=False, cwd=home, timeout=60, **user
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    data = str(home / "data")
    run(initdb, "-D", data, "-U", "grund", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {home} -c listen_addresses='' -c fsync=off"
    run(pg_ctl, "-D", data, "-o", options, "-l", str(home / "log"), "-w", "start")
    try:
        yield lambda script: run(
            client, "-h", str(home), "-U", "grund", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1", text=script
        )
    finally:
        run(pg_ctl, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def test_the_schema_runs_on_postgresql(psql: Callable[[str], str]) -> None:
    """The same statements, the same entries back, the same chain; and no entry can follow another twice."""
    made: list[Entry] = []
    for i, body in enumerate(BODIES):
        made.append(following(made[-1] if made else None, f"key-{i}" if i % 2 else "", body))
    insert = numbered(APPEND)
    rows = "\n".join(f"EXECUTE put({', '.join(map(literal, entry.row))});" for entry in made)
    psql(f"{SCHEMA};\n{SCHEMA};\nPREPARE put AS {insert};\n{rows}")
    select = SELECT.replace("?", "-1")
    told = psql(f"SELECT json_agg(row_to_json(found)) FROM ({select}) AS found")
    read = [(r["seq"], r["previous"], r["digest"], r["key"], r["body"]) for r in json.loads(told)]
    assert list(checked(read, "postgresql")) == made
    again = following(made[-2], "another", {"n": "a second writer"})
    with pytest.raises(AssertionError, match="duplicate key"):
        psql(f"PREPARE put AS {insert};\nEXECUTE put({', '.join(map(literal, again.row))});")


def numbered(sql: str) -> str:
    """The statement with the placeholders of PostgreSQL."""
    parts = sql.split("?")
    return "".join(f"{part}${i}" for i, part in enumerate(parts[:-1], 1)) + parts[-1]


def literal(value: Any) -> str:
    """A value as SQL text."""
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def test_the_body_is_canonical() -> None:
    """The same body gives the same text, whatever the order of its keys."""
    assert written({"b": 1, "a": "å"}) == '{"a":"å","b":1}'
    assert sys.getdefaultencoding() == "utf-8"
