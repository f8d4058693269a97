"""The one command line of the long random tests: `soak_*.py`, `faults_*.py` and the others in `promises.py`.

    python tests/soak_sql.py --runs 4000 --seed 2026      as long as it is meant to be
    python tests/soak_sql.py --seconds 60                 as much as a minute allows

A soak goes batch by batch, each with a seed of its own, until there are runs enough or the time is over. What was
counted stands a line each; a failure stands with the one line that runs its batch again; the last line is JSON. The
exit code is 1 where anything failed, or where nothing was run at all. A soak that is ended (SIGINT, SIGTERM) says the
same of the batches that it has done, and the exit code is the signal's.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
MOST_FAILURES: Final = 3
"""After so many batches that failed, a soak ends."""
CODE: Final = ("engine", "rules", "scenarios", ":(glob)tests/*.py")
"""What a run depends on; where it differs from its commit, the record says so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A batch: how many runs, every failure as a text, and whatever else was counted."""

    runs: int
    failures: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


class Ended(BaseException):
    """A signal that ends the soak; no batch catches it, nor a command that one runs."""


def main(
    batch: Callable[..., Outcome],
    size: int,
    usual: int,
    options: Mapping[str, Sequence[str]] | None = None,
    argv: Sequence[str] | None = None,
) -> int:
    """A soak from the command line: `batch(size, seed, **options)` again and again, until there are `usual` runs.

    Each option has its choices, the first of which it is where nothing is said. Returns the exit code.
    """
    script = Path(batch.__code__.co_filename)
    parser = argparse.ArgumentParser(prog=f"python tests/{script.name}", description="A long random test.")
    parser.add_argument("--runs", type=int, default=None, help=f"so many at least (usually {usual:,})")
    parser.add_argument("--seed", type=int, default=2026, help="of the first batch; the next has the next")
    parser.add_argument("--seconds", type=float, default=inf, help="no batch begins after so long")
    for name, choices in (options or {}).items():
        parser.add_argument(f"--{name}", choices=choices, default=choices[0])
    given = vars(parser.parse_args(argv))
    chosen = {name: given[name] for name in options or {}}
    words = [word for name, value in chosen.items() if value != options[name][0] for word in (f"--{name}", value)]  # type: ignore[index]
    again = " ".join(["python", f"tests/{script.name}", *_quoted(words)])
    wanted = given["runs"] or (usual if given["seconds"] == inf else inf)
    runs, failures, counts, started, number = 0, 0, Counter[str](), time.monotonic(), given["seed"]
    ending: signal.Signals | None = None
    try:
        with _endable():
            while runs < wanted and failures < MOST_FAILURES and time.monotonic() - started < given["seconds"]:
                length = int(min(size, wanted - runs))
                outcome = _carried_out(batch, length, number, chosen)
                for failure in outcome.failures[:MOST_FAILURES]:
                    print(f"{failure}\nagain: {again} --runs {length} --seed {number}", flush=True)
                runs, failures, number = runs + outcome.runs, failures + len(outcome.failures), number + 1
                counts.update(outcome.counts)
    except Ended as error:
        (ending,) = error.args
    for name, count in sorted(counts.items()):
        print(f"{name}: {count:,}")
    if ending is not None:
        print(f"ended by {ending.name}; the batch of seed {number} is not counted")
    record = {
        "property": property_of(script.name, words), "runs": runs, "failures": failures, "seed": given["seed"],
        "commit": commit(), "seconds": round(time.monotonic() - started),
    }  # fmt: skip
    print(json.dumps(record), flush=True)
    return int(failures > 0 or runs == 0) if ending is None else 128 + ending


@contextmanager
def _endable() -> Iterator[None]:
    """A signal that would end the process raises `Ended` inside."""

    def end(number: int, _: FrameType | None) -> NoReturn:
        raise Ended(signal.Signals(number))

    handlers = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def property_of(script: str, words: Sequence[str]) -> str:
    """What a script with some options is called: `soak_sql.py --engine spark` is `sql spark`."""
    return " ".join([script.removeprefix("soak_").removesuffix(".py"), *words[1::2]])


def _quoted(words: Sequence[str]) -> list[str]:
    return [f'"{word}"' if " " in word else word for word in words]


def _carried_out(batch: Callable[..., Outcome], size: int, seed: int, chosen: Mapping[str, Any]) -> Outcome:
    """A batch; one that raises has failed."""
    try:
        return batch(size, seed, **chosen)
    except Exception:
        return Outcome(0, [traceback.format_exc()])


def commit() -> str:
    """The commit of the checkout, with `+` where its code has changed since; `unknown` where there is no Git."""
    try:
        head = _git("rev-parse", "--short=10", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no", "--", *CODE) else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(__doc__)
