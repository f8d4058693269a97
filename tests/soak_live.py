"""The long form of the live agreement test: `python tests/soak_live.py --runs 50000 --seed 2026`.

Batches of random sequences (tests/live_sequences.py) run in processes of their own, so that a crash in C has a seed.
Batches take turns: as they are; with fresh memory filled with rubbish (MALLOC_PERTURB_); with a decimal comma
(LC_NUMERIC=sv_SE.UTF-8, made with localedef in a temporary folder, as machines seldom have it); as whole sessions in
two times with a journal (tests/live_sessions.py), `plain` alone and with a worker; on a shipped city.

A run is an update; where the locale cannot be made its turn goes to the first kind.
"""

from __future__ import annotations

import json
import locale
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import grund
import live_sequences
import live_sessions
import soaking
import strategies
from grund.engines import interpreter, rete
from grund.problems.problem import GrundError
from live_sequences import Counts
from soaking import Outcome
from strategies import Sample

HERE: Final = Path(__file__).parent
COMMA: Final = "sv_SE.UTF-8"
LENGTH: Final = 50
PER_BATCH: Final = 5
KINDS: Final = ("as it is", "MALLOC_PERTURB_=165", f"LC_NUMERIC={COMMA}", "session", "session, worker", "city")
TURNS: Final = (*KINDS[:-1], *KINDS)
"""The kinds in turn: a city for every ten of the others."""
CHILD: Final = "--child"


def batch(kind: str, number: int, sequences: int) -> Counts:
    """Random sequences on random policies and worlds."""
    counts = Counts()

    @seed(number)
    @settings(
        max_examples=sequences,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(sample=strategies.samples(), inner=st.integers(0, 2**32))
    def play(sample: Sample, inner: int) -> None:
        if kind.startswith("session"):
            live_sessions.play(sample.raw, inner, LENGTH, counts, "rete" if "worker" in kind else "plain")
        else:
            live_sequences.play(sample.raw, inner, LENGTH, counts)

    play()
    return counts


def city(number: int, length: int) -> Counts:
    """One sequence on each policy of the default scenario, with its real areas, links and facts; what the matcher
    refuses by name, since it reads what held on earlier days, is left out."""
    counts = Counts()
    scenario = grund.load()
    words, policies = scenario.book.vocabulary, scenario.book.policies
    chosen = {question: options[0] for question, options in scenario.tolkning.items()}
    frames = {name: interpreter.frame(words, policy, scenario.today, chosen) for name, policy in policies.items()}
    derived = {name: d for name, d in words.derived.items() if followed(frames["ordinarie"], [name])}
    for name in filter(lambda name: followed(frames[name]), policies):
        frame = interpreter.frame(replace(words, derived=derived), policies[name], scenario.today, chosen)
        live_sequences.run(frame, frame, number, length, counts, lambda _, name=name: name)
    return counts


def followed(frame: interpreter.EvalContext, watched: Iterable[str] = ()) -> bool:
    """Whether the matcher can follow a policy, and the derived attributes that are watched."""
    try:
        rete.compile(frame.vocabulary, frame.policy, frame.world, frame.tolkning, watched)
    except GrundError as error:
        if {problem.code for problem in error.problems} != {"G651"}:
            raise
        return False
    return True


def child(kind: str, number: int, sequences: int) -> None:
    """A batch in this process; its counts as a line of JSON."""
    if kind.startswith("LC_NUMERIC"):
        locale.setlocale(locale.LC_NUMERIC, COMMA)
        assert locale.localeconv()["decimal_point"] == ","
    rete.self_test()
    counts = city(number, 6) if kind == "city" else batch(kind, number, sequences)
    print(json.dumps(asdict(counts)))


def environment(kind: str, folder: str) -> dict[str, str]:
    """The environment of a batch."""
    more = {"MALLOC_PERTURB_": "165"} if kind.startswith("MALLOC") else {"LOCPATH": folder}
    path = os.pathsep.join([str(HERE), str(HERE.parent / "engine")])
    return os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"} | more


def has_comma(folder: str) -> bool:
    """Makes the locale in a folder; whether that went well."""
    command = ["localedef", "-i", "sv_SE", "-f", "UTF-8", f"{folder}/{COMMA}"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def elsewhere(sequences: int, start: int, kind: str) -> Outcome:
    """A batch in a process of its own, so that a crash in C has a seed; a run is an update."""
    kind = TURNS[start % len(TURNS)] if kind == "in turn" else kind
    with tempfile.TemporaryDirectory() as folder:
        if kind.startswith("LC_NUMERIC") and not has_comma(folder):
            kind = KINDS[0]
        command = [sys.executable, __file__, CHILD, kind, str(start), str(sequences)]
        done = subprocess.run(command, env=environment(kind, folder), capture_output=True, text=True, check=False)
    if done.returncode:
        return Outcome(0, [f"{kind} differs or crashed ({done.returncode}):\n{done.stderr[-8000:]}"])
    counts = Counts(**json.loads(done.stdout))
    return Outcome(counts.updates, counts=asdict(counts) | {kind: counts.updates})


if __name__ == "__main__":
    if sys.argv[1:2] == [CHILD]:
        child(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(soaking.main(elsewhere, PER_BATCH, 50_000, {"kind": ("in turn", *KINDS)}))
