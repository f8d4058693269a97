"""The long random tests, behind one command; each prints what it compared, and ends with 1 on any difference.

    pytest tests/test_soaks.py -m soak -s                                   as long as each is meant to be
    pytest tests/test_soaks.py -m soak -s -k proof --examples 500 --seed 7  one of them, shorter, from elsewhere

Short forms of all of them are in the suite. `python tests/soak_sql.py --help` and the others take more options.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

import pytest

from command_line import ROOT

SOAKS: Final = {
    "allocation": ("soak_allocation.py", "--towns", 2_000),
    "cells": ("soak_cells.py", "--examples", 20_000),
    "columns": ("soak_columns.py", "--worlds", 2_000),
    "completions": ("soak_completions.py", "--worlds", 400),
    "derived": ("soak_derived.py", "--worlds", 300),
    "live": ("soak_live.py", "--updates", 50_000),
    "proof": ("soak_proof.py", "--policies", 10_000),
    "same": ("soak_same.py", "--worlds", 2_000),
    "sql": ("soak_sql.py", "--policies", 4_000),
    "what if": ("soak_what_if.py", "--worlds", 1_000),
    "faults of files": ("faults_files.py", "--kills", 200),
    "faults of sessions": ("faults_live.py", "--kills", 1_000),
}
"""What is run, the option that says how long, and how long that is where `--examples` does not say."""
PROPERTIES: Final = {
    "language": ("test_properties.py", 3_000),
    "timeline": ("test_timeline.py", 500),
    "difference": ("test_difference.py", 1_000),
    "responsibility": ("test_accountability.py", 3_000),
    "limits": ("test_allocation.py", 1_500),
    "measures": ("test_measures.py", 2_000),
    "hostile": ("test_hostile.py", 3_000),
    "examples of rules": ("test_examples.py", 1_500),
}
"""Modules whose properties the suite holds on fewer examples (`strategies.examples`), and how many they have here."""


@pytest.mark.soak
@pytest.mark.parametrize("name", SOAKS)
def test_soak(name: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """Its counts are printed; no difference is found."""
    script, option, usual = SOAKS[name]
    length = request.config.getoption("--examples") or usual
    words = [f"tests/{script}", option, str(length), "--seed", str(request.config.getoption("--seed"))]
    with capsys.disabled():
        carried_out(words)


@pytest.mark.soak
@pytest.mark.parametrize("name", PROPERTIES)
def test_soak_of_properties(name: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """The properties of a module, on more examples than the suite has, and on others."""
    module, usual = PROPERTIES[name]
    length = request.config.getoption("--examples") or usual
    words = ["-m", "pytest", f"tests/{module}", "-n", "0", "--examples", str(length)]
    words += [f"--hypothesis-seed={request.config.getoption('--seed')}", "--hypothesis-show-statistics"]
    with capsys.disabled():
        carried_out(words)


def carried_out(words: Sequence[str]) -> None:
    """Python with some words, from the top of the checkout; what it counts is printed."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "engine")}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    print(f"\n{' '.join(words)}\n{done.stdout}")
    assert done.returncode == 0, done.stderr[-4000:]


def test_every_soak_stands_in_the_table() -> None:
    """A script that nobody runs is soon a script that does not run."""
    there = {path.name for kind in ("soak_*.py", "faults_*.py") for path in (ROOT / "tests").glob(kind)}
    assert there == {script for script, _, _ in SOAKS.values()}
    uses = {path.name for path in (ROOT / "tests").glob("test_*.py") if "examples(" in path.read_text("utf-8")}
    assert {module for module, _ in PROPERTIES.values()} <= uses
