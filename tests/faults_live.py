"""Fault injection for live sessions: what is acknowledged is never lost, and no answer is ever wrong.

    python tests/faults_live.py --runs 1000 --seed 2026

Something lost or wrong is a failure; `--attack` takes one of the faults:

    worker    the matcher's process killed (SIGKILL) or stopped (SIGSTOP: a hang) at random instants under load; every
              answer compared with `plain` on a world made anew from a plain list of the facts
    process   the whole process killed at random instants; the journal opened again: everything acknowledged is there
    cut       the journal cut at every byte of its last entry
    full      the disk full: nothing acknowledged, nothing lost, and it goes on when there is room
"""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))

import grund
import soaking
from grund.engines.run import run
from grund.live.changes import outcome
from grund.live.fact_store import fact_id
from grund.live.journal import Journal
from grund.model.facts import Fact
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from killed import Counts, attacked, told_before
from soaking import Outcome

Row = dict[str, str]
CUT_STEP: Final = 50
"""A batch cuts a journal at every so many bytes; as many batches as that, at every byte."""
DYING: Final = "--dying"
POLICIES: Final = ("nulage", "stadsdelslyft-ersatter")
INVENTED: Final = {"illustration": "true", "note": "påhittat för att störa"}


# ── the worker


@dataclass
class Model:
    """The facts as a plain list, and what `plain` decides on a world made of them anew."""

    scenario: Scenario
    facts: list[Fact]

    @classmethod
    def of(cls, scenario: Scenario) -> Model:
        """The facts of a scenario."""
        return cls(scenario, list(scenario.facts.facts))

    def decisions(self, facts: Sequence[Fact] | None = None) -> dict[tuple[str, ...], Any]:
        """Every decision, by policy, reading, insats and area."""
        book = replace(self.scenario.facts, facts=tuple(self.facts if facts is None else facts))
        return by_name(run(replace(self.scenario, facts=book, cache={}, frames={}), POLICIES))


def by_name(answers: Sequence[grund.Answers]) -> dict[tuple[str, ...], Any]:
    """Decisions by policy, reading, insats and area."""
    return {
        (a.policy.id, str(a.reading), a.ruling.insats.id, d.area.id): outcome(d) for a in answers for d in a.decisions
    }


def invented(chance: random.Random, scenario: Scenario) -> Row:
    """A fact that some rule of the scenario reads, at random."""
    words = scenario.book.vocabulary
    name = chance.choice(("klass_polis", "klass_polis", "klass_polis", "fokusomrade", "fokusomrade_i_snav"))
    attribute = words.attributes[name]
    areas = [a.id for level in attribute.levels for a in scenario.today.by_level[level]]
    values = ("", *attribute.type.members) if attribute.type.kind == "enum" else ("", "true", "false")
    return {"area": chance.choice(areas), "attribute": name, "value": chance.choice(values), **INVENTED}


class Killer(threading.Thread):
    """Kills (or stops) the worker of a session at random instants, until it has done so often enough.

    Mostly within a burst of updates, so that it is killed while it answers; else whenever, so that it is killed while
    it starts.
    """

    def __init__(self, session: grund.Session, kills: int, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.session, self.kills, self.chance = session, kills, chance
        self.done = {signal.SIGKILL: 0, signal.SIGSTOP: 0}
        self.burst, self.over = threading.Event(), threading.Event()

    def run(self) -> None:
        """Wait, and kill."""
        while sum(self.done.values()) < self.kills:
            if self.chance.random() < 0.8:
                self.burst.clear()
                self.burst.wait(5)
                time.sleep(self.chance.random() * 0.03)
            else:
                time.sleep(self.chance.random())
            fence = self.session._second._fence
            process = fence._process if fence is not None else None
            if process is not None and process.poll() is None:  # ours, and not yet waited for
                kind = signal.SIGSTOP if self.chance.random() < 0.1 else signal.SIGKILL
                process.send_signal(kind)
                self.done[kind] += 1
        self.over.set()


def worker(kills: int, seed: int, patience: float = 0.5) -> Counts:
    """The worker killed under load; see the head."""
    chance = random.Random(seed)
    scenario = grund.load()
    model = Model.of(scenario)
    counts = dict.fromkeys(("kills", "stops", "restarts", "updates", "refused", "compared", "lost", "wrong"), 0)
    with grund.Session(scenario, policies=POLICIES, matcher="rete") as session:
        session._second._fence._patience = patience  # type: ignore[union-attr]
        killer = Killer(session, kills, random.Random(seed + 1))
        before = model.decisions()
        killer.start()
        while not killer.over.is_set():
            killer.burst.set()
            told = [step(session, model, chance, counts) for _ in range(4)]
            before = compared(model, before, told, counts)
        killer.join()
        before = compared(model, before, [step(session, model, chance, counts)], counts)
        counts["lost"] += by_name(session.decisions()) != before
        counts["restarts"] = session._second._fence.started - 1  # type: ignore[union-attr]
        counts["kills"], counts["stops"] = killer.done[signal.SIGKILL], killer.done[signal.SIGSTOP]
    return counts


Told = tuple[dict[tuple[str, ...], Any], list[Fact]]
"""What an update said has changed, and the facts of the model after it."""


def step(session: grund.Session, model: Model, chance: random.Random, counts: Counts) -> Told:
    """One random update: a fact added, another withdrawn, or both; one that is refused changes nothing."""
    row = invented(chance, session.scenario)
    mine = [f for f in model.facts if f.citation.note == INVENTED["note"]]
    same = [f for f in mine if (f.area, f.attribute) == (row["area"], row["attribute"])]
    gone = same or (chance.sample(mine, 1) if mine and chance.random() < 0.5 else [])
    adds = [row] if not gone or chance.random() < 0.8 else []
    counts["updates"] += 1
    try:
        update = session.update(adds, [fact_id(f) for f in gone])
    except GrundError as error:
        if {p.code for p in error.problems} != {"G904"}:
            raise
        counts["refused"] += 1
        return {}, model.facts
    model.facts = [f for f in model.facts if f not in gone]
    model.facts += session._log.steps[-1][1].facts
    told = {
        (p, str(c.reading), c.insats.id, c.area.id): outcome(c.after)
        for c in update.changed
        for p in c.policies
        if c.after is not None
    }
    return told, model.facts


def compared(
    model: Model, before: dict[tuple[str, ...], Any], updates: Sequence[Told], counts: Counts
) -> dict[tuple[str, ...], Any]:
    """Each update held against what `plain` says has changed; gives the decisions after the last."""
    for told, facts in updates:
        after = model.decisions(facts)
        counts["compared"] += len(after)
        counts["wrong"] += told != {key: after[key] for key in after if after[key] != before[key]}
        before = after
    return before


# ── the whole process


def process(deaths: int, seed: int, folder: Path) -> Counts:
    """The whole process killed, again and again, on one journal; see the head."""
    chance = random.Random(seed)
    path = folder / "live.db"
    counts = dict.fromkeys(("deaths", "acknowledged", "entries", "repeated", "lost", "wrong"), 0)
    acknowledged: dict[str, int] = {}
    for _ in range(deaths):
        counts["deaths"] += 1
        told = dying(path, len(acknowledged), seed, chance)
        for key, seq in told.items():
            counts["repeated"] += acknowledged.get(key, seq) != seq
            acknowledged[key] = seq
        journal = Journal(path, writing=False)
        there = {e.key: e.seq for e in journal.entries() if e.key}
        journal.close()
        counts["lost"] += sum(there.get(key) != seq for key, seq in acknowledged.items())
        counts["wrong"] += len(there) > len(acknowledged) + 1
    counts["acknowledged"], counts["entries"] = len(acknowledged), len(there)
    with grund.Session.read(path) as session:
        counts["wrong"] += by_name(session.decisions()) != by_name(run(session.at(), session.policies))
    return counts


def dying(path: Path, done: int, seed: int, chance: random.Random) -> dict[str, int]:
    """A process that updates until it is killed; what it has acknowledged."""
    words = [__file__, DYING, str(path), str(done), str(seed)]
    ready, *lines = told_before(words, lambda: chance.random() * chance.choice((0.005, 0.05, 0.3)))
    assert ready == "ready", ready
    return {key: int(seq) for key, seq in map(str.split, lines)}


def updating(path: str, first: int, seed: int) -> None:
    """What the dying process does: the update after the last acknowledged may have been recorded, and is repeated."""
    with grund.Session(None, path, POLICIES, matcher="plain") as session:
        print("ready", flush=True)
        number = first
        while True:
            chance = random.Random(f"{seed} {number}")
            row = invented(chance, session.scenario) | {"recorded": f"{2299 - number // 200}-01-01"}
            row |= {"valid_from": f"{1800 + number % 200}-01-01", "valid_to": f"{1800 + number % 200}-01-02"}
            update = session.update([row], key=f"key-{number}")
            print(f"key-{number} {update.seq}", flush=True)
            number += 1


# ── a full disk


def full(folder: Path, seed: int) -> Counts:
    """A session on a disk of 900 kB until it is full, and after it has grown; see the head."""
    counts = dict.fromkeys(("acknowledged", "refused", "lost", "wrong"), 0)
    scenario, chance = grund.load(), random.Random(seed)
    with small_disk(folder) as (disk, grow):
        path = disk / "live.db"
        with grund.Session(scenario, path, POLICIES, matcher="plain") as session:
            seqs: list[int] = []
            while counts["refused"] < 5:
                before = by_name(session.decisions())
                row = invented(chance, scenario) | {"note": "x" * chance.randrange(3000)}
                row |= {"recorded": f"{2100 + len(seqs) % 150}-01-01", "valid_from": f"{1801 + len(seqs)}-01-01"}
                row |= {"valid_to": f"{1801 + len(seqs)}-06-01"}
                try:
                    seqs.append(session.update([row]).seq)
                except GrundError as error:
                    counts["wrong"] += [p.code for p in error.problems] != ["G505"]
                    counts["wrong"] += by_name(session.decisions()) != before
                    counts["refused"] += 1
            grow()
            seqs.append(session.update([invented(chance, scenario) | {"recorded": "2299-01-01"}]).seq)
            counts["wrong"] += by_name(session.decisions()) != by_name(run(session.at(), session.policies))
        with grund.Session.read(path, POLICIES) as reader:
            held = [seq for seq, _ in reader._log.steps]
        counts["acknowledged"] = len(seqs)
        counts["lost"] = sum(seq not in held for seq in seqs)
        counts["wrong"] += held != seqs
    return counts


DISK: Final = 900_000


@contextmanager
def small_disk(folder: Path) -> Iterator[tuple[Path, Any]]:
    """A small disk and how to make it larger: a tmpfs where we may mount one, else a limit on the size of a file."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode == 0:
        print("full: a tmpfs", file=sys.stderr)
        try:
            yield folder, lambda: subprocess.run(["mount", "-o", "remount,size=9m", folder], check=True)
        finally:
            subprocess.run(["umount", folder], check=True)
        return
    print("full: a limit on the size of a file (RLIMIT_FSIZE)", file=sys.stderr)
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (DISK, held[1]))
    try:
        yield folder, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, held)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
        signal.signal(signal.SIGXFSZ, ignored)


# ── the journal


def filled(path: Path, bodies: Sequence[Mapping[str, Any]]) -> None:
    """A journal of these entries."""
    journal = Journal(path)
    for body in bodies:
        journal.append(body)
    journal.close()


def cut(folder: Path, step: int = 1, first: int = 0) -> Counts:
    """A journal cut at every `step`th byte of its last entry, from the byte `first`."""
    path = folder / "cut.db"
    filled(path, [{"number": i} for i in range(5)])
    journal = Journal(path)
    held = list(journal.entries())
    held.append(journal.append({"number": 5, "in": "the log"}))
    head = Path(f"{path}.head").read_bytes()
    log = Path(f"{path}-wal")
    start = log.stat().st_size
    last = journal.append({"number": 6, "text": "åäö" * 700})
    whole, base = log.read_bytes(), path.read_bytes()
    counts = {"cuts": 0, "whole": 0, "absent": 0, "lost": 0, "wrong": 0}
    copy = folder / "copy.db"
    for size in range(start + first, len(whole) + 1, step):
        copy.write_bytes(base)
        Path(f"{copy}-wal").write_bytes(whole[:size])
        Path(f"{copy}.head").write_bytes(head)  # the last entry was not acknowledged: it was being written
        Path(f"{copy}-shm").unlink(missing_ok=True)
        counts["cuts"] += 1
        try:
            reopened = Journal(copy)
            found = list(reopened.entries())
            reopened.close()
        except GrundError:
            counts["lost"] += 1
            continue
        if found == held:
            counts["absent"] += 1
        elif found == [*held, last]:
            counts["whole"] += 1
        else:
            counts["wrong" if found[: len(held)] == held else "lost"] += 1
    journal.close()
    for leftover in folder.glob("copy.db*"):
        leftover.unlink()
    return counts


def batch(times: int, start: int, attack: str) -> Outcome:
    """One kind of fault, or all of them."""
    attacks: dict[str, Callable[[Path], Counts]] = {
        "worker": lambda home: worker(times, start),
        "process": lambda home: process(times, start, home),
        "cut": lambda home: cut(home, CUT_STEP, start % CUT_STEP),
        "full": lambda home: full(home, start),
    }
    return attacked(attacks if attack == "all" else {attack: attacks[attack]}, ("lost", "wrong"))


if __name__ == "__main__":
    if sys.argv[1:2] == [DYING]:
        updating(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    sys.exit(soaking.main(batch, 5, 1_000, {"attack": ("all", "worker", "process", "cut", "full")}))
