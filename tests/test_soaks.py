"""The long random tests have one command line and one table; short forms of all of them are in the suite."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import strategies as st

import case_files
import found
import promises
import soak_bytes
import soaking
import test_cases
from promises import PROMISES
from soaking import Outcome

TESTS: Final = soaking.ROOT / "tests"
SCRIPTS: Final = ("soak_*.py", "faults_*.py", "tampering.py", "fuzz_commands.py", "mutate.py")


def test_every_soak_stands_in_the_table() -> None:
    """A script that nobody runs is soon a script that does not run; and it has no command line of its own."""
    scripts = {path.name for kind in SCRIPTS for path in TESTS.glob(kind)}
    assert scripts == {promise.words[0] for promise in PROMISES}
    assert len({promise.name for promise in PROMISES}) == len(PROMISES)
    for promise in PROMISES:
        text = (TESTS / promise.words[0]).read_text("utf-8")
        assert "argparse" not in text and "soaking.main(" in text, promise.words[0]
        assert (TESTS / promise.short).is_file()


def test_every_module_of_properties_stands_there() -> None:
    """A module whose properties the suite holds on fewer examples is a choice of `soak_properties.py`, and promised."""
    from soak_properties import MODULES

    asked_for = {promise.name.partition(" ")[2] or MODULES[0] for promise in PROMISES if "properties" in promise.soak}
    assert asked_for == set(MODULES)


def test_the_page_has_measured_figures_alone() -> None:
    """Each row is a record's, or says that there is none; a record that no promise asks for is not kept."""
    kept, text = promises.records(), promises.PAGE.read_text("utf-8")
    assert text == promises.page(), "python tests/renew.py"
    assert kept.keys() <= {promise.name for promise in PROMISES}
    for name, record in kept.items():
        assert record.keys() == {"property", "runs", "failures", "seed", "commit", "seconds", "day"}, name
        assert record["property"] == name and re.fullmatch(r"[0-9a-f]{7,40}\+?|unknown", record["commit"])
    assert text.count("no recorded run") == len(PROMISES) - len(kept)


def ran(capsys: pytest.CaptureFixture[str], argv: str) -> tuple[int, list[str]]:
    """The exit code and lines of a soak of which every seed that ends with 7 fails, and 13 raises."""

    def batch(size: int, start: int, where: str) -> Outcome:
        if start == 13:
            raise ValueError("thirteen")
        return Outcome(size, ["seven"] if start % 10 == 7 else [], {where: size})

    code = soaking.main(batch, 10, 100, {"where": ("here", "far away")}, argv.split("|"))
    return code, capsys.readouterr().out.splitlines()


def test_a_soak_goes_on_until_there_are_runs_enough(capsys: pytest.CaptureFixture[str]) -> None:
    """Batches with seeds one after another; the last line is JSON."""
    code, lines = ran(capsys, "--runs|25|--seed|1")
    assert code == 0 and lines[0] == "here: 25"
    record = json.loads(lines[-1])
    assert record | {"property": "", "commit": "", "seconds": 0} == {
        "property": "", "runs": 25, "failures": 0, "seed": 1, "commit": "", "seconds": 0,
    }  # fmt: skip
    assert json.loads(ran(capsys, "--seed|18")[1][-1])["runs"] == 100


@pytest.mark.parametrize(("seed", "said"), [(5, "seven"), (12, "ValueError: thirteen")])
def test_a_failure_says_how_it_is_run_again(seed: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The line has the seed of the batch that failed, and its length; run again, it fails again."""
    code, lines = ran(capsys, f"--runs|25|--seed|{seed}|--where|far away")
    assert code == 1 and said in lines
    (again,) = (line for line in lines if line.startswith("again: "))
    words = re.fullmatch(r'again: python tests/test_soaks\.py --where "far away" (--runs \d+ --seed \d+)', again)
    assert words is not None
    code, lines = ran(capsys, f"{words[1].replace(' ', '|')}|--where|far away")
    assert code == 1 and said in lines and json.loads(lines[-1])["failures"] == 1


def test_no_run_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there was no time for a single batch."""
    code, lines = ran(capsys, "--seconds|0")
    assert code == 1 and json.loads(lines[-1])["runs"] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_soak_that_is_ended_says_what_it_counted(number: signal.Signals, capsys: pytest.CaptureFixture[str]) -> None:
    """The record is of the batches that were done, and the exit code is the signal's."""

    def batch(size: int, start: int) -> Outcome:
        if start == 3:
            signal.raise_signal(number)
        return Outcome(size, [], {"here": size})

    before = signal.getsignal(number)
    assert soaking.main(batch, 10, 100, {}, ["--seed", "1"]) == 128 + number
    *lines, last = capsys.readouterr().out.splitlines()
    assert lines == ["here: 20", f"ended by {number.name}; the batch of seed 3 is not counted"]
    assert json.loads(last)["runs"] == 20 and json.loads(last)["failures"] == 0
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("reason", [subprocess.TimeoutExpired("x", 1), KeyboardInterrupt()])
def test_a_soak_that_is_stopped_is_recorded(reason: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says of the batches that it has done is kept, whoever stopped it; after Ctrl-C no other begins."""
    wait, waits = subprocess.Popen.communicate, iter([reason])

    def communicate(process: subprocess.Popen[str], timeout: float | None = None) -> tuple[str, str]:
        if first := next(waits, None):
            raise first
        return wait(process)

    record = {"property": "x", "runs": 20, "failures": 0}
    kept: list[object] = []
    monkeypatch.setattr(subprocess.Popen, "communicate", communicate)
    monkeypatch.setattr(subprocess.Popen, "terminate", lambda process: None)
    monkeypatch.setattr(promises, "_command", lambda words: [sys.executable, "-c", f"print({json.dumps(record)!r})"])
    monkeypatch.setattr(promises, "_keep", lambda promise, one: kept.append(one))
    wrong = list(promises.soaked(PROMISES[:2], 1, None, None))
    stopped = isinstance(reason, KeyboardInterrupt)
    assert kept == [record] * (1 if stopped else 2) and wrong == (["stopped"] if stopped else [])


def test_what_is_found_is_made_smaller_and_kept_as_a_case(tmp_path: Path) -> None:
    """The smallest example of a seed of which something is so; a policy as a case that expects what plain says."""
    assert found.smallest(st.integers(0, 900), lambda number: number > 77, 7, 50) == 78
    assert found.smallest(st.integers(0, 9), lambda number: number > 9, 7, 20) is None
    raw = {"when": "a or b", "attributes": {"a": {"type": "bool"}, "b": {"type": "bool"}}}
    raw |= {"vocabulary": {"levels": {"del": {}}}, "world": {"areas": {"x": "del"}, "facts": {"x": {"a": "true"}}}}
    assert found.kept(raw, "or_7", tmp_path) == "kept: python -m pytest tests/test_cases.py -k found_or_7"
    (case,) = case_files.read(tmp_path / "found_or_7.yaml")
    assert case.get("expect") == {"x": "yes by r"}
    test_cases._as_it_says(case, "plain")


def test_wrong_bytes_are_made_smaller() -> None:
    """What is left goes wrong as the whole did."""
    assert soak_bytes.smaller(b"abc" * 40 + b"<x>" + b"def" * 30, lambda raw: b"<" in raw and b">" in raw) == b"<>"


@pytest.mark.parametrize("name", sorted(path.name for path in soak_bytes.CORPUS.iterdir() if path.is_dir()))
def test_what_was_found_stays_mended(name: str) -> None:
    """Every file of the corpus is read again by the command that reads it."""
    for path in (soak_bytes.CORPUS / name).rglob("*"):
        if path.is_file():
            own = path.relative_to(soak_bytes.CORPUS / name).as_posix()
            assert soak_bytes.wrong(soak_bytes.template(), own, path.read_bytes()) is None
