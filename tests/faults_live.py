"""Fault injection for live sessions: what is acknowledged is never lost, and no answer is ever wrong.

    python tests/faults_live.py --kills 1000 --seed 2026

prints its counts, and ends with code 1 where something was lost or wrong:

    worker    the matcher's process killed (SIGKILL) or stopped (SIGSTOP: a hang) at random instants under load; every
              answer compared with `plain` on a world made anew from a plain list of the facts
    process   the whole process killed at random instants; the journal opened again: everything acknowledged is there
    cut       the journal cut at every byte of its last entry
    full      the disk full: nothing acknowledged, nothing lost, and it goes on when there is room
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grund.live.journal import Journal
from grund.problems import GrundError

Counts = dict[str, int]


# ── the journal


def filled(path: Path, bodies: Sequence[Mapping[str, Any]]) -> None:
    """A journal of these entries."""
    journal = Journal(path)
    for body in bodies:
        journal.append(body)
    journal.close()


def cut(folder: Path, step: int = 1) -> Counts:
    """A journal cut at every `step`th byte of its last entry."""
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
    for size in range(start, len(whole) + 1, step):
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
