"""What grund promises, how each promise is tested, and what the last recorded run of its test counted.

    python tests/promises.py --minutes 60               every soak, sharing an hour
    python tests/promises.py                            every soak, as long as each is meant to be (many hours)
    python tests/promises.py --only sql --runs 500      those with `sql` in their name

Those without a record go first, then the oldest. The last run of each is kept in `soaks.json`, and `docs/promises.md`
is written from both.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import mutation_score
import soaking

PAGE: Final = soaking.ROOT / "docs" / "promises.md"
RECORDS: Final = soaking.ROOT / "tests" / "soaks.json"
LATEST_END: Final = 30.0
"""Seconds after the share of a soak, in which its batch may end; else it is stopped, and that batch is not counted."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: whose it is, a sentence, the soak that tests it and what a run of it is; the suite's short form."""

    component: str
    sentence: str
    soak: str
    """The script, and its options."""
    unit: str
    short: str

    @property
    def words(self) -> Sequence[str]:
        """The script and its options, one by one."""
        return self.soak.split()

    @property
    def name(self) -> str:
        """What the record calls it."""
        script, *options = self.words
        return soaking.property_of(script, options)


PROMISES: Final = (
    Promise("vectorized", "Cells decide as the interpreter does, however they are cut.", "soak_cells.py",
            "policies × worlds", "test_cells.py"),
    Promise("vectorized", "Derived attributes on columns are the interpreter's, with the facts that they wait for.",
            "soak_columns.py", "worlds", "test_columns.py"),
    Promise("arithmetic", "Z-scores, transforms and means are SciPy's to the last declared decimal, also on columns.",
            "soak_scaling.py", "worlds", "test_ranking.py"),
    Promise("SQL", "A policy as an SQL statement decides as the interpreter does, on DuckDB.", "soak_sql.py",
            "policies × worlds", "test_sql.py"),
    Promise("SQL", "The same on PostgreSQL.", "soak_sql.py --engine postgres", "policies × worlds", "test_sql.py"),
    Promise("SQL", "Derived attributes in SQL are the interpreter's.", "soak_derived.py", "worlds", "test_sql.py"),
    Promise("symbolic", "What is proved of every possible area is what trying them all says.", "soak_proof.py",
            "policies", "test_proof.py"),
    Promise("comparison", "An area is undecided only where some way to fill in what is missing decides it otherwise.",
            "soak_completions.py", "worlds", "test_completions.py"),
    Promise("comparison", "Names, order and ways to write a condition change nothing that is counted.",
            "soak_same.py", "worlds", "test_completions.py"),
    Promise("comparison", "A comparison after a change is the one that is counted from the start.", "soak_what_if.py",
            "worlds", "test_what_if.py"),
    Promise("allocation", "Every method keeps every limit, and the exact one is the best of all choices.",
            "soak_allocation.py", "towns", "test_allocation.py"),
    Promise("live", "After any updates a session says what a fresh start says.", "soak_live.py",
            "updates", "test_rete.py"),
    Promise("live", "A matcher that is killed or hangs loses nothing, and no answer is wrong.",
            "faults_live.py --attack worker", "kills", "test_live.py"),
    Promise("event log", "What was acknowledged is there after the process is killed.",
            "faults_live.py --attack process", "kills", "test_live.py"),
    Promise("event log", "An event log cut at any byte of its last entry keeps all the others.",
            "faults_live.py --attack cut", "cuts", "test_journal.py"),
    Promise("event log", "A full disk loses nothing that was acknowledged.",
            "faults_live.py --attack full", "updates", "test_live.py"),
    Promise("files", "A writer that is killed leaves the file before or the file after, and never a half.",
            "faults_files.py", "kills", "test_outputs.py"),
    Promise("records", "No changed run record is accepted by `grund verify`.", "tampering.py", "records",
            "test_records.py"),
    Promise("commands", "No command ends in an internal error, whatever project and words it is given.",
            "fuzz_commands.py", "commands", "test_proof.py"),
    Promise("commands", "The same of the shipped scenarios.", "fuzz_commands.py --about shipped", "commands",
            "test_every_command.py"),
    Promise("messages", "A slip that leaves a file wrong is found at its line or where it is used; never a traceback.",
            "mutate.py", "broken files", "test_mutations.py"),
    Promise("language", "Conditions are read back as they are written, and every reading of them agrees.",
            "soak_properties.py", "examples", "test_properties.py"),
    Promise("accountability", "Who is responsible is what the definitions say, over plain lists.",
            "soak_properties.py --module test_accountability", "examples", "test_accountability.py"),
    Promise("allocation", "Limits, shadow prices and years bound together are what brute force says.",
            "soak_properties.py --module test_allocation", "examples", "test_allocation.py"),
    Promise("diff", "What a change of a policy is said to move is what applying it moves.",
            "soak_properties.py --module test_difference", "examples", "test_difference.py"),
    Promise("examples", "Test cases in rule files come to what the interpreter says.",
            "soak_properties.py --module test_examples", "examples", "test_examples.py"),
    Promise("loading", "Files and inputs of any bytes, and conditions, lead to an answer or to problems with codes.",
            "soak_bytes.py", "spoilt files", "test_hostile.py"),
    Promise("commands", "Hash seed, locale, time zone and version of Python change no byte of an answer.",
            "soak_environments.py", "answers", "test_cli.py"),
    Promise("loading", "Whatever is fed to the parser and the loaders, a clear error comes out.",
            "soak_properties.py --module test_hostile", "examples", "test_hostile.py"),
    Promise("measures", "No possible world lies outside the bounds of a measure.",
            "soak_properties.py --module test_measures", "examples", "test_measures.py"),
    Promise("timeline", "A timeline says of each day what the interpreter says of it.",
            "soak_properties.py --module test_timeline", "examples", "test_timeline.py"),
)  # fmt: skip

HEAD: Final = """\
# Promises

What grund promises, how each promise is tested, and what the last recorded run of its test counted. Every test draws \
at random and holds the answer to an independent one. The test suite has a short form of each; `make soak` is the long \
form. This page is written by `make soak` and `python tests/renew.py` from `tests/promises.py` and from the record of \
the last runs, `tests/soaks.json`; nothing here is an estimate.

    make soak MINUTES=60                        every soak, sharing an hour
    make soak SOAK=sql EXAMPLES=5000 SEED=7     one of them, longer

A failure prints what was wrong and the line that runs it again. A commit with `+` had changes that were not committed.
"""

SCORES: Final = """\
## How many slips the tests notice

`python tests/mutation_score.py` makes one slip at a time in the code of a part (a comparison, a sign, a number, a \
negation, a call left out) and runs the part's tests that take at most five seconds, until one fails. The mutants are \
a sample drawn by the seed. One that is the same program written otherwise is in `tests/mutants_equal.csv` with the \
reason, and is not counted; those that nothing noticed are listed in `tests/mutation.json`. Where these have been read \
and got a case, the same seed says that none is left; how many slips nobody has thought of, a new seed says.
"""


def records() -> dict[str, dict[str, Any]]:
    """The last run of each soak, by its name."""
    kept: dict[str, dict[str, Any]] = json.loads(RECORDS.read_text("utf-8")) if RECORDS.is_file() else {}
    return kept


def page() -> str:
    """The page of promises."""
    kept = records()
    counted = [kept[p.name] for p in PROMISES if p.name in kept]
    missing = len(PROMISES) - len(counted)
    failures = sum(record["failures"] for record in counted)
    summary = f"{len(counted)} of {len(PROMISES)} promises have a recorded run, with {failures} failures"
    rows = ["| part | promise | test | last run | failures | seed | commit |", "|---|---|---|---|---|---|---|"]
    rows += [_row(promise, kept.get(promise.name)) for promise in PROMISES]
    summary += f"; {missing} {'has' if missing == 1 else 'have'} none." if missing else "."
    return "\n".join([HEAD, summary, "", *rows, "", SCORES, *mutation_score.rows()]) + "\n"


def _row(promise: Promise, record: Mapping[str, Any] | None) -> str:
    links = f"[{promise.name}](../tests/{promise.words[0]}), short: [{promise.short}](../tests/{promise.short})"
    run = ["no recorded run", "", "", ""]
    if record:
        counted = f"{record['runs']:,} {promise.unit}, {record['day']}"
        run = [counted, str(record["failures"]), str(record["seed"]), record["commit"]]
    return "| " + " | ".join([promise.component, promise.sentence, links, *run]) + " |"


def soaked(promises: Sequence[Promise], seed: int, runs: int | None, minutes: float | None) -> Iterator[str]:
    """Run each soak and keep its record; yields what went wrong. The minutes are shared by those that are left."""
    end = None if minutes is None else time.monotonic() + 60 * minutes
    for i, promise in enumerate(promises):
        words = [*promise.words, "--seed", str(seed), *(["--runs", str(runs)] if runs else [])]
        share = None
        if end is not None:
            share = max(end - time.monotonic(), 0) / (len(promises) - i)
            words += ["--seconds", f"{share:.1f}"]
        print(f"── {promise.name}", flush=True)
        record, stopped = _record(words, None if share is None else share + LATEST_END)
        if record is None:
            yield f"{promise.name}: not run to its end"
        else:
            _keep(promise, record)
            if record["failures"] or not record["runs"]:
                yield f"{promise.name}: {record['failures']} failures, {record['runs']} runs"
        if stopped:
            yield "stopped"
            return


def _record(words: Sequence[str], seconds: float | None) -> tuple[dict[str, Any] | None, bool]:
    """What a soak says of itself on its last line, None where it broke; and whether somebody stopped us meanwhile."""
    path = os.pathsep.join(str(soaking.ROOT / name) for name in ("engine", "tests"))
    environment = os.environ | {"PYTHONPATH": path}
    stopped = False
    with subprocess.Popen(
        _command(words), cwd=soaking.ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as reason:
            stopped = isinstance(reason, KeyboardInterrupt)
            process.terminate()
            said, _ = process.communicate()
    print(said, flush=True)
    last = said.rstrip().rpartition("\n")[2]
    return json.loads(last) if last.startswith('{"property"') else None, stopped


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, f"tests/{words[0]}", *words[1:]]


def _keep(promise: Promise, record: Mapping[str, Any]) -> None:
    """Write a record among the others, in the order of the table; a soak that ran nothing leaves the one before."""
    if not record["runs"] and not record["failures"]:
        return
    kept = records() | {promise.name: {**record, "day": datetime.now(UTC).date().isoformat()}}
    ordered = {p.name: kept[p.name] for p in PROMISES if p.name in kept}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in ordered.items())
    RECORDS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def main() -> int:
    """The soaks from the command line; 1 where anything failed or did not run."""
    parser = argparse.ArgumentParser(description="Every long random test, or some of them.")
    parser.add_argument("--minutes", type=float, help="all of them within so many")
    parser.add_argument("--only", default="", help="the one of this name, or those that have it in their name")
    parser.add_argument("--runs", type=int, help="of each")
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    kept = records()
    named = [promise for promise in PROMISES if promise.name == given.only]
    chosen = named or [promise for promise in PROMISES if given.only in promise.name]
    chosen.sort(key=lambda promise: str(kept.get(promise.name, {}).get("day", "")))
    wrong = list(soaked(chosen, given.seed, given.runs, given.minutes))
    PAGE.write_text(page(), encoding="utf-8")
    print("\n".join(wrong or [f"{len(chosen)} soaks, nothing failed"]))
    return int(bool(wrong) or not chosen)


if __name__ == "__main__":
    sys.exit(main())
