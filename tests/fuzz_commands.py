"""Fuzz: every command, about random projects or those that are shipped; none may end in an internal error.

    python tests/fuzz_commands.py --runs 5000 --seed 2026
    python tests/fuzz_commands.py --about shipped

Projects are those of `random_projects`. Commands run as they are typed, in every format they have; now and then a word
is wrong. A refusal with a code is an answer; G901 and G905 are not, nor is an exit that says nothing.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import soaking  # noqa: E402
from grund.cli.app import _guarded  # noqa: E402 - the checkout's own engine, wherever this stands
from random_projects import Subject, project, shipped  # noqa: E402
from soaking import Outcome  # noqa: E402

FAULTS: Final = ("G901", "G902", "G905", "Traceback")
_TIMEOUT: Final = "200"
_EACH: Final = 16
"""How many commands a project is asked."""
_WRONG: Final = ("", "å", "finns-inte", "1e9", "-1", "2026-13-01", "null", "a,b", "*", "../..")
_FORMATS: Final = ("json", "csv", "md", "table", "html", "xlsx", "parquet", "arrow", "sql")
_CELLS: Final = (
    "", " 3", "0", "2", "-4", "2,5", "1e3", "ja", "true", "False", "mellan", "svag", "nan", "2026-01-01", "x",
)  # fmt: skip
Words = list[str]
Dice = random.Random


def commands(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """Commands about a project, as they are typed; `live` and `verify` after what they read is made."""
    ways = [draw for draw in _WAYS for _ in range(3 if draw in (_pairs, _claims) else 1)]
    for draw in dice.choices(ways, k=_EACH):
        for words in draw(dice, asked, folder):
            yield _spoilt(dice, words + dice.choice(([], ["--lang", "en"])))


def _spoilt(dice: Dice, words: Words) -> Words:
    """The words, now and then with one of them wrong."""
    if dice.random() < 0.93 or len(words) < 2:
        return words
    at = dice.randrange(1, len(words))
    return [*words[:at], dice.choice(_WRONG), *words[at + 1 :]]


def _shown(dice: Dice) -> Words:
    """A format, a file for it, or all of it."""
    return dice.choice(([], [], ["--all"], ["--format", dice.choice(_FORMATS)], ["-o", f"ut.{dice.choice(_FORMATS)}"]))


def _when(dice: Dice) -> Words:
    """A day, now and then; what was known."""
    day = dice.choice(("1999-12-31", "2025-12-31", "2026-03-01", "2030-01-01"))
    return dice.choice(([], [], [], ["--day", day], ["--known", day]))


def _condition(dice: Dice, asked: Subject) -> str:
    shared = [name for names in (*asked.own.values(), asked.shared) for name in names]
    compared = [f"{number} >= param.{name}" for number in asked.numbers[:2] for name in shared]
    return dice.choice([*asked.tests, *compared])


def _pairs(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """About two policies."""
    a, b = dice.sample(asked.policies, 2)
    both, limited = ["--policy", a, "--policy", b], ["--timeout", _TIMEOUT]
    insats = dice.choice(asked.insatser)
    words = dice.choice((
        ["region", a, b, *limited], ["region", a, b, "--insats", insats, *limited], ["compare", a, b], ["diff", a, b],
        ["compare", a, b, "--pairs"], ["compare", *asked.policies], ["near", *both], ["budget", *both], ["run", *both],
        ["timeline", *both, "--from", "2025-12-01", "--to", "2026-02-01"],
        ["compare", a, b, "--residents", dice.choice(asked.attributes)],
    ))  # fmt: skip
    yield [*words, *_when(dice), *_shown(dice)] if words[0] != "timeline" else [*words, *_shown(dice)]


def _claims(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """What a claim says, proved for every conceivable area."""
    a, b = dice.sample(asked.policies, 2)
    insats, name = dice.choice(asked.insatser), dice.choice(asked.attributes)
    parameter = dice.choice((*asked.shared, *asked.own[a], *asked.own[b]))
    where = _condition(dice, asked)
    claim = dice.choice((
        f"policy: {a}, equal_to: {b}",
        f"policy: {a}, never_less_than: {b}",
        f"policy: {a}, never_less_than: {b}, whatever: {{{parameter}: [0, 9]}}",
        f'policy: {a}, equal_to: {b}, insats: {insats}, where: "{where}"',
        f'policy: {a}, differs_from: {b}, insats: {insats}, exactly_where: "{where}"',
        f"policy: {a}, never_depends_on: {name}",
        f"policy: {a}, never_less_with_more: {name}",
        f"policy: {a}, insats: {insats}, some_rule_holds: true",
        f"policy: {a}, insats: {insats}, exactly_one_rule_holds: true",
        f'every: {asked.level}, where: "{where}", receives: {insats}, policy: {a}',
    ))  # fmt: skip
    yield ["prove", "--claim", claim, "--timeout", _TIMEOUT, *_shown(dice)]


def _singles(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """About one policy, an area, a body, a number."""
    policy, area, insats = dice.choice(asked.policies), dice.choice(asked.areas), dice.choice(asked.insatser)
    name, body, of = dice.choice(asked.attributes), dice.choice(asked.bodies), ["--policy", policy]
    parameter = dice.choice((*asked.shared, *asked.own[policy]))
    words = dice.choice((
        ["run"], ["run", *of], ["explain", area], ["explain", area, insats, *of], ["explain", area, name],
        ["explain", area, insats, *of, "--what-would-change"], ["near", *of], ["who", insats, area], ["body", body],
        ["gaps", *of], ["goals"], ["graph", *of], ["handlingsplan", policy], ["claims"], ["sweep", policy, parameter],
        ["sweep", policy, parameter, "--from", "0", "--to", "3"], ["index", name],
        ["index", name, "--set", f"{name}=2"],
        ["budget", "--years", "2027", *of], ["budget", "--own"], ["allocate", *of, "--years", "2027"],
        ["allocate", *of, "--total", "10000", "--method", dice.choice(("priority", "waterfill", "exact"))],
        ["handlingsplan", policy, "-o", "plan.xlsx"], ["budget", "-o", f"b.{dice.choice(('xlsx', 'sql', 'se'))}"],
    ))  # fmt: skip
    yield [*words, *_when(dice), *(_shown(dice) if "-o" not in words else [])]


def _others(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """Checks, lists, schemas, SQL, reports: each with options of its own."""
    policy, area, other = dice.choice(asked.policies), dice.choice(asked.areas), dice.choice(asked.policies)
    limited = ["--timeout", _TIMEOUT]
    lists = ("all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar", "bodies")
    yield dice.choice((
        ["check"], ["check", "--strict"], ["check", "--prove", *limited], ["check", "--format", "json"],
        ["check", "--format", "sarif"], ["check", "--format", "github"], ["prove", *limited], ["list"],
        ["list", dice.choice(lists), *_shown(dice)], ["test"], ["test", "--coverage"], ["test", "--format", "junit"],
        ["schema", dice.choice(("policy", "world", ""))], ["problem", dice.choice(("G203", "G901", "G999"))],
        ["sql", policy, "--dialect", dice.choice(("duckdb", "postgres", "tsql", "spark"))],
        ["sql", policy, "--insats", dice.choice(asked.insatser), "--create-view", "v"],
        ["report", policy, "-o", "r.html"], ["report", policy, other, "-o", "r.html"],
        ["report", policy, other, "--area", area, "-o", "r.html"],
        ["report", policy, "--chart", "c.svg", "--graphic", dice.choice(("hexagons", "accountability", "timeline"))],
        ["keep", f"{dice.choice(asked.insatser)}={dice.choice(asked.attributes)}", "--from", "2027-01-01"],
        ["keep", f"{dice.choice(asked.attributes)}={dice.choice(asked.attributes)}", "--from", "2027-01-01"],
        ["timeline", "s", area, *_shown(dice)], ["timeline", "--as-known"],
    ))  # fmt: skip


def _files(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """A file of areas, with cells of every kind."""
    columns = dice.sample(asked.attributes, min(len(asked.attributes), dice.randint(1, 5)))
    comma = dice.choice(",;")
    cells = (dice.sample(_CELLS, 3), _CELLS)[dice.random() < 0.3]
    rows = [[f"r{n}", *(dice.choice(cells) for _ in columns)] for n in range(dice.choice((0, 1, 3, 9)))]
    table = [["area", *columns], *([f'"{c}"' if "," in c else c for c in row] for row in rows)]
    (folder / "in.csv").write_text("".join(comma.join(row) + "\n" for row in table), encoding="utf-8")
    policy, other = dice.sample(asked.policies, 2)
    shown = ["--show", dice.choice(asked.attributes)]
    words = dice.choice((
        ["run"], ["run", *shown], ["run", "--on", "duckdb"], ["run", "--on", "duckdb", *shown],
        ["compare", policy, other],
    ))  # fmt: skip
    words += ["--policy", policy] if words[0] == "run" and dice.random() < 0.5 else []
    kept = ["--allow-unknown"] if words[0] == "run" and dice.random() < 0.5 else []
    yield [*words, "--input", "in.csv", *kept, *_shown(dice)]


def _kept(dice: Dice, asked: Subject, folder: Path) -> Iterator[Words]:
    """A record, verified; a journal, updated and asked."""
    if dice.random() < 0.3:
        yield ["run", "-o", "k.json", "--force"]
        yield ["verify", "k.json"]
        return
    (folder / "j.db").unlink(missing_ok=True)
    (folder / "j.db.head").unlink(missing_ok=True)
    area, name = dice.choice(asked.areas), dice.choice(asked.attributes)
    row = f"{area},{name},{dice.choice(_CELLS)},2026-01-01,true,n"
    (folder / "ny.csv").write_text(f"area,attribute,value,valid_from,illustration,note\n{row}\n", encoding="utf-8")
    yield ["live", "open", "j.db"]
    yield ["live", "update", "j.db", "ny.csv", *dice.choice(([], ["--dry-run"], ["--day", "2026-05-01"]))]
    yield ["live", *dice.choice((["show", "j.db"], ["why", "j.db", area], ["history", "j.db"])), *_shown(dice)]
    yield ["live", "history", "j.db", area, dice.choice(asked.insatser)]


_WAYS: Final[tuple[Callable[[Dice, Subject, Path], Iterator[Words]], ...]] = (
    _pairs, _claims, _singles, _singles, _singles, _others, _others, _files, _kept,
)  # fmt: skip


def ask(words: Words) -> tuple[int, str]:
    """A command in the folder one is in: its exit code, and what it says on stderr."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _guarded(words, "en" if "en" in words else "sv")
    return code, err.getvalue()


def fuzz(wanted: int, seed: int, about: str = "random") -> tuple[Counter[str], list[str]]:
    """So many commands at least: how many of each, how they ended, and every fault with the project's number."""
    counts, faults = Counter[str](), list[str]()
    home, number = Path.cwd(), 0
    try:
        while counts["commands"] < wanted:
            number += 1
            dice = random.Random(f"{seed}/{number}")
            with tempfile.TemporaryDirectory() as folder:
                asked = (shipped if about == "shipped" else project)(dice, Path(folder))
                os.chdir(folder)
                for words in commands(dice, asked, Path(folder)):
                    begun = time.monotonic()
                    code, said = ask(words)
                    counts.update(["commands", words[0], f"exit {code}"])
                    counts["slower than 20 s"] += time.monotonic() - begun > 20
                    if any(fault in said for fault in FAULTS) or (code not in (0, 1) and not said.strip()):
                        faults.append(f"{seed}/{number}: exit {code}: {' '.join(words)}\n{said}")
                os.chdir(home)
    finally:
        os.chdir(home)
    return counts, faults


def batch(projects: int, start: int, about: str) -> Outcome:
    """A project at a time; a run is a command."""
    counts, faults = fuzz(projects * _EACH, start, about)
    return Outcome(counts.pop("commands"), faults, counts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 1, 5_000, {"about": ("random", "shipped")}))
