"""Soak: what an area's group is settled as, is what trying every completion of a small world says.

    python tests/soak_completions.py --runs 400 --seed 2026

A world has two areas, two areas that overlap them, domains of at most four values, facts of which half are missing, and
two policies and a baseline that share some rules. The oracle gives every missing fact and unknown parameter each value
of its domain in turn and reads the rules again, with functions of its own; the group has to be the same, and every step
has to be right about what it says. The counts show how often each step settles.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import case_files  # noqa: E402
import soaking  # noqa: E402
from grund.analysis.completions.settle import Matrix, settle  # noqa: E402
from grund.engines import interpreter  # noqa: E402
from grund.engines.run import frame_of  # noqa: E402
from grund.language.intervals import unscaled  # noqa: E402
from grund.language.operators import applied  # noqa: E402
from grund.loading.scenario import load_scenario  # noqa: E402
from grund.model.absences import NO_VALUE  # noqa: E402
from grund.model.arithmetic import Observed, aggregate, ratio  # noqa: E402
from grund.model.derivations import Formula, Over, PowerMean, Test, Transform  # noqa: E402
from grund.model.expressions import Expr, Literal, Operation, Reference, Value, domain  # noqa: E402
from grund.model.facts import Area, Fact  # noqa: E402
from grund.model.policies import Parameter, Policy, Ruling  # noqa: E402
from grund.model.scenario import Scenario  # noqa: E402
from grund.model.transforms import power_mean, transformed  # noqa: E402
from grund.problems.problem import GrundError  # noqa: E402
from soaking import Outcome  # noqa: E402

Raw = dict[str, Any]
Key = tuple[str, str]
Rows = set[tuple[tuple[Key, bool | None], ...]]
Classify = Callable[[Matrix], Hashable]
MOST: Final = 3_000
"""A world with more completions than this is drawn again."""

VOCABULARY: Final[Raw] = {
    "levels": {"del": {}, "polis": {}},
    "shares": {"andel": {}, "vikt": {}},
    "types": {"klass": {"enum": ["ingen", "utsatt", "svar"], "ordered": "true"}},
    "attributes": {
        "b": {"type": "bool"}, "c": {"type": "bool"}, "k": {"type": "klass"},
        "n": {"type": "number", "min": "0", "max": "3"}, "m": {"type": "number", "min": "0", "max": "2"},
        "pb": {"level": "polis", "type": "bool"}, "pn": {"level": "polis", "type": "number", "min": "0", "max": "2"},
    },
    "derived": {
        "f": {"type": "number", "decimals": "1", "min": "0", "max": "10", "formula": "n / m"},
        "h": {"type": "number", "decimals": "1", "min": "0.5", "max": "1", "clamp": "true", "formula": "n / m"},
        "o": {"type": "bool", "over": "overlaps", "to": "polis", "share": "andel", "more_than": "0.1", "of": "pb",
              "aggregate": "any"},
        "e": {"type": "number", "decimals": "1", "min": "0", "max": "9", "mean": {"n": "1", "m": "2"},
              "method": "geometric"},
        "l": {"type": "number", "decimals": "1", "min": "-9", "max": "9", "transform": "ln", "of": "n"},
        "t": {"type": "bool", "test": "b and not c"},
        "w": {"type": "number", "decimals": "1", "min": "0", "max": "2", "over": "overlaps", "to": "polis",
              "share": "vikt", "of": "pn", "aggregate": "mean", "weighted": "true"},
    },
}  # fmt: skip
ATOMS: Final = (
    "b", "c", "t", "o", "k >= utsatt", "k = svar", "n >= 2", "n < param.g", "n = m", "f >= 1", "f < 1.5", "m > 0",
    "n + m >= 3", "n is missing", "b is missing", "k in (ingen, svar)", "n between 1 and 2", "f is not missing",
    "h > 0.5", "h < 1", "e >= 1.5", "l < 0.5",
    "param.g >= 2", "true", "w >= 1", "w is missing",
)  # fmt: skip
POLICIES: Final = ("p", "q", "noll")


# ── worlds


def drawn(dice: random.Random, nothing: bool = False) -> Raw:
    """A world and its policies, as a case; with `nothing`, some facts and shares are said to be not applicable."""
    return {
        "name": "found", "note": "found by tests/soak_completions.py", "vocabulary": _vocabulary(dice),
        "insatser": {"i": "del", "j": "del"}, "policies": _policies(dice), "world": _world(dice, nothing),
    }  # fmt: skip


def _vocabulary(dice: random.Random) -> Raw:
    return VOCABULARY | {"parameters": {"g": {"min": "0", "max": "3", "values": [{"value": _threshold(dice)}]}}}


def _threshold(dice: random.Random) -> str:
    return dice.choice(("unknown", "unknown", "1", "2"))


def _policies(dice: random.Random) -> Raw:
    found: Raw = {}
    for name in POLICIES:
        insatser = {i: _insats(dice, f"{name}{i}") for i in ("i", "j") if dice.random() < 0.7}
        above = [other for other in found if dice.random() < 0.6]
        found[name] = {"extends": above[-1]} if above else {}
        if insatser or not above:
            found[name]["insatser"] = insatser or {"i": _insats(dice, f"{name}i")}
        if dice.random() < 0.25:
            found[name]["parameters"] = {"g": {"values": [{"value": _threshold(dice)}]}}
    return found


def _insats(dice: random.Random, name: str) -> Raw:
    rules: list[Raw] = [{"id": f"{name}1", "when": condition(dice, 2)}]
    if dice.random() < 0.4:
        rules.append({"id": f"{name}2", "when": condition(dice, 1)})
    if dice.random() < 0.4:
        rules.append({"id": f"{name}3", "when": condition(dice, 1), "exception_to": [f"{name}1"], "then": "no"})
    if dice.random() < 0.2:
        rules[0]["unless"] = condition(dice, 1)
    if dice.random() < 0.2:
        turned = {"yes": "no", "no": "yes"}
        return {"otherwise": "yes", "rules": [r | {"then": turned[r.get("then", "yes")]} for r in rules]}
    return {"otherwise": "no", "rules": rules}


def condition(dice: random.Random, depth: int) -> str:
    """A random condition."""
    if depth == 0 or dice.random() < 0.3:
        return dice.choice(ATOMS)
    left, right = condition(dice, depth - 1), condition(dice, depth - 1)
    form = dice.choice(("{} and {}", "{} or {}", "not ({})", "if {} then {} else {}", "({}) = ({})"))
    texts = (left, right, condition(dice, depth - 1))
    return form.format(*(f"({text})" for text in texts))


def _world(dice: random.Random, nothing: bool) -> Raw:
    values = {"b": ("true", "false"), "c": ("true", "false"), "k": ("ingen", "utsatt", "svar")}
    values |= {"n": ("0", "1", "2", "3"), "m": ("0", "1", "2")}
    facts = {a: {n: dice.choice(v) for n, v in values.items() if dice.random() < 0.5} for a in ("d1", "d2")}
    facts |= {a: {"pb": dice.choice(("true", "false"))} for a in ("p1", "p2") if dice.random() < 0.5}
    facts |= {a: {**facts.get(a, {}), "pn": dice.choice(("0", "1", "2"))} for a in ("p1", "p2") if dice.random() < 0.7}
    absent = [
        {"area": area, "attribute": name, "missing": "not_applicable"}
        for area, names in (("d1", "bnm"), ("d2", "bnm"), ("p1", ("pb", "pn")))
        for name in names
        if nothing and name not in facts.get(area, {}) and dice.random() < 0.3
    ]
    weights = ("0", "0.5", "0.5", *(("not_applicable",) if nothing else ()))
    overlaps = [
        {"area": p, "other": d, "andel": dice.choice(("0.1", "0.5")), "vikt": dice.choice(weights)}
        for p in ("p1", "p2")
        for d in ("d1", "d2")
        if dice.random() < 0.6
    ]
    areas = {"d1": "del", "d2": "del", "p1": "polis", "p2": "polis"}
    return {"areas": areas, "facts": facts, "dated": absent, "overlaps": overlaps}


def scenario_of(raw: Raw, folder: Path, policies: tuple[str, ...] = POLICIES) -> Scenario:
    """The case as a scenario that names its policies."""
    files = {f"rules/{name}" if name[:6] == "rules/" else name: text for name, text in case_files.files(raw).items()}
    case_files.write(files, folder)
    text = f"scenario: s\nworld: world\nday: {raw.get('day', case_files.DAY)}\npolicies: [{', '.join(policies)}]\n"
    (folder / "s.yaml").write_text(f"{text}label: s\nlevel: del\nsource: s\n", encoding="utf-8")
    return load_scenario(folder / "s.yaml")


def grouping(a: str, b: str, baseline: str = "") -> Classify:
    """Reach and change, as LANGUAGE §7 says them: (who is reached by, what is gained and lost)."""

    def classify(matrix: Matrix) -> Hashable:
        gives = {p: {i for (held, i), verdict in matrix.items() if held == p and verdict == "yes"} for p in (a, b)}
        usual = {i for (held, i), verdict in matrix.items() if baseline == held and verdict == "yes"}
        change = (bool(gives[b] - gives[a]), bool(gives[a] - gives[b]))
        return tuple(bool(gives[p] - usual) for p in (a, b)), change

    return classify


# ── the oracle


@dataclass(frozen=True)
class Completion:
    """A world in which every missing fact and unknown parameter has a value; what is asked is read by these."""

    frame: interpreter.EvalContext
    facts: Mapping[Key, Value | None]
    parameters: Mapping[str, Value]

    def ask(self, expr: Expr, area: Area) -> Value | None:
        """The value of a condition; `is missing` keeps the answer that it has today."""
        if isinstance(expr, Literal):
            return expr.value
        if isinstance(expr, Reference):
            return self.read(expr.name, area)
        if expr.op == "missing":
            return interpreter.evaluate(self.frame, expr, area).value
        return applied(expr.op, [self.ask(arg, area) for arg in expr.args])

    def read(self, name: str, area: Area) -> Value | None:
        """The value of a name."""
        if name[:6] == "param.":
            current = self.frame.policy.parameters[name[6:]].values[0].value
            return self.parameters[name[6:]] if current is None else current
        if name in self.frame.vocabulary.attributes:
            return self.facts[area.id, name]
        how, clamp = self.frame.vocabulary.derived[name].how, self.frame.vocabulary.derived[name].clamp
        if isinstance(how, Test):
            return self.ask(how.expr, area)
        if isinstance(how, Formula):
            assert how.denominator is not None
            top, under = self.ask(how.numerator, area), self.ask(how.denominator, area)
            if top is None or under is None:
                return None
            assert isinstance(top, Decimal) and isinstance(under, Decimal)
            found = ratio(top, under, 1)
            return found if found is None or not clamp else min(max(found, Decimal("0.5")), Decimal(1))
        if isinstance(how, Transform):
            number = self.ask(how.expr, area)
            return transformed("ln", number, None, 1, "half_up") if isinstance(number, Decimal) else None
        if isinstance(how, PowerMean):
            values = [(self.ask(expr, area), weight) for expr, weight in how.terms]
            known = [(value, weight) for value, weight in values if isinstance(value, Decimal)]
            return power_mean(known, 0, 1, "half_up") if len(known) == len(values) else None
        assert isinstance(how, Over) and how.of is not None
        links = self.frame.world.related("overlaps", "", area.id, how.to)
        if how.weighted:
            members = [Observed(True, self.ask(how.of, o), link.shares["vikt"]) for o, link in links]
            return aggregate("mean", members, self.frame.vocabulary.derived[name].type)
        counted = [o for o, link in links if (link.shares["andel"] or Decimal(0)) > Decimal("0.1")]
        return aggregate("any", [Observed(True, self.ask(how.of, o)) for o in counted], how.of.type)

    def yes(self, ruling: Ruling, area: Area) -> bool | None:
        """Whether the insats is given."""
        active: dict[str, Value | None] = {}
        for rule in ruling.rules:
            active[rule.name] = self._over(rule.active, area, active)
        value = self._over(ruling.decision, area, active)
        assert value is None or isinstance(value, bool)
        return value if value is None or ruling.otherwise == "no" else not value

    def _over(self, expr: Expr, area: Area, active: Mapping[str, Value | None]) -> Value | None:
        if isinstance(expr, Reference) and expr.name in active:
            return active[expr.name]
        if isinstance(expr, Operation) and expr.op in ("and", "or", "not"):
            return applied(expr.op, [self._over(arg, area, active) for arg in expr.args])
        return self.ask(expr, area)


def completions(scenario: Scenario, policies: tuple[Policy, ...]) -> Iterator[dict[str, Completion]] | None:
    """Every completion, by policy; None where they are too many."""
    words, world = scenario.book.vocabulary, scenario.today
    slots: list[Any] = []
    values: list[list[Value]] = []
    known: dict[Key, Value | None] = {}
    for area in world.areas.values():
        for attribute in words.attributes.values():
            if area.level not in attribute.levels:
                continue
            value, basis = world.read(area.id, attribute)
            if value is None and not (isinstance(basis, Fact) and basis.absence == NO_VALUE):
                slots.append((area.id, attribute.id))
                values.append(_domain(attribute.type))
            else:
                known[area.id, attribute.id] = value
    declared = {p.id: p.parameters["g"] for p in policies if p.parameters["g"].values[0].value is None}
    places = {held.values[0].place: held for held in declared.values()}
    for place, held in places.items():
        slots.append(place)
        values.append(_domain(held.type))
    if _size(values) > MOST:
        return None

    def made() -> Iterator[dict[str, Completion]]:
        frames = {p.id: interpreter.frame(words, p, world, {}) for p in policies}
        for cell in product(*values):
            here = dict(zip(slots, cell, strict=True))
            facts = known | {slot: value for slot, value in here.items() if isinstance(slot, tuple)}
            yield {name: Completion(frame, facts, _own(declared.get(name), here)) for name, frame in frames.items()}

    return made()


def _own(held: Parameter | None, here: Mapping[Any, Value]) -> dict[str, Value]:
    return {} if held is None else {"g": here[held.values[0].place]}


def _domain(kind: Any) -> list[Value]:
    low, high = domain(kind)
    if kind.kind == "bool":
        return [False, True]
    return list(kind.members) if kind.kind == "enum" else [unscaled(i, kind) for i in range(low, high + 1)]


def _size(values: list[list[Value]]) -> int:
    found = 1
    for some in values:
        found *= len(some)
    return found


@dataclass
class Counts:
    """How often each step settled, and every area where it was not what the oracle says."""

    steps: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    differences: list[str] = field(default_factory=list)


def hold(worlds: int, start: int) -> Counts:
    """Hold the groups of random worlds to the oracle; what differs is kept."""
    dice, counts, held = random.Random(start), Counts(), 0
    while held < worlds:
        raw = drawn(dice, nothing=True)
        baseline = dice.choice(("noll", ""))
        with tempfile.TemporaryDirectory() as folder:
            held += _held(scenario_of(raw, Path(folder)), baseline, counts, raw)
    return counts


def _held(scenario: Scenario, baseline: str, counts: Counts, raw: Raw) -> bool:
    names = ("p", "q", baseline) if baseline else ("p", "q")
    policies = tuple(scenario.policy(name) for name in names)
    every = completions(scenario, policies)
    if every is None:
        counts.skipped += 1
        return False
    areas, classify = scenario.today.by_level["del"], grouping("p", "q", baseline)
    try:
        found = settle(scenario, policies, (), "del", areas, classify)
    except GrundError:  # two rules in conflict where all is known
        counts.skipped += 1
        return False
    matrices = _matrices(policies, areas, every)
    for area in areas:
        wanted = _wanted(matrices[area.id], classify)
        said = found[area.id]
        counts.steps[f"step {said.step}{': unknown' if said.value == 'unknown' else ''}"] += 1
        nothing = said.value == "unknown" and not said.needs
        if said.value not in wanted or nothing not in _stuck(matrices[area.id], classify):
            facts = f"{area.id} {baseline}: {said} for {wanted}"
            counts.differences.append(f"{facts}\n{case_files.text(raw)}")
        _hold_decisions(scenario, policies, area, matrices[area.id], counts, raw)
    return True


def _hold_decisions(
    scenario: Scenario, policies: tuple[Policy, ...], area: Area, rows: Rows, counts: Counts, raw: Raw
) -> None:
    """A decision that nothing is said to settle is unknown in every completion."""
    for policy in policies:
        for insats in policy.rulings:
            decision = interpreter.decide(frame_of(scenario, policy, ()), insats, area)
            never = {dict(row)[policy.id, insats] for row in rows} == {None}
            names = interpreter.settled_by_nothing(decision)
            counts.steps[f"no fact settles: {'said' if names else 'not said'}"] += never
            if names and not never:
                facts = f"{area.id} {policy.id} {insats}: {sorted(names)}"
                counts.differences.append(f"{facts}\n{case_files.text(raw)}")


def _matrices(
    policies: tuple[Policy, ...], areas: tuple[Area, ...], every: Iterator[dict[str, Completion]]
) -> dict[str, Rows]:
    """By area, the verdicts of each completion."""
    found: dict[str, Rows] = {area.id: set() for area in areas}
    for completion in every:
        for area in areas:
            row = {(p.id, i): completion[p.id].yes(ruling, area) for p in policies for i, ruling in p.rulings.items()}
            found[area.id].add(tuple(sorted(row.items())))
    return found


def _wanted(rows: Rows, classify: Classify) -> set[Hashable]:
    """The group that completions give; verdicts that are alike in all of them may be one, or each its own."""
    return {_group(rows, classify, link) for link in _links(rows)}


def _stuck(rows: Rows, classify: Classify) -> set[bool]:
    """Whether no completion gives a group, in the same two ways."""
    return {all(_of(dict(row), classify, link) is None for row in rows) for link in _links(rows)}


def _links(rows: Rows) -> tuple[Mapping[Key, Key], Mapping[Key, Key]]:
    columns: dict[Key, list[bool | None]] = {key: [] for key, _ in next(iter(rows))}
    for row in rows:
        for key, value in row:
            columns[key].append(value)
    keys = sorted(columns)
    return {key: next(k for k in keys if columns[k] == columns[key]) for key in keys}, {key: key for key in keys}


def _group(rows: Rows, classify: Classify, link: Mapping[Key, Key]) -> Hashable:
    met = {group for row in rows for group in [_of(dict(row), classify, link)] if group is not None}
    return next(iter(met)) if len(met) == 1 else "unknown"


def _of(row: Mapping[Key, bool | None], classify: Classify, link: Mapping[Key, Key]) -> Hashable:
    """The group of one completion; None where it rests on a verdict that is unknown in it."""
    loose = sorted({link[key] for key, value in row.items() if value is None})
    met = set()
    for cell in product((False, True), repeat=len(loose)):
        either = dict(zip(loose, cell, strict=True))
        full = {key: either[link[key]] if value is None else value for key, value in row.items()}
        met.add(classify({key: "yes" if value else "no" for key, value in full.items()}))
    return next(iter(met)) if len(met) == 1 else None


def batch(worlds: int, start: int) -> Outcome:
    """Some worlds."""
    counts = hold(worlds, start)
    return Outcome(worlds, counts.differences, {**counts.steps, "worlds drawn again": counts.skipped})


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 1, 400))
