"""Clumsy authors: good files, each broken in one place, and what `grund check` says of it.

    python tests/mutate.py --runs 2000 --seed 1    what is wrong with the messages, and a count
    python tests/mutate.py --renew                 tests/mutations.txt, which test_mutations.py holds

The files are those of the project that `grund init` writes. A mutation is one slip in one line: a letter, a quote, a
bracket, an indent, a decimal comma, a cell, a line too few or twice. Free text (labels, notes, names for people) is
left alone, for there no slip can be found. What comes out must be problems with a code, a cure and a place, one of
them at the line of the slip or where what was declared there is used; never a traceback, nor silence. Silence is
allowed where the mutation leaves a file that means something: those are counted as `right`, and shown.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import contextlib  # noqa: E402 - the checkout's own engine, wherever this stands

import soaking  # noqa: E402
from grund.analysis.check import check  # noqa: E402
from grund.problems.problem import Problem  # noqa: E402
from renew import project  # noqa: E402
from soaking import Outcome  # noqa: E402

GOLDEN: Final = ROOT / "tests" / "mutations.txt"
SEED: Final = 2026
COUNT: Final = 60
_FREE: Final = re.compile(r"label:|note:|title|because:|description|^\s*#|^\s*(sv|en):|^\s*$|illustration: true$|mark")
"""Lines of text for people; a slip there is no mistake that a program can find."""
Random = random.Random


@dataclass(frozen=True, slots=True)
class Slip:
    """One line of one file, as it was and as it became; None: it is gone, and its block stands at `line`."""

    what: str
    file: str
    line: int
    before: str
    after: str | None
    below: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a slip, and how that is judged: found, right (nothing is wrong), elsewhere, or fault."""

    slip: Slip
    problems: tuple[Problem, ...]
    verdict: str


# ── slips: a line becomes another, or None where the slip cannot be made there


def _word(rng: Random, line: str) -> re.Match[str] | None:
    found = list(re.finditer(r"[A-Za-z_åäö]{4,}", line))
    return rng.choice(found) if found else None


def letters(rng: Random, line: str) -> str | None:
    """Two letters change places, or one is lost or doubled."""
    word = _word(rng, line)
    if word is None:
        return None
    at = rng.randrange(word.start() + 1, word.end() - 1)
    kinds = (
        line[:at] + line[at + 1] + line[at] + line[at + 2 :],
        line[:at] + line[at + 1 :],
        line[:at] + line[at:][0] + line[at:],
    )
    return rng.choice(kinds)


def _loses(marks: str) -> Callable[[Random, str], str | None]:
    def slip(rng: Random, line: str) -> str | None:
        found = [i for i, char in enumerate(line) if char in marks]
        at = rng.choice(found) if found else None
        return None if at is None else line[:at] + line[at + 1 :]

    return slip


def indent(rng: Random, line: str) -> str | None:
    """A blank too many or too few, or a tab."""
    if not line.startswith(" "):
        return None
    return rng.choice((" " + line, line[1:], "\t" + line.lstrip()))


def comma(rng: Random, line: str) -> str | None:
    """A decimal comma."""
    after = re.sub(r"(\d)\.(\d)", r"\1,\2", line, count=1)
    return after if after != line else None


def number(rng: Random, line: str) -> str | None:
    """A figure too many, a minus, or a word."""
    found = list(re.finditer(r"(?<![\w.-])\d+(?![\w.-])", line))
    if not found:
        return None
    at = rng.choice(found)
    return line[: at.start()] + rng.choice((at[0] * 9, "-" + at[0], "många", at[0] + "x")) + line[at.end() :]


def day(rng: Random, line: str) -> str | None:
    """A date that is none, or written another way."""
    after = re.sub(
        r"(\d{4})-(\d\d)-(\d\d)",
        rng.choice((r"\3/\2 \1", r"\1-13-\3", r"\1-02-31", r"\1\2\3", r"\1-\2")),
        line,
        count=1,
    )
    return after if after != line else None


def operator(rng: Random, line: str) -> str | None:
    """An operator of another language."""
    if not re.search(r"when:|unless:|formula:", line):
        return None
    pairs = (
        (" >= ", " => "),
        (" >= ", " ≥ "),
        (" < ", " << "),
        (" = ", " == "),
        (" = ", " is "),
        (" / ", " % "),
        (" >= ", " "),
    )
    fitting = [(a, b) for a, b in pairs if a in line]
    if not fitting:
        return None
    a, b = rng.choice(fitting)
    return line.replace(a, b, 1)


def hidden(rng: Random, line: str) -> str | None:
    """A character that nobody sees, as pasted from a page."""
    at = rng.randrange(len(line) + 1)
    return line[:at] + rng.choice(("\u200b", "\u00ad", "\u202e")) + line[at:]


def quotes(rng: Random, line: str) -> str | None:
    """Quotes of a word processor."""
    return line.replace('"', "”") if '"' in line else None


def gone(rng: Random, line: str) -> str | None:
    """The line is lost."""
    return ""


def twice(rng: Random, line: str) -> str | None:
    """The line stands twice."""
    return f"{line}\n{line}"


def separator(rng: Random, line: str) -> str | None:
    """A separator too many or too few in a row of a table."""
    found = [i for i, char in enumerate(line) if char in ",;"]
    if not found:
        return None
    at = rng.choice(found)
    return line[:at] + rng.choice(("", line[at] * 2)) + line[at + 1 :]


YAML_SLIPS: Final[dict[str, Callable[[Random, str], str | None]]] = {
    "letters": letters, "colon": _loses(":"), "quote": _loses('"'), "bracket": _loses("[]{}"), "indent": indent,
    "comma": comma, "number": number, "day": day, "operator": operator, "hidden": hidden, "quotes": quotes,
    "gone": gone, "twice": twice,
}  # fmt: skip
CSV_SLIPS: Final[dict[str, Callable[[Random, str], str | None]]] = {
    "letters": letters, "number": number, "day": day, "hidden": hidden, "separator": separator, "twice": twice,
}  # fmt: skip


def slips(texts: dict[str, str], seed: int) -> Iterator[Slip]:
    """Slips without end, each kind and each file as often; none twice."""
    rng, seen = Random(seed), set()
    files = sorted(texts)
    while True:
        file = rng.choice(files)
        kinds = CSV_SLIPS if file.endswith(".csv") else YAML_SLIPS
        what = rng.choice(sorted(kinds))
        lines = texts[file].split("\n")
        line = rng.randrange(len(lines))
        if not lines[line] or _FREE.search(lines[line]):
            continue
        after = kinds[what](rng, lines[line])
        if after is None or after == lines[line] or (file, line, after) in seen:
            continue
        seen.add((file, line, after))
        yield Slip(what, file, line + 1, lines[line], after if what != "gone" else None, (*lines, "")[line + 1])


# ── what is said of them


def said(root: Path, texts: dict[str, str], slip: Slip) -> Said:
    """What `grund check` finds in the project with the slip in it; the project is as before afterwards."""
    lines = texts[slip.file].split("\n")
    lines[slip.line - 1 : slip.line] = [] if slip.after is None else slip.after.split("\n")
    path = root / slip.file
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        with contextlib.chdir(root):
            problems = tuple(check(["."])[1])
            for p in problems:
                assert p.show("sv") and p.show("en")
    except Exception as error:
        return Said(slip, (), f"fault: {type(error).__name__}: {error}")
    finally:
        path.write_text(texts[slip.file], encoding="utf-8")
    return Said(slip, problems, _verdict(slip, problems))


def _verdict(slip: Slip, problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "right"
    near = range(slip.line - 1, slip.line + 2)
    used = set(re.findall(r"[\w-]{3,}", f"{slip.before} {slip.below}")) - {"true", "type", "level"}
    for p in problems:
        if p.place is None or not p.cure("sv"):
            return "fault: no place, or no cure"
        if p.place.file == slip.file and p.place.line in near:
            return "found"
        if used & {w for words in p.words.values() for w in re.findall(r"[\w-]{3,}", words)}:
            return "found"  # what was declared here is missed where it is used
    if any(p.place and p.place.file == slip.file for p in problems) and slip.what in (
        "gone",
        "indent",
        "twice",
        "colon",
    ):
        return "found"  # a block that fell apart is told of at its head, or where the next one begins
    return "elsewhere"


def shown(found: Said) -> str:
    """A slip and the problems it led to, as the golden file holds them."""
    slip = found.slip
    after = "(gone)" if slip.after is None else slip.after.strip().replace("\n", " ⏎ ")
    for char in "\u200b\u00ad\u202e":
        after = after.replace(char, f"‹U+{ord(char):04X}›")
    head = f"── {slip.what}, {slip.file}:{slip.line}\n   {slip.before.strip()}\n → {after}\n"
    return (
        head
        + "".join(f"\n{p.show('sv')}\n" for p in found.problems[:3])
        + (f"\n({len(found.problems)} fel)\n" if len(found.problems) > 3 else "")
    )


def run(seed: int, count: int) -> list[Said]:
    """`count` slips that leave something wrong, and those before them that do not."""
    with tempfile.TemporaryDirectory() as name:
        root = project(Path(name))
        files = [p for p in sorted(root.rglob("*")) if p.suffix in (".yaml", ".csv") and ".grund" not in p.parts]
        texts = {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in files}
        found: list[Said] = []
        broken = 0
        for slip in slips(texts, seed):
            found.append(said(root, texts, slip))
            broken += found[-1].verdict != "right"
            if broken == count:
                return found
    raise AssertionError("slips without end")


def golden() -> str:
    """The committed list: 60 broken files and what is said of each."""
    broken = [s for s in run(SEED, COUNT) if s.verdict != "right"]
    return f"{COUNT} broken files, from: python tests/mutate.py --renew\n\n" + "\n".join(map(shown, broken))


def batch(count: int, start: int) -> Outcome:
    """Some broken files; a failure is a traceback, silence, or problems that all point elsewhere."""
    told = run(start, count)
    wrong = [f"[{each.verdict}]\n{shown(each)}" for each in told if each.verdict not in ("found", "right")]
    return Outcome(sum(each.verdict != "right" for each in told), wrong, Counter(each.verdict[:9] for each in told))


if __name__ == "__main__":
    if sys.argv[1:] == ["--renew"]:
        GOLDEN.write_text(golden(), encoding="utf-8")
    else:
        sys.exit(soaking.main(batch, 20, 2_000))
