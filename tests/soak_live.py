"""The long form of the live agreement test: `python tests/soak_live.py --updates 50000 --seed 2026`.

Batches of random sequences (tests/live_sequences.py) run in processes of their own, so that a crash in C has a seed.
Batches take turns: as they are; with fresh memory filled with rubbish (MALLOC_PERTURB_); with a decimal comma
(LC_NUMERIC=sv_SE.UTF-8, made with localedef in a temporary folder, as machines seldom have it); as whole sessions in
two times with a journal (tests/live_sessions.py), `plain` alone and with a worker; on a shipped city.

Prints what was compared, and the first difference with its case and how to repeat it. Exit code 1 on any difference.
"""

from __future__ import annotations

import argparse
import json
import locale
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import grund
import live_sequences
import live_sessions
import strategies
from grund.engines import interpreter, rete
from live_sequences import Counts
from strategies import Sample

HERE: Final = Path(__file__).parent
COMMA: Final = "sv_SE.UTF-8"
LENGTH: Final = 50
PER_BATCH: Final = 25
KINDS: Final = ("as it is", "MALLOC_PERTURB_=165", f"LC_NUMERIC={COMMA}", "session", "session, worker", "city")


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
    """One sequence on each policy of the default scenario, with its real areas, links and facts."""
    counts = Counts()
    held = grund.load()
    for name, policy in held.book.policies.items():
        chosen = {question: options[0] for question, options in held.tolkning.items()}
        frame = interpreter.frame(held.book.vocabulary, policy, held.today, chosen)
        live_sequences.run(frame, frame, number, length, counts, lambda _, name=name: name)
    return counts


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


def plan(first: int, kinds: list[str]) -> Iterator[tuple[str, int]]:
    """Batches without end: the kinds in turn (a city for every eight), each with a seed of its own."""
    by = random.Random(first)
    while True:
        yield from ((kind, by.randrange(2**32)) for kind in [k for k in kinds if k != "city"] * 2)
        yield from ((kind, by.randrange(2**32)) for kind in kinds if kind == "city")


def main() -> int:
    """The parent: starts batches until enough updates are compared."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--sequences", type=int, default=PER_BATCH, help="in each batch")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this (default: all, in turn)")
    parser.add_argument("--child", nargs=3, metavar=("KIND", "SEED", "SEQUENCES"))
    asked = parser.parse_args()
    if asked.child:
        child(asked.child[0], int(asked.child[1]), int(asked.child[2]))
        return 0
    started = time.monotonic()
    done = dict.fromkeys(KINDS, Counts())
    with tempfile.TemporaryDirectory() as folder:
        kinds = [kind for kind in asked.kind or KINDS if has_comma(folder) or not kind.startswith("LC_NUMERIC")]
        for kind, number in plan(asked.seed, kinds):
            command = [sys.executable, __file__, "--child", kind, str(number), str(asked.sequences)]
            ran = subprocess.run(command, env=environment(kind, folder), capture_output=True, text=True, check=False)
            if ran.returncode:
                print(ran.stderr[-8000:], f"differs or crashed ({ran.returncode}): {' '.join(command)}", sep="\n")
                return 1
            done[kind] += Counts(**json.loads(ran.stdout))
            total = sum(done.values(), Counts())
            print(f"\r{total.updates} updates", end="", file=sys.stderr, flush=True)
            if total.updates >= asked.updates and all(done[k].updates for k in kinds):
                break
    print(f"\nseed {asked.seed}, {time.monotonic() - started:.0f} s")
    for kind, counts in (*done.items(), ("all", total)):
        said = ", ".join(f"{n} {name}" for name, n in asdict(counts).items()) if counts.updates else "did not run"
        print(f"{kind:<24} {said}")
    print("0 differences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
