"""Fuzz: commands about two policies of random projects; none may end in an internal error.

    python tests/fuzz_pairs.py --commands 5000 --seed 2026

A project is one of `derivations` (an attribute of every kind, a world with what is missing, late and corrected), with
three policies drawn for it: the one declares a parameter that the other does not, overrides one, leaves it unknown or
dated; the one decides an insats that the other does not, extends it, or has nothing in common with it. Commands run as
they are typed. A refusal with a code is an answer; G901 and G905 are not.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import derivations  # noqa: E402
from case_files import files, write  # noqa: E402
from derivations import Raw  # noqa: E402
from grund.cli import app  # noqa: E402

FAULTS: Final = ("G901", "G902", "G905", "Traceback")
_TIMEOUT: Final = "200"
_EACH: Final = 12
"""How many commands a project is asked."""
_DECIDED: Final = ("i_one", "i_two", "i_three")
_SCENARIO: Final = """\
scenario: s
label: S
world: city
day: {day}
policies: [a, b]
level: del
source: s
claims:
  - {{id: c1, label: C, check: {{policy: a, never_less_than: b}}, source: s}}
  - {{id: c2, label: C, check: {{every: del, where: "{test}", receives: {insats}, policy: a}}, source: s}}
"""


def project(dice: random.Random, folder: Path) -> Raw:
    """A project written to a folder; what it holds."""
    raw = derivations.world(dice)
    able = {name: given for name, given in raw["derived"].items() if "fired" not in f"{name} {given}"}
    kept = _below(able, dice.sample(sorted(able), 5))
    raw["derived"] = {name: given for name, given in able.items() if name in kept}
    raw["derived"] |= {
        "over_limit": {"type": "bool", "test": "n >= param.g"},
        "scaled": {"type": "number", "decimals": 2, "min": -10_000, "max": 10_000, "formula": "n / max(param.g, 1)"},
    }
    raw["vocabulary"]["parameters"] = {"g": raw["vocabulary"]["parameters"]["g"]}
    raw["insatser"] = dict.fromkeys(_DECIDED, "del")
    tests = [*derivations.NAMES.tests, *_tests(raw["derived"])]
    raw["policies"] = {
        "a": _policy(dice, tests, "ga"),
        "b": _policy(dice, tests, "gb"),
        "c": _policy(dice, tests, "ga"),
    }
    if dice.random() < 0.4:
        _extend(dice, raw["policies"])
    homes = {"rules": "rules/city", "world": "scenarios/city"}
    held = {homes[path.partition("/")[0]] + "/" + path.partition("/")[2]: text for path, text in files(raw).items()}
    held["scenarios/city/world.yaml"] = "world: city\nlabel: C\nrules: city\n"
    write(held, folder)
    text = _SCENARIO.format(
        day=raw["day"], test=dice.choice(tests), insats=next(iter(raw["policies"]["a"]["insatser"]))
    )
    (folder / "scenarios" / "s.yaml").write_text(text, encoding="utf-8")
    (folder / "scenarios" / "DEFAULT").write_text("s\n", encoding="utf-8")
    return raw


def _below(derived: Raw, kept: list[str]) -> set[str]:
    """Some attributes, and those that their texts name."""
    found, queue = set[str](), list(kept)
    while queue:
        name = queue.pop()
        if name in derived and name not in found:
            found.add(name)
            queue += [other for other in derived if other in str(derived[name])]
    return found


def _tests(derived: Raw) -> Iterator[str]:
    """A condition about every derived attribute of the level."""
    for name, given in derived.items():
        if "del" in given.get("level", ["del"]):
            said = {"bool": name, "klass": f"{name} >= mellan", "date": f"{name} > 2025-12-31"}
            yield said.get(given["type"], f"{name} >= param.g")


def _policy(dice: random.Random, tests: list[str], own: str) -> Raw:
    """A policy with parameters of its own, and some of the insatser."""
    parameters = {}
    if dice.random() < 0.7:
        parameters[own] = _parameter(dice) | {"min": "0", "max": "9"}
    if dice.random() < 0.4:
        parameters["g"] = _parameter(dice)
    reads = [*tests, *(f"n >= param.{name}" for name in parameters), *(f"m < param.{name}" for name in parameters)]
    insatser = dice.sample(_DECIDED, dice.randint(1, 3))
    return {"parameters": parameters, "insatser": {name: _ruling(dice, reads, name) for name in insatser}}


def _parameter(dice: random.Random) -> Raw:
    value = {"value": "unknown", "note": "n"} if dice.random() < 0.4 else {"value": dice.choice("0259")}
    if dice.random() < 0.3:
        return {"values": [value, {"from": "2026-01-01", "value": dice.choice("137")}]}
    return {"values": [value]}


def _ruling(dice: random.Random, tests: list[str], name: str) -> Raw:
    """Rules of which two may conflict, now and then; an exception, now and then."""
    first, second, third = (dice.choice(tests) for _ in range(3))
    rules: list[Raw] = [{"id": f"{name}-1", "when": f"{first} and not ({second})"}]
    if dice.random() < 0.6:
        rules.append({"id": f"{name}-2", "when": second, "then": "no", "exception_to": [f"{name}-1"]})
    if dice.random() < 0.3:
        rules.append({"id": f"{name}-3", "when": third, "unless": first, "from": "2025-12-31"})
    return {"otherwise": "no" if dice.random() < 0.8 else "yes", "rules": rules}


def _extend(dice: random.Random, policies: Raw) -> None:
    """The second extends the first: what it decides itself replaces what it inherits."""
    policies["b"]["extends"] = "a"
    inherited = policies["a"]["parameters"].keys() & policies["b"]["parameters"].keys()
    for name in inherited:
        policies["b"]["parameters"][name] = _parameter(dice)


def commands(dice: random.Random, raw: Raw) -> Iterator[list[str]]:
    """Commands about two policies, as they are typed."""
    a, b = dice.choice([("a", "b"), ("b", "a"), ("a", "c"), ("c", "b"), ("b", "c")])
    insats = [dice.choice(_DECIDED)]
    named = [name for policy in (a, b) for name in raw["policies"][policy]["parameters"]]
    limited = ["--timeout", _TIMEOUT]
    where = dice.choice([*derivations.NAMES.tests, *(f"n >= param.{name}" for name in (*named, "g"))])
    claims = [
        f"policy: {a}, equal_to: {b}",
        f"policy: {a}, never_less_than: {b}",
        f"policy: {a}, never_less_than: {b}, whatever: {{{dice.choice([*named, 'g'])}: [0, 9]}}",
        f'policy: {a}, equal_to: {b}, insats: {insats[0]}, where: "{where}"',
        f'policy: {a}, differs_from: {b}, insats: {insats[0]}, exactly_where: "{where}"',
        f"policy: {a}, never_depends_on: {dice.choice(['n', 'k', 'over_limit', 'scaled'])}",
        f"policy: {a}, never_less_with_more: {dice.choice(['n', 'k', 'scaled'])}",
        f'every: del, where: "{where}", receives: {insats[0]}, policy: {a}',
    ]
    area = dice.choice(sorted(raw["world"]["areas"]))
    both = ["--policy", a, "--policy", b]
    ways = [
        ["region", a, b, *limited], ["region", a, b, "--insats", *insats, *limited], ["compare", a, b],
        ["prove", *limited], ["check", "--prove", *limited], ["near", *both], ["diff", a, b],
        ["report", a, b, "-o", "r.html"], ["budget", *both], ["claims"], ["run", *both],
        ["timeline", *both, "--from", "2025-12-01", "--to", "2026-02-01"], ["gaps", "--policy", a],
        ["explain", area, *insats, "--policy", b], ["explain", area, *insats, "--policy", a, "--what-would-change"],
        ["sweep", a, dice.choice([*named, "g"])], ["list", "policies"],
    ]  # fmt: skip
    ways += [["prove", "--claim", claim, *limited] for claim in claims]
    for words in dice.sample(ways, _EACH):
        yield [*words, *dice.choice(([], ["--lang", "en"]))]


def ask(words: list[str]) -> tuple[int, str]:
    """A command in the folder one is in: its exit code, and what it says on stderr."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = app._guarded(words, "sv")
    return code, err.getvalue()


def fuzz(wanted: int, seed: int) -> tuple[Counter[str], list[str]]:
    """So many commands at least: how many of each, how they ended, and every fault with the project's number."""
    counts, faults = Counter[str](), list[str]()
    home, number = Path.cwd(), 0
    try:
        while counts["commands"] < wanted:
            number += 1
            dice = random.Random(f"{seed}/{number}")
            with tempfile.TemporaryDirectory() as folder:
                raw = project(dice, Path(folder))
                os.chdir(folder)
                for words in commands(dice, raw):
                    code, said = ask(words)
                    counts.update(["commands", words[0], f"exit {code}"])
                    if any(fault in said for fault in FAULTS):
                        faults.append(f"{seed}/{number}: {' '.join(words)}\n{said}")
                os.chdir(home)
    finally:
        os.chdir(home)
    return counts, faults


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    counts, faults = fuzz(given.commands, given.seed)
    for name, count in sorted(counts.items()):
        print(f"{name:<12} {count:>6}")
    print("\n".join(faults) or "no internal error")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
