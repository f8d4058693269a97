"""Records verified: what each tampering is answered, and that none of many is accepted.

The long form of the property is `python tests/tampering.py`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

import command_line
import tampering
from grund.analysis.signatures import holds
from grund.model.canonical_json import dump, sealed

Record = dict[str, Any]
WORDS: Final = ("run", "--policy", "nulage", "--policy", "behovsstyrd", "--day", "2025-12-15")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a record of two policies."""
    path = tmp_path_factory.mktemp("record") / "a.json"
    assert command_line.run([*WORDS, "-o", str(path)])[0] == 0
    return path.read_bytes()


def verified(folder: Path, raw: bytes) -> tuple[int, str]:
    """What `grund verify` says of some bytes."""
    (folder / "b.json").write_bytes(raw)
    code, out, err = command_line.run(["verify", str(folder / "b.json"), "--lang", "en"])
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


@pytest.mark.slow
@pytest.mark.parametrize("anew", [False, True], ids=["", "sealed anew"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_is_not_accepted(raw: bytes, tmp_path: Path, edit: Callable[[Record], object], anew: bool) -> None:
    """Whatever is changed, whether its own hash was made anew or not."""
    record = json.loads(raw)
    edit(record)
    code, said = verified(tmp_path, dump(sealed(record) if anew else record))
    assert code in (1, 3) and "the same result" not in said
    if not anew and code == 1:
        assert "\nthe run record: changed after it was written" in said


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


# ── another version


RELEASES: Final = Path(__file__).parent / "records"


def of_release(record: Record, engine: str, **changes: object) -> Record:
    """The record as another version of the engine would have sealed it."""
    return sealed({**record, "engine": engine, **changes})


def first_format(record: Record, **changes: object) -> Record:
    """The record as format 1 had it: without its policies and without a hash."""
    rest = {key: part for key, part in record.items() if key not in ("hash", "policies")}
    return {**rest, "engine": "0.1.0", "format": 1, **changes}


def test_a_record_of_another_version_is_verified(raw: bytes, tmp_path: Path) -> None:
    """What is the same is verified, and the version said; of format 1 what it lacked is no difference."""
    record = json.loads(raw)
    for other in (of_release(record, "0.1.0"), first_format(record)):
        code, said = verified(tmp_path, dump(other))
        first, second = said.splitlines()
        assert code == 0 and first.startswith("The run gives the same result as ")
        assert second.startswith("made by another version of grund: 0.1.0 → ")


@pytest.mark.parametrize("edit", [_false_group, _policy_gone, _area_twice, _worded], ids=lambda edit: edit.__name__)
def test_another_version_that_decided_otherwise_is_told(
    raw: bytes, tmp_path: Path, edit: Callable[[Record], object]
) -> None:
    """The version stands first, then what differs."""
    for make in (lambda record: of_release(record, "0.1.0"), first_format):
        record = json.loads(raw)
        edit(record)
        code, said = verified(tmp_path, dump(make(record)))
        assert code == 1 and "the same result" not in said
        assert "\nmade by another version of grund: " in said and "\nresult: " in said


def test_an_older_format_is_none_of_this_version(raw: bytes, tmp_path: Path) -> None:
    """A record that says this version and an older format was changed, and so was one with a broken hash."""
    record = json.loads(raw)
    assert verified(tmp_path, dump(first_format(record, engine=record["engine"])))[0] == 1
    assert verified(tmp_path, dump({**record, "engine": "0.1.0"}))[1].count("\nthe run record: changed after")
    assert verified(tmp_path, dump(first_format(record)).replace(b'": ', b'":', 1))[0] == 1


@pytest.mark.parametrize("path", sorted(RELEASES.iterdir()), ids=lambda path: path.stem)
def test_a_record_that_a_release_left_has_no_false_difference(path: Path, tmp_path: Path) -> None:
    """Its inputs may be others by now; if they are not, it is verified."""
    code, said = verified(tmp_path, path.read_bytes())
    lines = said.splitlines()
    assert lines[1].startswith("made by another version of grund: 0.1.0 → ")
    assert (code, lines[2:]) == (0, []) or all(line.startswith("input: ") for line in lines[2:])


# ── signatures


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys as `ssh-keygen` makes them: two that sign, one locked, one of another kind."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen")
    home = tmp_path_factory.mktemp("keys")
    for name, kind, word in (
        ("a", "ed25519", ""),
        ("b", "ed25519", ""),
        ("locked", "ed25519", "x"),
        ("rsa", "rsa", ""),
    ):
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", word, "-C", "", "-f", str(home / name)], check=True)
    return home


@pytest.fixture
def signed(keys: Path, tmp_path: Path) -> Path:
    """A record with its signature beside it."""
    path = tmp_path / "a.json"
    assert command_line.run(["run", "--policy", "nulage", "-o", str(path), "--sign", str(keys / "a")])[0] == 0
    return path


def said_of(path: Path, key: Path) -> tuple[int, str]:
    code, out, err = command_line.run(["verify", str(path), "--key", str(key), "--lang", "en"])
    return code, (out + err).decode()


@pytest.mark.slow
def test_a_signature_holds_for_its_key_and_its_bytes(signed: Path, keys: Path) -> None:
    """The right one; another key, other bytes, no signature, half a signature."""
    assert said_of(signed, keys / "a.pub") == (
        0, f"The run gives the same result as {signed}; the run record is signed with {keys}/a.pub.\n",
    )  # fmt: skip
    assert "not signed with that key" in said_of(signed, keys / "b.pub")[1]
    beside = signed.with_name("a.json.sig")
    text, raw = beside.read_text(), signed.read_bytes()
    signed.write_bytes(dump(sealed({**json.loads(raw), "day": "2025-12-16"})))
    assert "not signed with that key" in said_of(signed, keys / "a.pub")[1]
    signed.write_bytes(raw)
    for wrong in (text[:-40], text.replace("\n", "", 3), "", "å", text.lower(), text + text):
        beside.write_text(wrong)
        assert said_of(signed, keys / "a.pub")[0] == 1
    beside.unlink()
    assert said_of(signed, keys / "a.pub") == (
        1, f"The run differs from {signed} in 1\u00a0place.\nthe run record: not signed (no file .sig)\n",
    )  # fmt: skip


def test_no_bit_of_a_signature_can_be_turned(signed: Path, keys: Path) -> None:
    """Every tenth bit of the text; the same signature has one spelling."""
    text = signed.with_name("a.json.sig").read_bytes()
    for bit in range(0, 8 * (len(text) - 1), 10):
        wrong = bytearray(text)
        wrong[bit // 8] ^= 1 << bit % 8
        assert not holds(signed.read_bytes(), wrong.decode("latin-1"), str(keys / "a.pub")), bit


def test_openssh_makes_and_checks_the_same_signatures(signed: Path, keys: Path) -> None:
    """Both ways round, byte for byte; one made for another purpose is none."""
    beside = signed.with_name("a.json.sig")
    ours = beside.read_bytes()
    check = ["ssh-keygen", "-Y", "check-novalidate", "-n", "grund", "-s", str(beside)]
    assert subprocess.run(check, input=signed.read_bytes(), capture_output=True, check=False).returncode == 0
    beside.unlink()
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-n", "grund", "-f", str(keys / "a"), str(signed)]
    subprocess.run(sign, check=True, capture_output=True)
    assert beside.read_bytes() == ours
    assert said_of(signed, keys / "a.pub")[0] == 0
    subprocess.run([*sign[:5], "other", *sign[6:]], input=b"y", check=True, capture_output=True)
    assert said_of(signed, keys / "a.pub")[0] == 1


@pytest.mark.parametrize("name", ["locked", "rsa", "a.pub", "none", "."])
def test_a_key_that_cannot_sign(keys: Path, tmp_path: Path, name: str) -> None:
    """A helpful sentence, and nothing is written."""
    path = tmp_path / "a.json"
    code, _, err = command_line.run(["run", "-o", str(path), "--sign", str(keys / name)])
    assert code == 3 and (b"G101" if name in ("none", ".") else b"G591") in err
    assert not list(tmp_path.iterdir())


def test_signing_without_the_library(monkeypatch: pytest.MonkeyPatch, keys: Path, tmp_path: Path) -> None:
    """What to install."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    code, _, err = command_line.run(["run", "-o", str(tmp_path / "a.json"), "--sign", str(keys / "a")])
    assert code == 3 and b"pip install 'grund[sign]'" in err
