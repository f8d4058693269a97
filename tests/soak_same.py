"""Soak: what is decided alike is counted alike, whatever rules are called and however they are written.

    python tests/soak_same.py --runs 2000 --seed 2026

Each world (of soak_completions) has two policies and a baseline. They are written again: rules and policies renamed,
rules and files in another order, `extends` written out, conditions replaced by ones that are equal also where facts are
missing; and, by themselves, by ones that are equal only where all is known. Every area must keep its group; where
conditions are equal whatever is known, so must all that is counted: what changes and which insatser, residents,
verdicts by insats, measures of need, kronor, what each field and each body gains and loses, and (of some worlds)
regions and what a rendered report counts. Policies that `prove` calls equal are unchanged in every area, are measured
alike, and `region` has no conditions for them. Of some worlds, a policy beside itself written again is proved equal to
it, and every answer calls the two equal.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import case_files  # noqa: E402
import soak_completions as drawn  # noqa: E402
import soaking  # noqa: E402
from grund.analysis.compare.by_field import per_field  # noqa: E402
from grund.analysis.compare.comparison import CHANGES, GROUPS, Comparison, Reached, compare, residents  # noqa: E402
from grund.analysis.compare.handover import handovers  # noqa: E402
from grund.analysis.proofs.claims import prove  # noqa: E402
from grund.analysis.proofs.difference_regions import regions  # noqa: E402
from grund.budgeting.policy_budgets import budget  # noqa: E402
from grund.budgeting.targeting import Targeting, targeting  # noqa: E402
from grund.loading.scenario import load_scenario  # noqa: E402
from grund.model.scenario import Scenario  # noqa: E402
from grund.problems.problem import GrundError  # noqa: E402
from grund.report import sections  # noqa: E402
from grund.report.outlines import outlines_of  # noqa: E402
from grund.report.page import page  # noqa: E402
from grund.report.places import places  # noqa: E402
from grund.report.request import ReportRequest  # noqa: E402
from soak_completions import Raw  # noqa: E402
from soaking import Outcome  # noqa: E402

NAMES: Final = ("p", "q", "noll")
_KNOWN: Final = tuple(atom for atom in drawn.ATOMS if not {"f", "h", "w", "missing"} & {*atom.split()})
"""Conditions that are true or false where every fact is known: none that divides, as `f` and `h` do, or `w` by weights,
of which there may be none."""

REGIONAL: Final = 20
"""The regions of every so many worlds are compared: they take the solver longest."""
BESIDE: Final = 4
"""In every so many worlds a policy stands beside itself written again."""
_FOLK: Final[Raw] = {"type": "number", "min": "0", "max": "50"}
_PRICE: Final[Raw] = {"min": "0", "max": "9", "values": [{"value": "7"}]}
_COSTS: Final[Raw] = {"drift": {"label": "drift", "unit_cost": "pris"}}
_QUANTITIES: Final = {"i": "folk", "j": "param.g + n"}
_SCENARIO: Final = """\
scenario: s
label: s
world: world
day: 2026-01-01
policies: [{policies}]
{baseline}level: del
residents: folk
source: s
budget:
  years: [2026, 2027]
  need: {{where: "b or n >= 2", weight: "n", assumption: true, note: s}}
"""


def drawn_world(dice: random.Random) -> Raw:
    """A world of soak_completions with residents, amounts and prices."""
    raw = drawn.drawn(dice)
    words = raw["vocabulary"]
    words = words | {
        "attributes": words["attributes"] | {"folk": _FOLK},
        "parameters": words["parameters"] | {"pris": _PRICE},
    }
    insatser = {name: _costed(name) for name in raw["insatser"]}
    facts = raw["world"]["facts"]
    folk = {area: {"folk": str(dice.randrange(51))} for area in ("d1", "d2") if dice.random() < 0.8}
    facts = {area: facts.get(area, {}) | folk.get(area, {}) for area in {**facts, **folk}}
    return raw | {"vocabulary": words, "insatser": insatser, "world": raw["world"] | {"facts": facts}}


def _costed(name: str) -> Raw:
    quantity = {"formula": _QUANTITIES[name], "unit": "st", "source": "s"}
    return {"label": name, "level": "del", "source": "s", "quantity": quantity, "costs": deepcopy(_COSTS)}


def scenario_of(raw: Raw, folder: Path, policies: tuple[str, ...], baseline: str) -> Scenario:
    """The world as a scenario with a need and a budget, counted from a baseline or from nothing."""
    files = {f"rules/{name}" if name[:6] == "rules/" else name: text for name, text in case_files.files(raw).items()}
    case_files.write(files, folder)
    line = f"baseline: {baseline}\n" if baseline else ""
    text = _SCENARIO.format(policies=", ".join(policies), baseline=line)
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    return load_scenario(folder / "s.yaml")


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

    def fail(self, text: str) -> None:
        """A world in which it did not hold."""
        self.failing.append(text)


def hold(worlds: int, start: int, proofs: bool = True, first: int = 0) -> Counts:
    """Hold the property on random worlds; each is drawn by its seed and number alone."""
    counts = Counts()
    for i in range(first, first + worlds):
        dice = random.Random(f"{start} {i}")
        raw = drawn_world(dice)
        baseline = dice.choice(("noll", ""))
        regional = proofs and i % REGIONAL == 0
        wanted = _counted(raw, baseline, regional)
        if wanted is None:
            counts.held["rules in conflict"] += 1
            continue
        way = list(WAYS)[i % len(WAYS)]
        _held(counts, way, wanted, WAYS[way](raw, dice), baseline, regional)
        several = renamed(equal(shuffled(flattened(raw, dice), dice), dice), dice)
        _held(counts, "all but the last together", wanted, several, baseline, regional)
        if proofs:
            _proved(counts, raw, baseline)
        if proofs and i % BESIDE == 1:
            _proved_beside(counts, raw, dice, baseline)
    return counts


def _counted(raw: Raw, baseline: str, regional: bool) -> dict[str, Hashable] | None:
    """All that is counted, by what it is; None where rules are in conflict."""
    names = raw.get("names", {name: name for name in NAMES})
    with tempfile.TemporaryDirectory() as folder:
        scenario = scenario_of(raw, Path(folder), tuple(names.values()), names.get(baseline, ""))
    a, b = names["p"], names["q"]
    try:
        found = compare(scenario, a, b)
        return {
            "groups": tuple((r.area.id, r.group, r.change, r.a, r.b) for r in found.sides[0].areas),
            "withdrawn": tuple((r.area.id, r.withdraws_a, r.withdraws_b) for r in found.sides[0].areas),
            "moved": tuple((r.area.id, r.gained, r.lost) for r in found.sides[0].areas),
            "people": _people(found),
            "insatser": _insatser(found),
            "measures": tuple(repr(each.measures) for each in targeting(found)),
            "kronor": _kronor(scenario, a, b),
            "fields": _fields(found),
            "bodies": _bodies(found),
            "regions": _regional(scenario, a, b) if regional else (),
            "report": _reported(found) if regional else (),
        }
    except GrundError:
        return None


def _people(found: Comparison) -> Hashable:
    """Residents, known and unknown, by group and by change."""
    (side,) = found.sides
    listed = [*(side.group(g) for g in GROUPS), *(side.changed(c) for c in CHANGES)]
    people = [residents(found.scenario, [r.area for r in members]) for members in listed]
    return tuple((each.people, each.unknown) for each in people)


def _insatser(found: Comparison) -> Hashable:
    """The verdicts and groups of each insats, and which count."""
    (side,) = found.sides
    rows = [(i.insats.id, str(i.a), str(i.b), str({g: len(v) for g, v in i.groups.items()})) for i in side.insatser]
    return tuple(rows), side.counted


def _kronor(scenario: Scenario, a: str, b: str) -> Hashable:
    """What each of the policies costs, by year and insats: all of it, and what differs from the baseline."""
    sides = [side for own in (False, True) for side in budget(scenario, [a, b], own=own).sides]
    return tuple(tuple(sorted((key, repr(money)) for key, money in s.by("year", "insats").items())) for s in sides)


def _fields(found: Comparison) -> Hashable:
    """The areas of each field by their group."""
    (side,) = found.sides
    return tuple(
        (each.id, group, tuple(area.id for area in each.group(group)))
        for each in per_field(found.scenario, found.a, found.b, side.reading)
        for group in GROUPS
    )


def _bodies(found: Comparison) -> Hashable:
    """What each body gains and loses."""
    (side,) = found.sides
    return tuple(
        (each.body, turn, insats, tuple(area.id for area in areas))
        for each in handovers(found.scenario, found.a, found.b, side.reading)
        for turn, by in each.turns.items()
        for insats, areas in by.items()
    )


def _regional(scenario: Scenario, a: str, b: str) -> Hashable:
    """The real areas of each region, and whether any possible one is in it."""
    return tuple(
        (r.kind, bool(r.cubes), tuple(x.id for _, areas in r.areas for x in areas)) for r in regions(scenario, a, b)
    )


def _reported(found: Comparison) -> Hashable:
    """What the data of a rendered report count: the group of each area, its residents, and the steps of thresholds."""
    made = sections.report(ReportRequest(found, places(found.scenario), outlines_of(found.scenario), (), ""))
    data, rendered = made.data, page(made, "sv")
    assert rendered.startswith(b"<!")
    levers = [
        {key: lever[key] for key in ("id", "now", "first", "changes", "counts", "people")} for lever in data["levers"]
    ]
    return repr((data["ids"], data["groups"], data["areas"], levers))


def _held(counts: Counts, way: str, wanted: dict[str, Hashable], raw: Raw, baseline: str, regional: bool) -> None:
    counts.held[way] += 1
    found = _counted(raw, baseline, regional)
    if found is None:  # what conflicts only where more is known is not compared
        return
    kinds = ("groups",) if way == "known" else tuple(wanted)
    unlike = [kind for kind in kinds if found[kind] != wanted[kind]]
    if unlike:
        given = {k: v for k, v in raw.items() if k != "names"}
        said = "; ".join(f"{kind}: {found[kind]} and not {wanted[kind]}" for kind in unlike)
        counts.fail(f"{way} {baseline}: {said}\n{case_files.text(given)}")


def _proved(counts: Counts, raw: Raw, baseline: str) -> None:
    """What is proved equal changes nowhere, is measured alike, and has no region.

    Amounts may differ though decisions do not: a policy may set what a quantity reads.
    """
    with tempfile.TemporaryDirectory() as folder:
        scenario = scenario_of(raw, Path(folder), NAMES, baseline)
    (proved,) = prove(scenario, ["{policy: p, equal_to: q}"])
    counts.held[f"p and q: {proved.standing}"] += 1
    if proved.standing != "proved":
        return
    found = compare(scenario, "p", "q")
    wrong: list[object] = [r for side in found.sides for r in side.areas if _unequal(r, scenario)]
    a, b = (_of_need(each.measures) for each in targeting(found))
    wrong += [(a, b)] if a != b else []
    wrong += [r for r in regions(scenario, "p", "q") if r.cubes and r.kind != "undecided"]
    if wrong:
        counts.fail(f"proved equal: {wrong}\n{case_files.text(raw)}")


def _proved_beside(counts: Counts, raw: Raw, dice: random.Random, baseline: str) -> None:
    """A policy beside itself written again: it is proved equal, and every answer calls the two equal.

    What is equal only where all is known gets the same groups; the rest the same everything. A threshold that a policy
    sets itself and nobody knows would be two unknowns.
    """
    way = dice.choice(("flattened", "equal", "known", "all but the last together"))
    again = renamed(equal(flattened(raw, dice), dice) if way[:3] == "all" else WAYS[way](raw, dice), dice)
    names = again["names"]
    both = raw | {"policies": raw["policies"] | shuffled(again, dice)["policies"]}
    with tempfile.TemporaryDirectory() as folder:
        scenario = scenario_of(both, Path(folder), (*NAMES, *names.values()), baseline)
    for name in ("p", "q"):
        mine, other = scenario.policy(name).parameters["g"], scenario.policy(names[name]).parameters["g"]
        if mine.values[0].value is None and mine.says != other.says:
            counts.held["beside itself: two unknowns"] += 1
            continue
        counts.held[f"beside itself: {way}"] += 1
        unlike = _beside(scenario, name, names[name], way == "known")
        if unlike:
            counts.fail(f"{name} beside itself, {way}, {baseline}: {unlike}\n{case_files.text(both)}")


def _beside(scenario: Scenario, one: str, other: str, known_only: bool) -> list[object]:
    """What tells a policy from itself written again."""
    (proved,) = prove(scenario, [f"{{policy: {one}, equal_to: {other}}}"])
    if proved.standing != "proved":
        return [proved]
    found = compare(scenario, one, other)
    (side,) = found.sides
    wrong: list[object] = [r for r in side.areas if r.change != "unchanged" or r.a != r.b or r.gained or r.lost]
    wrong += [r for r in side.areas if r.group in ("only_a", "only_b")]
    wrong += [r for r in regions(scenario, one, other) if r.cubes and r.kind != "undecided"]
    wrong += handovers(scenario, found.a, found.b, side.reading)
    for field_ in per_field(scenario, found.a, found.b, side.reading):
        wrong += [(field_.id, area.id, a, b) for area, a, b in field_.areas if a != b]
    measures = [_of_need(each.measures) if known_only else each.measures for each in targeting(found)]
    money = [each.by("year", "insats") for each in budget(scenario, [one, other]).sides]
    for a, b in (measures, *([] if known_only else [money])):
        wrong += [(a, b)] if a != b else []
    return wrong


def _unequal(r: Reached, scenario: Scenario) -> bool:
    """Whether an area is told apart by policies that decide alike."""
    moved = r.change not in ("unchanged", "amounts", *(["unknown"] if _own_threshold(scenario) else []))
    return moved or r.a != r.b or r.group in ("only_a", "only_b") or bool(r.gained or r.lost)


def _own_threshold(scenario: Scenario) -> bool:
    """Whether a quantity may be another under each policy."""
    p, q = (scenario.policy(name).parameters["g"] for name in "pq")
    return p.says != q.says


def _of_need(measures: Targeting) -> Targeting:
    """The measures without that of the cost."""
    return replace(measures, spending=None)


def batch(worlds: int, start: int) -> Outcome:
    """Some worlds; which of the ways each is written again in turns on the seed."""
    counts = hold(worlds, start, first=start)
    return Outcome(worlds, counts.failing, counts.held)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 1, 2_000))
