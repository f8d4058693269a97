"""Tampering: records that say something else than their run, in every way a hand or a disk can change them.

    python tests/tampering.py --runs 5000 --seed 1      the long form: none accepted

Enters: the bytes of a record. Leaves: other bytes, each with what was done. Half of the edits are made by somebody who
seals the record anew, so that its own hash does not give them away.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import command_line
import soaking
from grund.analysis.verify_record import differences, read_record
from grund.cli.verify import _repeated
from grund.model.canonical_json import dump, sealed
from grund.problems.problem import GrundError
from soaking import Outcome

Json = Any
SCALARS: Final[tuple[Json, ...]] = (None, True, False, 0, 1, -1, 1.0, "", "yes", "no", "unknown", "x", [], {}, [[]])


def tampered(raw: bytes, rng: random.Random) -> tuple[str, bytes]:
    """One way to change a record, and the record changed."""
    kind = rng.choice(("bit", "byte", "text", "edit", "edit", "edit"))
    if kind == "edit":
        return edited(json.loads(raw), rng)
    place = rng.randrange(len(raw))
    if kind == "bit":
        return f"bit at {place}", raw[:place] + bytes([raw[place] ^ 1 << rng.randrange(8)]) + raw[place + 1 :]
    if kind == "byte":
        return f"byte at {place} gone", raw[:place] + raw[place + 1 + rng.randrange(3) :]
    more = rng.choice((b" ", b"\n", b"\t", b",", b"0", b'"', b"{}", b'"results": [], ', b"\xef\xbb\xbf", b"\\u0061"))
    return f"{more!r} at {place}", raw[:place] + more + raw[place:]


def edited(data: Json, rng: random.Random) -> tuple[str, bytes]:
    """A change of the document's parts; perhaps sealed anew."""
    homes = list(_holders(data))
    home = rng.choice(homes)
    keys = list(home) if isinstance(home, dict) else list(range(len(home)))
    how = rng.choice(("change", "remove", "add", "twice", "swap", "move")) if keys else "add"
    key = rng.choice(keys) if keys else None
    if how == "change":
        home[key] = _other(home[key], rng)
    elif how == "remove":
        del home[key]
    elif how == "swap" and len(keys) > 1:
        one, other = rng.sample(keys, 2)
        home[one], home[other] = home[other], home[one]
    elif how == "move":
        end = rng.choice(homes)
        part = copy.deepcopy(home[key])
        del home[key]
        _put(end, part, rng)
    else:
        _put(home, copy.deepcopy(home[key]) if how == "twice" else rng.choice(SCALARS), rng)
    anew = rng.random() < 0.5
    return f"{how} {key!r}{', sealed' if anew else ''}", dump(sealed(data) if anew else data)


def _holders(data: Json) -> Iterator[Json]:
    """Every mapping and list of a document."""
    if isinstance(data, dict | list):
        yield data
        for part in data.values() if isinstance(data, dict) else data:
            yield from _holders(part)


def _put(home: Json, part: Json, rng: random.Random) -> None:
    if isinstance(home, dict):
        home[rng.choice((*home, "extra", "note", "kind"))] = part
    else:
        home.insert(rng.randrange(len(home) + 1), part)


def _other(value: Json, rng: random.Random) -> Json:
    """Another value, most often near to it."""
    near: list[Json] = list(SCALARS)
    if isinstance(value, bool):
        near = [not value, int(value), str(value)]
    elif isinstance(value, int | float):
        near = [value + 1, -value - 1, str(value), float(value) if isinstance(value, int) else value * 2]
    elif isinstance(value, str):
        near = [value + " ", value[1:], value.upper(), value.swapcase() + "x", f"{value}0", None, [value]]
    return rng.choice([v for v in near if not (type(v) is type(value) and v == value)] or [None])


def accepted(path: Path, raw: bytes, fresh: dict[str, Any]) -> bool:
    """Whether `grund verify` finds nothing in these bytes; `fresh` is the run of the command that is left alone."""
    path.write_bytes(raw)
    try:
        data = read_record(str(path))
        again = fresh if data["command"] == fresh["command"] else _repeated(data["command"], "")
        return not differences(str(path), data, again)
    except GrundError:
        return False


def attack(words: list[str], times: int, seed: int, folder: Path) -> list[str]:
    """What was done to a record that was accepted all the same; bytes that are as they were are no tampering."""
    path = folder / "record.json"
    assert command_line.run([*words, "-o", str(path)])[0] == 0
    raw, rng = path.read_bytes(), random.Random(seed)
    fresh = _repeated(json.loads(raw)["command"], "")
    assert accepted(path, raw, fresh)
    tries = (tampered(raw, rng) for _ in range(times))
    return [how for how, changed in tries if changed != raw and accepted(path, changed, fresh)]


def batch(times: int, start: int) -> Outcome:
    """Some tampered records."""
    with tempfile.TemporaryDirectory() as folder:
        wrong = attack(["run", "--policy", "nulage", "--day", "2025-12-15"], times, start, Path(folder))
    return Outcome(times, [f"accepted: {how}" for how in wrong])


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 50, 5_000))
