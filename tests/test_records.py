"""Records verified: what each tampering is answered, and that none of many is accepted.

The long form of the property is `python tests/tampering.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

import renew
import tampering
from grund.record import dump, sealed

Record = dict[str, Any]
WORDS: Final = ("run", "--policy", "nulage", "--policy", "behovsstyrd", "--day", "2025-12-15")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a record of two policies."""
    path = tmp_path_factory.mktemp("record") / "a.json"
    assert renew.said([*WORDS, "-o", str(path)])[0] == 0
    return path.read_bytes()


def verified(folder: Path, raw: bytes) -> tuple[int, str]:
    """What `grund verify` says of some bytes."""
    (folder / "b.json").write_bytes(raw)
    code, out, err = renew.said(["verify", str(folder / "b.json"), "--lang", "en"])
    assert b"G901" not in err and b"Traceback" not in err
    return code, (out + err).decode()


def groups(record: Record) -> list[Record]:
    """The groups of the first answer that has some."""
    return next(r["decisions"] for r in record["results"] if r["decisions"])


def _false_group(r: Record) -> None:
    groups(r).append({"verdict": "no", "rule": None, "missing": [], "areas": []})


def _moved(r: Record) -> None:
    group = next(g for a in r["results"] for g in a["decisions"] if g["missing"])
    group["rule"] = group["missing"].pop()


def _worded(r: Record) -> None:
    group = next(g for a in r["results"] for g in a["decisions"] if g["verdict"] == "no" and g["rule"])
    group["verdict"], group["rule"] = f"no {group['rule']}", None


def _policy_gone(r: Record) -> None:
    r["results"] = [a for a in r["results"] if a["policy"] != "behovsstyrd"]


def _policy_gone_from_all_lists(r: Record) -> None:
    _policy_gone(r)
    r["policies"].remove("behovsstyrd")
    del r["parameters"]["behovsstyrd"]


def _area_twice(r: Record) -> None:
    groups(r)[0]["areas"].append(groups(r)[0]["areas"][0])


EDITS: Final[dict[str, Callable[[Record], object]]] = {
    "a false group": _false_group,
    "a false list of results": lambda r: r["results"].append({**r["results"][0], "decisions": []}),
    "the same answer twice": lambda r: r["results"].append(r["results"][0]),
    "an area twice": _area_twice,
    "a verdict that holds the rule": _worded,
    "a missing fact as the rule": _moved,
    "another level": lambda r: r["results"][0].update(level="plats"),
    "another command": lambda r: r["command"].extend(["--day", "2025-12-16"]),
    "a command that is none": lambda r: r.update(command=["rm", "-r"]),
    "no command": lambda r: r.update(command=[]),
    "an extra key": lambda r: r.update(note="granskad"),
    "an extra key far in": lambda r: groups(r)[0].update(approved=True),
    "a policy removed": _policy_gone,
    "a policy removed everywhere": _policy_gone_from_all_lists,
    "a list removed": lambda r: r.pop("parameters"),
    "an input removed": lambda r: r["inputs"].pop(next(iter(r["inputs"]))),
    "true for 1": lambda r: r.update(format=True),
    "2.0 for 2": lambda r: r.update(format=2.0),
    "the answers in another order": lambda r: r["results"].reverse(),
    "another day": lambda r: r.update(day="2025-12-16"),
    "another citation": lambda r: next(iter(r["rules"].values())).update(place="s. 1"),
}


@pytest.mark.parametrize("anew", [False, True], ids=["", "sealed anew"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_not_accepted(raw: bytes, tmp_path: Path, edit: Callable[[Record], object], anew: bool) -> None:
    """Whatever is changed, whether its own hash was made anew or not."""
    record = json.loads(raw)
    edit(record)
    code, said = verified(tmp_path, dump(sealed(record) if anew else record))
    assert code in (1, 3) and "same results" not in said
    if not anew and code == 1:
        assert said.startswith("the record: changed after it was written")


BYTES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "a key twice": lambda raw: raw.replace(b'"results": [', b'"results": [], "results": [', 1),
    "other blanks": lambda raw: raw.replace(b'": ', b'":', 1),
    "escaped": lambda raw: raw.replace(b'"yes"', b'"\\u0079es"', 1),
    "cut": lambda raw: raw[:-20],
    "no line end": lambda raw: raw.rstrip(),
    "twice": lambda raw: raw + raw,
    "deep": lambda raw: raw.replace(b'"results": [', b'"results": [' + b"[" * 300 + b"]" * 300 + b",", 1),
    "a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
}


@pytest.mark.parametrize("change", BYTES.values(), ids=BYTES)
def test_other_bytes_are_not_accepted(raw: bytes, tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """What another reader of JSON could read as something else."""
    assert change(raw) != raw
    assert verified(tmp_path, change(raw))[0] in (1, 3)


def test_the_record_itself_is_accepted(raw: bytes, tmp_path: Path) -> None:
    """Also with the line ends of another system."""
    assert verified(tmp_path, raw)[0] == 0
    assert verified(tmp_path, raw.replace(b"\n", b"\r\n"))[0] == 0
    record = json.loads(raw)
    assert record["policies"] == ["nulage", "behovsstyrd"] and sealed(record) == record


def test_no_tampering_of_many_is_accepted(tmp_path: Path) -> None:
    """The short form."""
    assert tampering.attack(["run", "--policy", "nulage"], 150, 7, tmp_path) == []
