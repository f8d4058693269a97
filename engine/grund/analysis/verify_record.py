"""Verify record: a run record held against a fresh run of its command, entirely.

What differs, each as (`input`, `result`, `record` or `version`, what); of the record itself, a term. Nothing differs
only where the file is, byte for byte, what the run leaves (line ends apart): no key more, no list shorter, no number
written in another way, and its own hash that of the rest. Of another version of the engine that is said first, and
what only a newer format of the record has is no difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from ..model.canonical_json import dump, sealed
from ..model.scenario import reading_text
from ..problems.problem import GrundError, Place, problem
from ..problems.reader_limits import JSON, ordinary, whole
from .run_record import FORMAT, KIND


def read_record(path: str) -> dict[str, Any]:
    """A run record from disk; raises `GrundError` where the file is none."""
    ordinary(path, path)
    if not os.path.isfile(path):
        raise GrundError([problem("G101", None, file=path)])
    data: Any = None
    try:
        data = orjson.loads(whole(path, JSON, path))
        dump(data)
    except (OSError, ValueError, TypeError):  # TypeError: nested deeper than can be written
        data = None
    if not isinstance(data, dict) or data.get("kind") != KIND or not _is_whole(data):
        raise GrundError([problem("G504", Place(path), file=path)])
    return data


def _is_whole(data: Mapping[str, Any]) -> bool:
    """Whether what is read of a record, before it is compared, has the shape that `record` gives it."""
    try:
        words = [*data["command"], *data["inputs"], *data["inputs"].values(), data["engine"]]
        return isinstance(data["command"], list) and all(isinstance(word, str) for word in words)
    except (KeyError, TypeError, AttributeError):
        return False


def differences(path: str, old: Mapping[str, Any], fresh: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What differs between a record, read from a file, and the same run made anew (both sealed)."""
    older = _of_older_format(old, fresh)
    intact = older or sealed(old) == old
    other_version = intact and old["engine"] != fresh["engine"]
    apart = [] if intact else [("record", "@changed" if "hash" in old else "@unsealed")]
    apart += [("input", name) for name in _inputs(old, fresh)]
    if not intact and old["engine"] != fresh["engine"]:
        apart.append(("input", f"engine {old['engine']} → {fresh['engine']}"))
    apart += _results(old, fresh, older)
    if not apart and Path(path).read_bytes().replace(b"\r\n", b"\n") != dump(old if other_version else fresh):
        apart.append(("record", "@respelt"))
    return [("version", f"{old['engine']} → {fresh['engine']}"), *apart] if other_version else apart


def _of_older_format(old: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    """Whether a record is of another version and an older format; of the first format, records had no hash."""
    number = old.get("format")
    if type(number) is not int or number >= FORMAT or old["engine"] == fresh["engine"]:
        return False
    return "hash" not in old if number == 1 else sealed(old) == old


def _results(old: Mapping[str, Any], fresh: Mapping[str, Any], older: bool) -> Iterator[tuple[str, str]]:
    """Decisions that differ, and other places that do; of an older format, only what it had."""
    before, after = _by_area(old.get("results")), _by_area(fresh["results"])
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    for key in changed:
        change = f"{before.get(key, _NONE)} → {after.get(key, _NONE)}"
        yield "result", f"{' · '.join(part for part in key if part)}: {change}"
    reported = ("inputs", "engine", "hash", *(("format",) if older else ()), *(("results",) if changed else ()))
    yield from (("result", place) for place in _places(old, fresh, additions=older) if not place.startswith(reported))


_NONE: Final = "–"


def _inputs(old: Mapping[str, Any], fresh: Mapping[str, Any]) -> Iterator[str]:
    """Files that are others than they were."""
    for name in sorted({*old["inputs"], *fresh["inputs"]}):
        if old["inputs"].get(name) != fresh["inputs"].get(name):
            yield name


def _by_area(results: Any) -> dict[tuple[str, ...], str]:
    """Every area's decision in words, by policy, tolkning, insats and area; of what has another shape, nothing."""
    texts: dict[tuple[str, ...], str] = {}
    try:
        for answer in results:
            reading = reading_text(sorted(answer["tolkning"].items()))
            for group in answer["decisions"]:
                words = (group["verdict"], group["rule"] or "", ", ".join(group["missing"]))
                for area in group["areas"]:
                    key = (str(answer["policy"]), reading, str(answer["insats"]), str(area))
                    texts[key] = " ".join(word for word in words if word)
    except (KeyError, TypeError, AttributeError):
        return {}
    return texts


def _places(old: Any, fresh: Any, place: str = "", *, additions: bool = False) -> Iterator[str]:
    """Where two documents differ; what has another type differs, so that true is not 1 and 1 not 1.0.

    With `additions` a key that only the fresh one has is no difference.
    """
    if isinstance(old, dict) and isinstance(fresh, dict):
        for name in sorted({*old} if additions else {*old, *fresh}):
            inner = f"{place}.{name}" if place else name
            if name in old and name in fresh:
                yield from _places(old[name], fresh[name], inner, additions=additions)
            else:
                yield inner
    elif isinstance(old, list) and isinstance(fresh, list) and len(old) == len(fresh):
        for i, (one, other) in enumerate(zip(old, fresh, strict=True)):
            yield from _places(one, other, f"{place}[{i}]", additions=additions)
    elif type(old) is not type(fresh) or old != fresh:
        yield place
