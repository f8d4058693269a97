"""Writers and journals killed (SIGKILL) at random instants: nothing half-written, nothing acknowledged lost.

    python tests/faults_files.py --runs 400 --seed 2026

A writer replaces one file again and
again; what it has told of is there, or something later, and whole. A file beside it, which it wrote to when it died,
may be left: nobody reads it, and its name says whose it was.
"""

from __future__ import annotations

import hashlib
import random
import sys
from functools import partial
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))

import soaking
from grund.batch.atomic_files import deliver
from grund.live.journal import Journal
from killed import Counts, attacked, told_before
from soaking import Outcome

BIG: Final = 300_000


def content(number: int) -> bytes:
    """What a writer writes as its Nth: it says its number, and its end says that it is whole."""
    body = f"{number}\n".encode() + random.Random(number).randbytes(BIG)
    return body + hashlib.sha256(body).digest()


def number_of(raw: bytes) -> int:
    """The number of a whole content; -1 of anything else."""
    body, end = raw[:-32], raw[-32:]
    return int(body.partition(b"\n")[0]) if hashlib.sha256(body).digest() == end else -1


def writing(path: str, first: int) -> None:
    """A process that writes until it is killed, and tells what it has written."""
    number = first
    while True:
        deliver(content(number), path)
        print(number, flush=True)
        number += 1


def journalling(path: str, first: int) -> None:
    """The same with a journal, under keys; what was not acknowledged may be there and is not made again."""
    journal = Journal(path)
    keys = {e.key for e in journal.entries()}
    number = first
    while True:
        if str(number) not in keys:
            journal.append({"text": "åäö" * (number % 900)}, str(number))
        print(number, flush=True)
        number += 1


DYING: Final = {"writer": writing, "journal": journalling}


def killed(kind: str, path: Path, first: int, chance: random.Random) -> int:
    """The last number that a process told of before it was killed; one less than `first` for none."""
    words = [__file__, kind, str(path), str(first)]
    return int(told_before(words, lambda: chance.random() * chance.choice((0.002, 0.02, 0.1)))[-1])


def writers(kills: int, seed: int, folder: Path) -> Counts:
    """One file, replaced by processes that die."""
    chance, path, last = random.Random(seed), folder / "svar.json", -1
    counts = dict.fromkeys(("kills", "written", "left_beside", "lost", "half"), 0)
    for _ in range(kills):
        last = killed("writer", path, last + 1, chance)
        there = number_of(path.read_bytes())
        counts["kills"] += 1
        counts["half"] += there < 0
        counts["lost"] += 0 <= there < last
        last = max(last, there)
        beside = [p for p in folder.iterdir() if p != path]
        counts["left_beside"] += len(beside)
        counts["half"] += any(not p.name.startswith(f".{path.name}.") for p in beside)
        for p in beside:
            p.unlink()
    counts["written"] = last + 1
    return counts


def journals(kills: int, seed: int, folder: Path) -> Counts:
    """One journal, written by processes that die."""
    chance, path, last = random.Random(seed), folder / "stad.db", -1
    counts = dict.fromkeys(("kills", "acknowledged", "lost", "half"), 0)
    for _ in range(kills):
        last = killed("journal", path, last + 1, chance)
        journal = Journal(path, writing=False)
        there = {e.key: len(str(e.body["text"])) for e in journal.entries()}
        journal.close()
        counts["kills"] += 1
        counts["lost"] += sum(str(number) not in there for number in range(last + 1))
        counts["half"] += sum(size != 3 * (int(key) % 900) for key, size in there.items())
    counts["acknowledged"] = last + 1
    return counts


def batch(kills: int, start: int) -> Outcome:
    """So many kills of each."""
    attacks = {"writers": writers, "journals": journals}
    return attacked({name: partial(attack, kills, start) for name, attack in attacks.items()}, ("lost", "half"))


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in DYING:
        DYING[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    sys.exit(soaking.main(batch, 5, 400))
