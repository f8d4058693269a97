"""Soak: what is decided alike is counted alike, whatever rules are called and however they are written.

    python tests/soak_same.py --worlds 2000 --seed 2026

Each world (of soak_completions) has two policies and a baseline. They are written again: rules and policies renamed,
rules and files in another order, `extends` written out, conditions replaced by ones that are equal also where facts are
missing; and, by themselves, by ones that are equal only where all is known. Every area must keep its group. Policies
that `prove` calls equal are unchanged in every area, and `region` has no conditions for them (unless they ask what is
missing).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import case_files  # noqa: E402
import soak_completions as drawn  # noqa: E402
from grund.completions import settle  # noqa: E402
from grund.problems import GrundError  # noqa: E402
from grund.regions import regions  # noqa: E402
from grund.statements import prove  # noqa: E402
from soak_completions import Raw  # noqa: E402

NAMES: Final = ("p", "q", "noll")
_KNOWN: Final = tuple(atom for atom in drawn.ATOMS if "f " not in atom and "missing" not in atom)
"""Conditions that are true or false where every fact is known: none that divides."""


# ── the same policies, written otherwise


def renamed(raw: Raw, dice: random.Random) -> Raw:
    """Other ids of rules and policies, in another order of the alphabet; `policies` says who is who."""
    found = deepcopy(raw)
    turned = {name: f"{letter}-{name}" for name, letter in zip(NAMES, dice.sample("abcxyz", 3), strict=True)}
    policies: Raw = {}
    for name, policy in found["policies"].items():
        for insats in policy.get("insatser", {}).values():
            for rule in insats["rules"]:
                rule["id"] = _other(rule["id"])
                if "exception_to" in rule:
                    rule["exception_to"] = [_other(target) for target in rule["exception_to"]]
        if "extends" in policy:
            policy["extends"] = turned[policy["extends"]]
        policies[turned[name]] = policy
    return found | {"policies": policies, "names": turned}


def _other(rule: str) -> str:
    return f"{'zyxwvutsrqponmlkjihgfedcba'[ord(rule[0]) - 97]}-{rule}"


def shuffled(raw: Raw, dice: random.Random) -> Raw:
    """Rules, insatser and files in another order."""
    found = deepcopy(raw)
    for policy in found["policies"].values():
        insatser = list(policy.get("insatser", {}).items())
        dice.shuffle(insatser)
        for _, insats in insatser:
            dice.shuffle(insats["rules"])
        if insatser:
            policy["insatser"] = dict(insatser)
    policies = list(found["policies"].items())
    dice.shuffle(policies)
    return found | {"policies": dict(policies)}


def flattened(raw: Raw, dice: random.Random) -> Raw:
    """Every policy with its inherited insatser and parameters written out.

    An inherited threshold that is overridden and unknown stays inherited: written twice it would be two unknowns.
    """
    found = deepcopy(raw)
    policies = found["policies"]
    for name in NAMES:
        policy = policies[name]
        above = policies.get(policy.get("extends", ""))
        if above is None or _unknown(above):
            continue
        del policy["extends"]
        policy["insatser"] = deepcopy(above["insatser"]) | policy.get("insatser", {})
        if "parameters" in above:
            policy.setdefault("parameters", deepcopy(above["parameters"]))
    return found


def _unknown(policy: Raw) -> bool:
    """Whether what it hands down cannot be written again: it inherits itself, or its own threshold is unknown."""
    threshold = policy.get("parameters", {}).get("g", {"values": [{}]})["values"][0].get("value")
    return "extends" in policy or threshold == "unknown"


def equal(raw: Raw, dice: random.Random) -> Raw:
    """Conditions that are equal whatever is known."""
    forms: tuple[Callable[[str], str], ...] = (
        lambda x: f"not (not ({x}))",
        lambda x: f"({x}) and true",
        lambda x: f"({x}) or (({x}) and ({drawn.condition(dice, 1)}))",
        lambda x: f"if ({x}) then true else false",
        lambda x: f"({x}) = true",
        lambda x: f"false or ({x})",
    )
    return _conditions(raw, lambda x: dice.choice(forms)(_rewritten(x)))


def _rewritten(text: str) -> str:
    """The same comparisons in other words."""
    words = {
        "n >= 2": "not (n < 2)", "k in (ingen, svar)": "(k = svar or k = ingen)", "f >= 1": "not (f < 1)",
        "n between 1 and 2": "(n >= 1 and n <= 2)", "n = m": "m = n", "f < 1.5": "1.5 > f",
        "k = svar": "not (k in (ingen, utsatt))", "n + m >= 3": "3 <= m + n",
    }  # fmt: skip
    for one, other in words.items():
        text = text.replace(one, other)
    return text


def known(raw: Raw, dice: random.Random) -> Raw:
    """Conditions that are equal where all is known."""

    def form(text: str) -> str:
        other = dice.choice(_KNOWN)
        return dice.choice((f"({text}) and ({other} or not ({other}))", f"({text}) or ({other} and not ({other}))"))

    return _conditions(raw, form)


def _conditions(raw: Raw, form: Callable[[str], str]) -> Raw:
    found = deepcopy(raw)
    for policy in found["policies"].values():
        for insats in policy.get("insatser", {}).values():
            for rule in insats["rules"]:
                for key in ("when", "unless"):
                    if key in rule:
                        rule[key] = form(rule[key])
    return found


WAYS: Final = {"renamed": renamed, "shuffled": shuffled, "flattened": flattened, "equal": equal, "known": known}


# ── held together


@dataclass
class Counts:
    """What was held, and every world in which it did not hold."""

    held: Counter[str] = field(default_factory=Counter)
    failing: list[str] = field(default_factory=list)

    def shown(self) -> str:
        """The counts, a line for each."""
        rows = [f"{name}: {n}" for name, n in sorted(self.held.items())]
        return "\n".join([*rows, f"failing: {len(self.failing)}"])


def hold(worlds: int, start: int, proofs: bool = True) -> Counts:
    """Hold the property on random worlds."""
    counts = Counts()
    dice = random.Random(start)
    for i in range(worlds):
        raw = drawn.drawn(dice)
        baseline = dice.choice(("noll", ""))
        wanted = _groups(raw, baseline)
        if wanted is None:
            counts.held["rules in conflict"] += 1
            continue
        way = list(WAYS)[i % len(WAYS)]
        _held(counts, way, wanted, WAYS[way](raw, dice), baseline)
        several = renamed(equal(shuffled(flattened(raw, dice), dice), dice), dice)
        _held(counts, "all but the last together", wanted, several, baseline)
        if proofs:
            _proved(counts, raw)
    return counts


def _groups(raw: Raw, baseline: str) -> dict[str, Hashable] | None:
    """The group of each area; None where rules are in conflict."""
    names = raw.get("names", {name: name for name in NAMES})
    asked = tuple(names[name] for name in ("p", "q", baseline) if name)
    with tempfile.TemporaryDirectory() as folder:
        scenario = drawn.scenario_of(raw, Path(folder), tuple(names.values()))
    policies = tuple(scenario.policy(name) for name in asked)
    try:
        found = settle(scenario, policies, (), "del", scenario.today.by_level["del"], drawn.grouping(*asked))
    except GrundError:
        return None
    return {area: settled.value for area, settled in found.items()}


def _held(counts: Counts, way: str, wanted: dict[str, Hashable], raw: Raw, baseline: str) -> None:
    counts.held[way] += 1
    found = _groups(raw, baseline)
    if found is not None and found != wanted:  # what conflicts only where more is known is not compared
        given = {k: v for k, v in raw.items() if k != "names"}
        counts.failing.append(f"{way} {baseline}: {found} and not {wanted}\n{case_files.text(given)}")


def _proved(counts: Counts, raw: Raw) -> None:
    """What is proved equal is unchanged everywhere, and has no region.

    A proof holds every fact known, so policies that ask whether one is missing may differ where it is.
    """
    if any(f"{name} is missing" in str(raw["policies"]) for name in "bn"):
        counts.held["p and q: ask what is missing"] += 1
        return
    with tempfile.TemporaryDirectory() as folder:
        scenario = drawn.scenario_of(raw, Path(folder), NAMES)
    (proved,) = prove(scenario, ["{policy: p, equal_to: q}"])
    counts.held[f"p and q: {proved.standing}"] += 1
    if proved.standing != "proved":
        return
    policies = (scenario.policy("p"), scenario.policy("q"))

    def change(matrix: drawn.Matrix) -> Hashable:
        return drawn.grouping("p", "q")(matrix)[1]  # type: ignore[index]

    settled = settle(scenario, policies, (), "del", scenario.today.by_level["del"], change)
    wrong = [s for s in settled.values() if s.value != (False, False)]
    if wrong or any(r.cubes for r in regions(scenario, "p", "q") if r.kind in ("gains", "loses", "swaps")):
        counts.failing.append(f"proved equal: {wrong}\n{case_files.text(raw)}")


def main() -> None:
    """The long form."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=date.today().toordinal())
    given = parser.parse_args()
    counts = hold(given.worlds, given.seed)
    print(counts.shown())
    print("\n".join(counts.failing[:3]))
    sys.exit(bool(counts.failing))


if __name__ == "__main__":
    main()
