"""Bytes that are wrong: files, inputs and conditions, flipped, cut, spliced and repeated.

    python tests/soak_bytes.py --runs 20000 --seed 2026
    python -m pytest tests/test_soaks.py -k NAME     a case of tests/corpus again

A run is one file of a project (the one of `every_command`, or those that are shipped) or one input (CSV, Parquet,
Excel, OpenDocument, JSON, DMN and its test cases, a record, a mapping), spoilt in a few places and given to the command
that reads it; or one condition given to the parser. Nothing may come out but an answer or problems with codes, within
`SECONDS` of the processor and `MEMORY`. What goes wrong is made smaller while it goes wrong in the same way, and left
in `tests/corpus`, all of which the suite tries again.
"""

from __future__ import annotations

import atexit
import fnmatch
import hashlib
import io
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import pyarrow.csv  # noqa: E402
import pyarrow.parquet  # noqa: E402

import command_line  # noqa: E402
import every_command  # noqa: E402
import soaking  # noqa: E402
import test_hostile  # noqa: E402
from fuzz_commands import FAULTS  # noqa: E402 - the checkout's own engine, wherever this stands
from soaking import Outcome  # noqa: E402
from test_import import open_document, workbook  # noqa: E402

CORPUS: Final = ROOT / "tests" / "corpus"
SECONDS: Final = 30
"""Of the processor, for one run."""
MEMORY: Final = 1_000
"""Megabytes by which one run may raise the most that the process has held."""
TRIES: Final = 200
"""Runs that are spent on making what was found smaller."""
ASKED: Final = {
    "condition.txt": (),
    "omraden.*": ("run", "--input", "{}"),
    "nya.csv": ("live", "update", "stad.db", "{}", "--dry-run"),
    "beslut.*": ("dmn", "run", "beslut.dmn", "--input", "beslut.json"),
    "bidrag*": ("dmn", "test", "bidrag.dmn", "bidrag-test.xml"),
    "ark.yaml": ("import", "ark.csv", "--mapping", "{}"),
    "ark.*": ("import", "{}"),
    "k.json": ("verify", "{}"),
    "shipped/*/stockholm*": ("check", "scenarios/stockholm-2026.yaml"),
    "shipped/*/kommuner*": ("check", "scenarios/kommuner.yaml"),
    "shipped/*/percentilgallring*": ("check", "scenarios/percentilgallring.yaml"),
    "shipped/*/samlat-index*": ("check", "scenarios/samlat-index.yaml"),
    "shipped/*/stratumbidrag*": ("check", "scenarios/stratumbidrag.yaml"),
    "rules/*": ("check",),
    "scenarios/*": ("check",),
}
"""What reads a file, by its path; `{}` is the file. The first that fits; a condition goes to the parser."""
_OFTEN: Final = {"shipped/": 0.3, "shipped/*/stockholm*": 0.1, "rules/": 1.0, "scenarios/": 1.0}
"""How often a file is drawn, by the pattern or its beginning; else four times as often as one of the rules."""
_TOKENS: Final = (
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\r", b"\n", b"\t", b'"', b"'", b"{", b"}", b"[", b"]", b"(", b")"),
    *(b":", b"- ", b"#", b"&a ", b"*a", b"!!x ", b"<<: ", b"|", b">", b"---\n", b",", b";", b"\\", b"<", b"/>"),
    *(b"<!--", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"null", b"true", b"NaN", b"1e999"),
    *(b"-1", b"0", b"9" * 40, b"0.1", b"2026-02-30", b"9999-12-31", b"in (", b"not ", b"if ", b" and ", b"day"),
    *(b"&lt;", b"\xe2\x80\xae"),
)  # fmt: skip
Dice = random.Random


class TooMuch(BaseException):
    """A run has taken more of the processor than it may; no command catches it."""


@cache
def template() -> Path:
    """A project with every kind of file, and the shipped rules and scenarios beside it; it lasts as long as we do."""
    made = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    folder = every_command.project(Path(made) / "p")
    for name in ("rules", "scenarios"):
        shutil.copytree(ROOT / name, folder / "shipped" / name)
    for path in (ROOT / "tests" / "dmn").glob("bidrag*"):
        shutil.copy(path, folder)
    (folder / "condition.txt").write_bytes(b"a and n >= 2 or k in (risk, sarskilt) and not missing b")
    (folder / "beslut.json").write_text('{"x": 2, "namn": "Ada", "egen lokal": null}', encoding="utf-8")
    rows = [["Namn", "Trygghet", "Invånare"], ["Norr", "svag", "1200"], ["Söder", "god", ""]]
    workbook(folder / "ark.xlsx", rows)
    open_document(folder / "ark.ods", rows)
    table = pyarrow.csv.read_csv(folder / "omraden.csv", parse_options=pyarrow.csv.ParseOptions(delimiter=";"))
    pyarrow.parquet.write_table(table, folder / "omraden.parquet")
    return folder


def read_by(path: str) -> tuple[str, Sequence[str]]:
    """The pattern that a file's path fits, and the command that reads it."""
    return next((pattern, words) for pattern, words in ASKED.items() if fnmatch.fnmatch(path, pattern))


def spoilt(dice: Dice, raw: bytes, other: bytes) -> bytes:
    """A file with some edits; `other` is one of its kind. Of a packed file, now and then what is packed."""
    if raw.startswith(b"PK") and dice.random() < 0.7:
        return _repacked(dice, raw)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        raw = dice.choice((_flipped, _cut, _put, _put, _repeated, _spliced, _lines))(dice, raw, other)
    return raw


def _repacked(dice: Dice, raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        members = {info.filename: packed.read(info) for info in packed.infolist()}
    name = dice.choice(sorted(members))
    members[name] = spoilt(dice, members[name], dice.choice([*members.values()]))
    return _packed(members)


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _range(dice: Dice, raw: bytes) -> tuple[int, int]:
    first = dice.randint(0, len(raw))
    return first, min(len(raw), first + dice.choice((1, 2, 8, 40, 400)))


def _flipped(dice: Dice, raw: bytes, other: bytes) -> bytes:
    at = dice.randrange(len(raw)) if raw else 0
    return raw[:at] + bytes([raw[at] ^ 1 << dice.randrange(8)]) + raw[at + 1 :] if raw else raw


def _cut(dice: Dice, raw: bytes, other: bytes) -> bytes:
    first, last = _range(dice, raw)
    return raw[:first] if dice.random() < 0.1 else raw[:first] + raw[last:]


def _put(dice: Dice, raw: bytes, other: bytes) -> bytes:
    first, last = _range(dice, raw)
    put = dice.choice(_TOKENS) if dice.random() < 0.8 else dice.randbytes(dice.choice((1, 4, 30)))
    return raw[:first] + put + raw[dice.choice((first, last)) :]


def _repeated(dice: Dice, raw: bytes, other: bytes) -> bytes:
    first, last = _range(dice, raw)
    return raw[:first] + raw[first:last] * dice.choice((2, 3, 50, 2_000)) + raw[last:]


def _spliced(dice: Dice, raw: bytes, other: bytes) -> bytes:
    first, last = _range(dice, raw)
    begin, end = _range(dice, other)
    return raw[:first] + other[begin:end] + raw[last:]


def _lines(dice: Dice, raw: bytes, other: bytes) -> bytes:
    """A line or cell of the one put in place of one of the other: it means something, and not here."""
    sign = dice.choice((b"\n", b"\n", b",", b";", b": ", b">", b" "))
    own, foreign = raw.split(sign), other.split(sign)
    at = dice.randrange(len(own))
    many = dice.choice((0, 1, 1, 5))
    return sign.join([*own[:at], *foreign[(begin := dice.randrange(len(foreign))) : begin + many], *own[at + 1 :]])


def wrong(folder: Path, path: str, raw: bytes) -> str | None:
    """What goes wrong when a file of the template has these bytes; None where all is well. The file is put back."""
    _, words = read_by(path)
    before = (folder / path).read_bytes()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (folder / path).write_bytes(raw)
    try:
        with _limited():
            said = _answer(folder, path, raw, words)
    except TooMuch:
        return f"more than {SECONDS} s of the processor"
    finally:
        (folder / path).write_bytes(before)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) // 1024
    return said or (f"{more} MB" if more > MEMORY else None)


def _answer(folder: Path, path: str, raw: bytes, words: Sequence[str]) -> str | None:
    if not words:
        return _parsed(raw)
    home = folder / "shipped" if path.startswith("shipped/") else folder
    answer = command_line.run([word.format(path) for word in words], home)
    fault = next((line for line in answer.talk.splitlines() for word in FAULTS if word in line), None)
    if fault or answer.code not in (0, 1, 2, 3):
        return fault or f"exit {answer.code}"
    told = answer.code < 2 or answer.out or re.search(r"\bG\d{3}\b", answer.talk)
    return None if told else f"exit {answer.code} and no code"


def _parsed(raw: bytes) -> str | None:
    try:
        test_hostile.read(raw.decode("utf-8", "replace"))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@contextmanager
def _limited() -> Iterator[None]:
    """`TooMuch` after so much of the processor."""

    def end(number: int, _: FrameType | None) -> NoReturn:
        raise TooMuch

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def smaller(raw: bytes, still: Callable[[bytes], bool]) -> bytes:
    """What is left of some bytes when everything is cut that they still go wrong without, within `TRIES`."""
    tries, size = TRIES, max(len(raw) // 2, 1)
    while size and tries > 0:
        at = 0
        while at < len(raw) and tries > 0:
            tries -= 1
            cut = raw[:at] + raw[at + size :]
            if still(cut):
                raw = cut
            else:
                at += size
        size //= 2
    return raw


def kept(folder: Path, path: str, raw: bytes, fault: str) -> str:
    """Leave what was found, made smaller, in the corpus; what was wrong, and the line that tries it again."""
    kind = fault.split(":")[0]
    raw = smaller(raw, lambda less: (wrong(folder, path, less) or "").startswith(kind))
    name = hashlib.sha256(path.encode() + raw).hexdigest()[:8]
    case = CORPUS / name / path
    case.parent.mkdir(parents=True, exist_ok=True)
    case.write_bytes(raw)
    return f"{path}: {fault}\nkept: python -m pytest tests/test_soaks.py -k {name}"


def _weight(path: str) -> float:
    pattern = read_by(path)[0]
    return _OFTEN.get(pattern, _OFTEN.get(pattern[: pattern.find("/") + 1], 4.0))


def batch(size: int, start: int) -> Outcome:
    """So many spoilt files."""
    dice, failures, counts = random.Random(start), list[str](), dict[str, int]()
    folder = template()
    paths = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]
    fits = [path for path in paths if any(fnmatch.fnmatch(path, pattern) for pattern in ASKED)]
    for path in dice.choices(fits, list(map(_weight, fits)), k=size):
        alike = [other for other in fits if Path(other).suffix == Path(path).suffix]
        raw = spoilt(dice, (folder / path).read_bytes(), (folder / dice.choice(alike)).read_bytes())
        fault = wrong(folder, path, raw)
        pattern = read_by(path)[0]
        counts[pattern] = counts.get(pattern, 0) + 1
        if fault:
            failures.append(kept(folder, path, raw, fault))
    return Outcome(size, failures, counts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 50, 20_000))
