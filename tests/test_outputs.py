"""Outputs at their edges: closed streams, a signal while something is written, permissions, what may not be replaced,
what may not be shown, and what may not be run.

Processes of their own wherever streams and signals matter.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import os
import re
import signal
import stat
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pyarrow.parquet as pq
import pytest

import command_line
import faults_files
import renew
from grund.problems import reader_limits
from grund.problems.visible_text import HIDDEN, public
from grund.views.formats.text import Block, as_markdown, as_text

ROOT: Final = Path(__file__).resolve().parents[1]
COMPARE: Final = ("compare", "fokusomrade", "stadsdelslyft-ersatter")
FACTS: Final = "scenarios/stratumbidrag/facts"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams, signals and modes as POSIX has them")


def shell(line: str, folder: Path = ROOT) -> tuple[int, str, str]:
    """A line of a shell, where `grund` is the command: its exit code, stdout and stderr."""
    program = f'grund() {{ "{sys.executable}" -m grund "$@"; }}\n{line}'
    done = subprocess.run(["bash", "-c", program], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


# ── streams


@pytest.mark.parametrize("words", ["run", "list", "problem", "problem G101", "--help", "explain --help", "--version"])
def test_closed_stdout_is_141(words: str) -> None:
    """Nobody reads stdout: the exit code of a broken pipe, and not a word."""
    assert shell(f"grund {words} >&-") == (141, "", "")


@pytest.mark.parametrize("words", ["--version", "list"])
def test_a_pipe_that_nobody_reads_is_141(words: str) -> None:
    """The same where the reader has left."""
    code, _, err = shell(f"set -o pipefail; {{ sleep 0.2; grund {words}; }} | true")
    assert (code, err) == (141, "")


@pytest.mark.slow
def test_every_stream_closed(tmp_path: Path) -> None:
    """A file is written, and nothing of the talk ends up in it; an error keeps its exit code and its silence."""
    written = set()
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        assert shell(f"grund run polisens-listor -o {tmp_path}/a.json {closed}") == (0, "", "")
        written.add((tmp_path / "a.json").read_bytes())
    assert len(written) == 1
    assert shell(f"grund verify {tmp_path}/a.json 2>&- <&- | grep -c same")[1] == "0\n"
    assert shell("grund run finns-inte 2>&-") == (2, "", "")
    assert shell("grund run finns-inte 2>/dev/full") == (2, "", "")
    assert shell("grund live open stad.db >/dev/null; grund live update stad.db - <&-", tmp_path)[0] == 3


def test_too_little_memory_is_no_fault_of_grund(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever asked for more; nothing stands on stdout."""

    def asks(*words: object, **named: object) -> None:
        raise MemoryError

    monkeypatch.setattr(command_line, "load_afresh", asks)
    code, out, err = command_line.afresh(COMPARE)
    assert (code, out) == (3, b"") and err.startswith(b"G906  minnet")


# ── signals

WRITING: Final = """
import sys, time
from grund.batch import atomic_files
from grund.problems.scratch_files import folder
with folder() as scratch, atomic_files.beside(sys.argv[1]) as temporary:
    temporary.write_bytes(b"half")
    print(scratch, flush=True)
    time.sleep(30)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, None)])
def test_a_signal_while_writing(tmp_path: Path, number: int, code: int | None) -> None:
    """What was there is whole, and nothing else is: neither beside it nor in the system's folder for such things."""
    target = tmp_path / "svar.json"
    target.write_text("old", encoding="utf-8")
    command = [sys.executable, "-c", WRITING, str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
        assert started.stdout is not None
        scratch = Path(started.stdout.readline().strip())
        assert scratch.is_dir() and len(list(tmp_path.iterdir())) == 2
        started.send_signal(number)
        started.wait(10)
    assert code is None or started.returncode == code
    assert [p.name for p in tmp_path.iterdir()] == ["svar.json"] and target.read_text(encoding="utf-8") == "old"
    assert not scratch.exists()


@pytest.mark.slow
def test_a_command_that_is_told_to_end(tmp_path: Path) -> None:
    """`grund run --input`, ended while it writes: 143, no traceback, no file."""
    source = tmp_path / "in.csv"
    os.mkfifo(tmp_path / "pipe")
    source.write_text("id\n" + "".join(f"a{i}\n" for i in range(600_000)), encoding="utf-8")
    words = ["run", "--input", str(source), "-o", str(tmp_path / "ut.csv")]
    with subprocess.Popen([sys.executable, "-m", "grund", *words], cwd=ROOT, stderr=subprocess.PIPE) as started:
        limit = time.monotonic() + 20
        while not list(tmp_path.glob(".ut.csv.*")) and started.poll() is None and time.monotonic() < limit:
            time.sleep(0.01)
        started.terminate()
        _, err = started.communicate(timeout=30)
    assert started.returncode == 143, err.decode()
    assert err == b""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "pipe"]


def test_killed_writers_and_journals(tmp_path: Path) -> None:
    """The short form of `python tests/faults_files.py`."""
    for name, attack in (("a", faults_files.writers), ("b", faults_files.journals)):
        (tmp_path / name).mkdir()
        counts = attack(3, 2026, tmp_path / name)
        assert counts["kills"] == 3 and counts["lost"] == counts["half"] == 0


# ── permissions and links


def written(folder: Path, name: str, *more: str) -> int:
    """A comparison written to a file."""
    return command_line.run([*COMPARE, "-o", str(folder / name), *more])[0]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_follow_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    """A new file is as readable as any other that its maker makes."""
    before = os.umask(umask)
    try:
        assert written(tmp_path, "svar.json") == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "svar.json").stat().st_mode) == mode


def test_a_file_keeps_its_permissions_and_a_link_its_place(tmp_path: Path) -> None:
    """What was private stays private; what a link points to is replaced and not the link."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "svar.json").write_text("old", encoding="utf-8")
    (home / "svar.json").chmod(0o640)
    (tmp_path / "link.json").symlink_to(home / "svar.json")
    assert written(tmp_path, "link.json") == 0
    assert (tmp_path / "link.json").is_symlink()
    assert (home / "svar.json").read_bytes().startswith(b"{")
    assert stat.S_IMODE((home / "svar.json").stat().st_mode) == 0o640
    assert written(tmp_path, "å" * 120 + ".json") == 0  # 245 bytes: the longest name has a file beside it too


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    """Though its folder would allow it."""
    (tmp_path / "svar.json").write_text("old", encoding="utf-8")
    (tmp_path / "svar.json").chmod(0o444)
    assert written(tmp_path, "svar.json") == 3


# ── what is read is not replaced


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project, with a journal and a file of areas."""
    home = renew.project(tmp_path)
    assert command_line.run(["live", "open", "stad.json"], home)[0] == 0
    (home / "in.csv").write_text("id\na\nb\n", encoding="utf-8")
    (home / "objekt.csv").write_text("kind,id,number\narea,a,1\n", encoding="utf-8")
    (home / "near.csv").write_text("area,other\na,b\n", encoding="utf-8")
    (home / "nytt.csv").write_text("area,attribute,value\nexempelbacken,invanare,7\n", encoding="utf-8")
    (home / "nytt.json").write_text(
        '{"area": "exempelbacken", "attribute": "invanare", "value": 7}\n', encoding="utf-8"
    )
    return home


READ: Final = {
    "input": ("run --input in.csv -o in.csv", "in.csv"),
    "input-link": ("run --input in.csv -o same.csv", "in.csv"),
    "input-sql": ("run --input in.csv --on duckdb -o in.csv", "in.csv"),
    "neighbours": ("run --input in.csv --neighbours near.csv -o near.csv", "near.csv"),
    "facts": ("run -o scenarios/exempelstad/facts/omraden.csv", "scenarios/exempelstad/facts/omraden.csv"),
    "areas": ("list areas -o scenarios/exempelstad/areas.csv", "scenarios/exempelstad/areas.csv"),
    "sources": ("run -o rules/exempelstad/sources.csv", "rules/exempelstad/sources.csv"),
    "rules": ("schema policy -o rules/exempelstad/vocabulary.yaml", "rules/exempelstad/vocabulary.yaml"),
    "checked": ("check --format json -o scenarios/exempelstad.yaml", "scenarios/exempelstad.yaml"),
    "graph": ("graph -o scenarios/exempelstad/areas.csv", "scenarios/exempelstad/areas.csv"),
    "default": ("run --format json -o scenarios/DEFAULT", "scenarios/DEFAULT"),
    "objects": ("run --format csv -o objekt.csv", "objekt.csv"),
    "journal": ("run --format json -o stad.json", "stad.json"),
    "journal-own": ("live history stad.json -o stad.json", "stad.json"),
    "head": ("graph --format json -o stad.json.head", "stad.json.head"),
    "changes": ("live update stad.json nytt.csv -o nytt.csv", "nytt.csv"),
    "changes-json": ("live update stad.json nytt.json -o nytt.json", "nytt.json"),
}


@pytest.mark.parametrize(("words", "name"), READ.values(), ids=READ)
def test_what_is_read_is_not_replaced(project: Path, words: str, name: str) -> None:
    """The command's own input, rules, facts and journals: G590, nothing is done, and `--force` does it."""
    (project / "same.csv").hardlink_to(project / "in.csv")
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file() and p.suffix != ".json-wal"}
    code, out, err = command_line.run(words.split(), project)
    assert (code, out) == (3, b"") and b"G590" in err, err.decode()
    assert {p: p.read_bytes() for p in before} == before
    if not words.startswith("live"):
        unknown = ["--allow-unknown"] if "--input" in words else []
        code, _, err = command_line.run([*words.split(), "--force", *unknown], project)
        assert code == 0, err.decode()
        assert (project / name).read_bytes() != before[project / name] or "same.csv" in words


@pytest.mark.parametrize(
    "words",
    [
        "run --format csv -o stad.json-wal",
        "graph --format json -o stad.json-shm",
        "budget --policy trygghet --years 2027 --konto 5500 --undecided 5999 --format sie --sie-objects n.csv -o n.csv",
        "budget --policy trygghet --years 2027 --konto 5500 --undecided 5999 --sie-objects ./n.se -o n.se",
    ],
)
def test_what_will_be_read_is_not_written_over(project: Path, words: str) -> None:
    """What a journal may have beside it, and a file that the command itself makes: G590, and nothing is there."""
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    code, out, err = command_line.run(words.split(), project)
    assert (code, out) == (3, b"") and b"G590" in err, err.decode()
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == before


def test_an_earlier_output_is_replaced(project: Path) -> None:
    """As before, and so is a file of the same suffix that nobody reads."""
    for words in (
        "run -o svar.csv",
        "compare trygghet trygghet-barn -o svar.csv",
        "run -o svar.json",
        "graph -o g.json",
    ):
        for _ in range(2):
            assert command_line.run(words.split(), project)[0] == 0


# ── what is secret, hidden, or would be run

ADDRESSES: Final = {
    "postgresql://u:hemlig@h/db": "postgresql://h/db",
    "postgresql://u:hem@lig@h/db": "postgresql://…",
    "postgresql://u:hem/lig@h/db": "postgresql://…",
    "postgresql://u:hem?lig@h/db": "postgresql://…",
    "postgresql://u:hemlig": "postgresql://…",
    "postgresql://h:1/db?password=hemlig": "postgresql://h:1/db",
    "postgresql://h/db?password=hem@lig": "postgresql://…",
    "mysql://u:hemlig@h": "mysql://h",
    "sc://h:15002/;token=hemlig": "sc://h:15002/",
    "host=h password=hemlig": "…",
    "u:hemlig@h": "…",
    "duckdb": "duckdb",
    "postgresql:///budget": "postgresql:///budget",
}


@pytest.mark.slow
@pytest.mark.parametrize(("address", "shown"), ADDRESSES.items(), ids=ADDRESSES)
def test_a_password_is_shown_to_nobody(tmp_path: Path, address: str, shown: str) -> None:
    """Neither where the address is wrong, nor where it is right and nobody answers, nor where the command is."""
    assert public(address) == shown
    (tmp_path / "in.csv").write_text("id\na\n", encoding="utf-8")
    output = ("-o", str(tmp_path / "ut.csv"))
    for words in (
        ("run", "--on", address.replace("@h", "@localhost:1").replace("//h:1", "//localhost:1")),
        ("run", "--input", str(tmp_path / "in.csv"), "--on", address, *output),
        ("run", "--databas", address),
        ("run", "stockholm-2026", address),
        ("run", address),
        ("run", "--input", address, *output),
        ("run", "-o", f"{address}/x.csv"),
        ("check", address),
        ("check", address, "--format", "json"),
        ("check", address, "--format", "sarif"),
        ("live", "show", address),
        ("verify", address),
        ("sql", "nulage", "--dialect", address),
    ):
        if "hem" not in address or ("://" not in address and "=" not in address and "--on" not in words):
            continue  # without a scheme, and not where an address is asked for, it is a word like any other
        code, out, err = command_line.run(words)
        told = (out + err).decode()
        assert code in (1, 2, 3) and not re.search("hemlig|hem@|hem/|hem[?]|lig@", told), told


def test_nothing_that_steers_a_terminal_is_shown(tmp_path: Path) -> None:
    """Whatever a command line, a file's name or a cell holds; in data for programs it is escaped their way."""
    evil = "\x1b]0;x\x07\u202eabc\x9b31m"
    (tmp_path / f"{evil}.csv").write_text("x\na\n", encoding="utf-8")
    (tmp_path / "in.csv").write_text(f"id,{evil}\na,1\n", encoding="utf-8")
    for words in (
        ("explain", evil),
        ("run", "--policy", evil),
        ("run", "--tolkning", f"{evil}=x"),
        ("problem", evil),
        ("run", "--input", str(tmp_path / f"{evil}.csv"), "-o", str(tmp_path / "ut.csv")),
        ("run", "--input", str(tmp_path / "in.csv"), "-o", str(tmp_path / f"{evil}.json")),
        ("check", str(tmp_path / f"{evil}.csv")),
        ("verify", f"{evil}.json"),
        ("run", f"--{evil}"),
    ):
        _, out, err = command_line.run(words)
        assert not HIDDEN.search((out + err).decode().replace("\ufeff", "")), words
    block = Block(evil, (evil, "b"), ((evil, 1),), (evil,))
    for text in (as_text([block], "sv", 80), as_markdown([block], "sv")):
        assert not HIDDEN.search(text) and "\\u001b" in text.replace("\\\\", "\\")


def test_markdown_shows_text_as_text() -> None:
    """No HTML, no link, no picture, no code, no cell more; ordinary sentences and marks stay as they are."""
    wrong = {
        "<img src=x onerror=y>": r"\<img src=x onerror=y>",
        "[a](javascript:b)": r"[a\](javascript:b)",
        "![a](http://b)": r"![a\](http://b)",
        "[a]: http://b": r"[a\]: http://b",
        "`a`": r"\`a\`",
        "a|b": r"a\|b",
        r"\<b>": r"\\\<b>",
        "&lt;": r"\&lt;",
        "# a": r"\# a",
        "*a*": r"\*a*",
        "a\n\n# b": "a  # b",
    }
    for text, shown in wrong.items():
        said = as_markdown([Block(text, (text,), ((text,),), (text,))], "sv")
        assert said == f"### {shown}\n\n| {shown} |\n| --- |\n| {shown} |\n\n{shown}\n"
    for text in ("[H] härledd, 5 * 3 & 2", "lägst -5 (minst 1_000)", "2026-01-01 – 2027"):
        assert as_markdown([Block("", (), (), (text,))], "sv") == f"{text}\n"


@pytest.mark.parametrize("on", [(), ("--on", "duckdb")], ids=["memory", "duckdb"])
def test_no_formula_in_a_file_of_decisions(project: Path, on: tuple[str, ...]) -> None:
    """As in every other CSV; a signed number is no formula, and Parquet holds what was given."""
    ids = ["=1+1", "+a", "-1", "@a", "-a", "a=b"]
    (project / "in.csv").write_text("id\n" + "".join(f'"{i}"\n' for i in ids), encoding="utf-8")
    for name in ("ut.csv", "ut.parquet"):
        words = ["run", "--input", "in.csv", "-o", name, "--lang", "en", "--allow-unknown", *on]
        code, _, err = command_line.run(words, project)
        assert code == 0, err.decode()
    with (project / "ut.csv").open(encoding="utf-8", newline="") as held:
        written = {row["area"] for row in csv.DictReader(held)}
    assert written == {"'=1+1", "'+a", "-1", "'@a", "'-a", "a=b"}
    assert set(pq.read_table(project / "ut.parquet")["area"].to_pylist()) == set(ids)


PAGES: Final = (
    ("handlingsplan", "stadsdelslyft", "--format", "html"),
    ("budget", "budget-exempel", "--format", "html"),
    ("report", "fokusomrade", "stadsdelslyft-ersatter"),
)


@pytest.mark.slow
@pytest.mark.parametrize("words", PAGES, ids=lambda w: w[0])
def test_a_page_runs_and_fetches_nothing_of_its_own_accord(words: tuple[str, ...]) -> None:
    """A policy that allows its own style and script by their hashes, and nothing inline."""
    text = command_line.run(words)[1].decode()
    policy = html.unescape(re.search('Content-Security-Policy" content="([^"]+)"', text)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("style", "script"):
        for inner in re.findall(f"<{tag}>(.*?)</{tag}>", text, re.S):
            assert base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode() in policy, tag
    assert not re.search(r"""<[^>]*\s(on\w+|style)=["']""", re.sub("<script.*?</script>", "", text, flags=re.S))


# ── how much is read

BIG: Final = {
    "device": ("run --input zero.csv -o ut.csv", {}, "G594"),
    "device-parquet": ("run --input zero.parquet -o ut.csv", {}, "G594"),
    "device-sql": ("run --input zero.csv --on duckdb -o ut.csv", {}, "G594"),
    "pipe": ("run --input pipe.csv -o ut.csv", {}, "G594"),
    "pipe-neighbours": ("run --input in.csv --neighbours pipe.csv -o ut.csv", {}, "G594"),
    "pipe-check": ("check pipe.yaml", {}, "G594"),
    "pipe-scenario": ("run zero.yaml", {}, "G101"),
    "pipe-record": ("verify pipe.csv", {}, "G594"),
    "device-record": ("verify zero.csv", {}, "G594"),
    "map": ("report trygghet --map zero.csv -o r.html", {}, "G594"),
    "changes": ("live update stad.json zero.csv", {}, "G594"),
    "line": ("run --input wide.csv -o ut.csv", {}, "G593"),
    "row": ("run --input long.csv -o ut.csv", {}, "G593"),
    "row-sql": ("run --input long.csv --on duckdb -o ut.csv", {}, "G593"),
    "row-quoted": ("run --input quoted.csv -o ut.csv", {}, "G593"),
    "row-more": ("run --input long.csv -o ut.csv --allow-unknown", {"GRUND_MAX_LINE": "5000000"}, ""),
    "columns": ("run --input in.csv -o ut.csv --allow-unknown", {"GRUND_MAX_COLUMNS": "0"}, ""),
    "columns-few": ("run --input two.csv -o ut.csv", {"GRUND_MAX_COLUMNS": "1"}, "G593"),
    "rows": ("run --input in.csv -o ut.csv", {"GRUND_MAX_ROWS": "1"}, "G593"),
    "rows-sql": ("run --input in.csv --on duckdb -o ut.csv", {"GRUND_MAX_ROWS": "1"}, "G593"),
    "bytes": ("run", {"GRUND_MAX_BYTES": "10"}, "G103"),
    "bytes-record": ("verify stad.json", {"GRUND_MAX_BYTES": "10"}, "G103"),
}


@pytest.mark.parametrize(("words", "given", "wanted"), BIG.values(), ids=BIG)
def test_what_is_too_much_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: str, given: dict[str, str], wanted: str
) -> None:
    """Before it is read; and a limit that is a number above zero is the limit."""
    for name in ("zero.csv", "zero.parquet", "zero.yaml"):
        (project / name).symlink_to("/dev/zero")
    for name in ("pipe.csv", "pipe.yaml"):
        os.mkfifo(project / name)
    (project / "wide.csv").write_text("id," + "x" * 1_100_000 + "\na,1\n", encoding="utf-8")
    (project / "two.csv").write_text("id,x\na,1\n", encoding="utf-8")
    (project / "long.csv").write_text("id,x\na,1\nb," + "x" * 3_000_000 + "\n", encoding="utf-8")
    (project / "quoted.csv").write_text('id,x\na,1\nb,"' + "x\n" * 1_500_000 + '"\n', encoding="utf-8")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    code, _, err = command_line.run(words.split(), project)
    assert code == (1 if words.startswith("check") else 3 if wanted else 0) and wanted in err.decode(), err.decode()
    assert not wanted or not (project / "ut.csv").exists()


@pytest.mark.parametrize("on", [(), ("--on", "duckdb")])
def test_a_reader_has_a_limit_of_time(project: Path, monkeypatch: pytest.MonkeyPatch, on: tuple[str, ...]) -> None:
    """A file that is read longer than the limit is refused, and nothing is written; a higher limit reads it."""
    ticks = count(int(time.monotonic()) + 100, 100)
    monkeypatch.setattr(reader_limits, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    words = ["run", "--input", "in.csv", "-o", "ut.csv", "--allow-unknown", *on]
    monkeypatch.setenv("GRUND_MAX_SECONDS", "50")
    code, _, err = command_line.run(words, project)
    assert code == 3 and "G593" in err.decode() and "GRUND_MAX_SECONDS" in err.decode(), err.decode()
    assert not (project / "ut.csv").exists()
    monkeypatch.setenv("GRUND_MAX_SECONDS", "5000")
    assert command_line.run(words, project)[0] == 0 and (project / "ut.csv").exists()
