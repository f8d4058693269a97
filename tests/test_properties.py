"""Properties of the language, on random conditions, policies and worlds. One sentence each:

canonical     the canonical text of a condition, where it is within the limits itself, is read back as the same tree
agreement     an evaluator written from LANGUAGE alone agrees with every reading: verdict, deciding rule, missing set
order         the order of rules, values, facts and links never matters
monotone      giving an unknown fact any value never changes a known verdict, unless `is missing` (or a number of
              observations) asks whether it is known; a rule of a smaller id may come to decide, or to conflict
missing       an unknown decision has missing facts, and knowing all of them in every area, parameters and shares too,
              makes it known or leaves only names that no fact can give (division by zero, the aggregate of nothing)
text          the case that a failure prints is the case that failed

A failing example is printed as a case of tests/cases. CI runs a fixed set; `--examples 20000` and `make soak` run more.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, Final

import pytest
import yaml
from hypothesis import assume, given, note
from hypothesis import strategies as st

import strategies
from case_files import Built, Raw, load, text
from grund.language.printer import canonical
from grund.language.tokens import ParseError
from grund.language.typing import Scope, condition
from grund.loading.vocabulary import scope
from grund.model.expressions import Expr
from grund.problems.problem import GrundError
from strategies import Sample, Tree
from test_cases import READINGS

SETTINGS: Final = strategies.examples(100)
FEWER: Final = strategies.examples(20, 5)
AREAS: Final = ("d1", "d2")


# ── the language once more, from LANGUAGE alone


@dataclass(frozen=True)
class Said:
    """A value, or None and the names it waits for."""

    value: Any
    missing: frozenset[str] = frozenset()


def known(value: Any, *parts: Said) -> Said:
    """The value; where it is None, what its parts wait for."""
    return Said(value) if value is not None else Said(None, frozenset().union(*(p.missing for p in parts)))


def both(*parts: Said) -> Said:
    """Kleene and: false if one is, true if all are."""
    values = [p.value for p in parts]
    return known(False if False in values else None if None in values else True, *parts)


def either(*parts: Said) -> Said:
    """Kleene or."""
    return opposite(both(*(opposite(p) for p in parts)))


def opposite(part: Said) -> Said:
    """Kleene not."""
    return known(None if part.value is None else not part.value, part)


class Brute:
    """A case, evaluated by hand: areas, facts and rules are read from the case itself."""

    def __init__(self, sample: Sample) -> None:
        self.raw, self.trees, self.words = sample.raw, sample.trees, sample.words
        self.day = date.fromisoformat(sample.raw["day"])
        self.seen = date.fromisoformat(sample.raw.get("known", "9999-12-31"))
        self.world = sample.raw["world"]
        self.attributes = sample.raw["vocabulary"]["attributes"]

    # ── names
    def read(self, name: str, area: str) -> Said:
        if name == "param.g":
            return self.parameter()
        if name in self.raw["derived"]:
            return self.derived(name, self.raw["derived"][name], area)
        said = self.fact(name, area)
        return Said(None, frozenset((name,))) if said is None else Said(said)

    def parameter(self) -> Said:
        values = [v for v in self.raw["vocabulary"]["parameters"]["g"]["values"] if v["from"] <= str(self.day)]
        text = max(values, key=lambda v: v["from"])["value"] if values else "unknown"
        return Said(None, frozenset(("param.g",))) if text == "unknown" else Said(Fraction(text))

    def fact(self, name: str, area: str) -> Any:
        rows = [r for r in self.world["dated"] if (r["area"], r["attribute"]) == (area, name)]
        rows = [r for r in rows if r["valid_from"] <= str(self.day) and r["recorded"] <= str(self.seen)]
        row = max(rows, key=lambda r: r["recorded"], default=None)
        given = self.attributes[name]
        current = self.list_in_force() if "series" in given else None
        if current is not None and (row is None or row["valid_from"] < current):
            return given.get("missing")
        return None if row is None or "value" not in row else _plain(given["type"], row["value"])

    def list_in_force(self) -> str | None:
        starts = [x["valid_from"] for x in self.world["lists"]]
        return max((s for s in starts if s <= str(self.day) and s <= str(self.seen)), default=None)

    # ── derived attributes
    def derived(self, name: str, given: Raw, area: str) -> Said:
        if "test" in given:
            return self.ask(self.trees[name, "test"], area)
        if "over" in given:
            return self.over(name, given, area)
        top, by = (self.ask(self.trees[name, key], area) for key in ("formula", "by"))
        if top.value is None or by.value is None:
            return known(None, top, by)
        return Said(None, frozenset((name,))) if by.value == 0 else Said(_rounded(top.value / by.value))

    def over(self, name: str, given: Raw, area: str) -> Said:
        members = [self.member(name, given, row) for row in self.world["overlaps"] if row["other"] == area]
        if given["aggregate"] in ("any", "all"):
            if given["aggregate"] == "any":
                return either(*(both(counts, value) for counts, value, _ in members))
            return both(*(either(opposite(counts), value) for counts, value, _ in members))
        some = [m for m in members if m[0].value is not False]
        taken = [m for m in some if all(part.value is not None for part in m)]
        least = int(given["min_observations"]) if "min_observations" in given else len(some)
        if len(taken) < least or (not taken and given["aggregate"] not in ("sum", "count")):
            waits = frozenset().union(*(part.missing for m in some for part in m))
            return Said(None, waits or frozenset((given.get("of", name),)))
        return Said(self.total(given, [(value.value, weight.value) for _, value, weight in taken]))

    def member(self, name: str, given: Raw, row: Raw) -> tuple[Said, Said, Said]:
        """Whether a member counts, its value and its weight."""
        share = Said(Fraction(row["andel"])) if row["andel"] else Said(None, frozenset(("andel",)))
        bound = Fraction(given.get("more_than") or given["at_least"])
        over = None if share.value is None else share.value > bound if "more_than" in given else share.value >= bound
        where = self.ask(self.trees[name, "where"], row["area"]) if "where" in given else Said(True)
        value = self.read(given["of"], row["area"]) if "of" in given else Said(True)
        weight = share if "weighted" in given else Said(1)
        return both(known(over, share), where), value, weight

    def total(self, given: Raw, taken: list[tuple[Any, Any]]) -> Any:
        name, values = given["aggregate"], [value for value, _ in taken]
        if name == "count":
            return Fraction(len(taken))
        if name in ("min", "max"):
            pick = min if name == "min" else max
            return pick(values, key=self.words.members.index) if given["type"] == "klass" else pick(values)
        total = sum((value * weight for value, weight in taken), Fraction(0))
        return _rounded(total if name == "sum" else total / sum(weight for _, weight in taken))

    # ── conditions
    def ask(self, tree: Tree, area: str) -> Said:
        kind, *args = tree
        if kind == "name":
            return self.read(args[0], area)
        if kind in ("bool", "number", "date", "member", "day"):
            return Said(self.day if kind == "day" else _plain(kind, args[0]))
        if kind == "paren":
            return self.ask(args[0], area)
        if kind == "not":
            return opposite(self.ask(args[0], area))
        if kind in ("and", "or"):
            return (both if kind == "and" else either)(*(self.ask(a, area) for a in args))
        if kind == "if":
            test, yes, no = (self.ask(a, area) for a in args)
            return known(None if test.value is None else yes.value if test.value else no.value, test, yes, no)
        if kind == "default":
            value, instead = (self.ask(a, area) for a in args)
            return value if value.value is not None else known(instead.value, value, instead)
        if kind in ("neg", "add", "sub", "mul"):
            return self.reckon(kind, [self.ask(a, area) for a in args])
        return self.tested(kind, args, area)

    def reckon(self, kind: str, parts: list[Said]) -> Said:
        if any(p.value is None for p in parts):
            return known(None, *parts)
        a, b = parts[0].value, parts[-1].value
        if isinstance(a, date):
            b = timedelta(days=int(b))
        return Said({"neg": lambda: -a, "add": lambda: a + b, "sub": lambda: a - b, "mul": lambda: a * b}[kind]())

    def tested(self, kind: str, args: list[Any], area: str) -> Said:
        if kind == "cmp":
            sign, a, b = args
            return self.compare(sign, self.ask(a, area), self.ask(b, area))
        if kind == "chain":
            first, a, second, b, c = args
            x, y, z = (self.ask(e, area) for e in (a, b, c))
            return both(self.compare(first, x, y), self.compare(second, y, z))
        negated, x, *rest = args
        said = self.ask(x, area)
        if kind == "missing":
            return Said((said.value is None) is not negated)
        if kind == "between":
            found = self.within(("range", "[", *rest, "]"), said, area)
        else:
            found = either(*(self.within(i, said, area) for i in rest))
        return opposite(found) if negated else found

    def within(self, item: Tree, said: Said, area: str) -> Said:
        if item[0] != "range":
            return self.compare("=", said, self.ask(item, area))
        _, opens, low, high, closes = item
        above = self.compare(">=" if opens == "[" else ">", said, self.ask(low, area))
        below = self.compare("<=" if closes == "]" else "<", said, self.ask(high, area))
        return both(above, below)

    def compare(self, sign: str, a: Said, b: Said) -> Said:
        holds = {"=": _equal, "!=": _unequal, "<": _less, "<=": _at_most, ">": _more, ">=": _at_least}[sign]
        if a.value is not None and b.value is not None:
            return Said(holds(*(self.place(v) if sign not in ("=", "!=") else v for v in (a.value, b.value))))
        return known(None, a, b)  # whatever the other is, the lowest member too

    def place(self, value: Any) -> Any:
        return self.words.members.index(value) if isinstance(value, str) else value

    # ── rules
    def active(self, rule: Raw, area: str) -> Said:
        """In force, its condition, not its unless, and no active exception."""
        held = [self.held(rule, area)]
        held += [opposite(self.active(e, area)) for e in self.raw["rules"] if rule["id"] in e.get("exception_to", ())]
        return both(*held)

    def held(self, rule: Raw, area: str) -> Said:
        day = str(self.day)
        if not rule.get("from", "") <= day < rule.get("to", "9999"):
            return Said(False)
        unless = [opposite(self.ask(self.trees[rule["id"], "unless"], area))] if "unless" in rule else []
        return both(self.ask(self.trees[rule["id"], "when"], area), *unless)

    def decide(self, area: str) -> str:
        """The decision as a case says it, or `conflict`."""
        rules, otherwise = self.raw["rules"], self.raw["otherwise"]
        active = {r["id"]: self.active(r, area) for r in rules}
        holding = [r for r in rules if active[r["id"]].value]
        if len({r["then"] for r in holding}) == 2:
            return "conflict"
        found = either(Said(False), *(active[r["id"]] for r in rules if r["then"] != otherwise))
        if found.value is None:
            return f"unknown for {', '.join(sorted(found.missing))}"
        if found.value:
            return (
                f"{'no' if otherwise == 'yes' else 'yes'} by {min(r['id'] for r in holding if r['then'] != otherwise)}"
            )
        beaten = {r["id"] for r in rules if self.held(r, area).value}
        beating = [r["id"] for r in holding if beaten & set(r.get("exception_to", ()))]
        return f"{otherwise} by {min(beating, default='otherwise')}"


def _plain(kind: str, said: str) -> Any:
    if kind == "bool":
        return said == "true"
    return Fraction(said) if kind == "number" else date.fromisoformat(said) if kind == "date" else said


def _rounded(value: Fraction) -> Fraction:
    """To one decimal, half away from zero."""
    whole = int(abs(value) * 10 + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10)


def _equal(a: Any, b: Any) -> bool:
    return bool(a == b)


def _unequal(a: Any, b: Any) -> bool:
    return bool(a != b)


def _less(a: Any, b: Any) -> bool:
    return bool(a < b)


def _at_most(a: Any, b: Any) -> bool:
    return bool(a <= b)


def _more(a: Any, b: Any) -> bool:
    return bool(a > b)


def _at_least(a: Any, b: Any) -> bool:
    return bool(a >= b)


# ── a sample through the engine


def decided(raw: Raw) -> dict[str, str]:
    """Each area's decision as a case says it, or nothing where rules are in conflict, as the interpreter reads it."""
    return decided_by("plain", load(raw))


def decided_by(reading: str, built: Built) -> dict[str, str]:
    """The same, of one reading."""
    try:
        found = READINGS[reading].decide(built, "i")
    except GrundError as error:
        if {p.code for p in error.problems} == {"G317"}:
            return {}
        raise
    return {
        area: f"unknown for {', '.join(sorted(missing))}" if verdict == "unknown" else f"{verdict} by {rule}"
        for area, (verdict, rule, missing) in found.items()
    }


def show(raw: Raw, expect: Raw) -> None:
    """Print the case if the example fails."""
    note("a case for tests/cases:\n" + text(raw | {"expect": expect}))


@SETTINGS
@given(sample=strategies.samples())
def test_agreement(sample: Sample) -> None:
    """Of every reading: verdict, deciding rule and missing set are those of an evaluator written from LANGUAGE."""
    brute = Brute(sample)
    wanted = {area: brute.decide(area) for area in AREAS}
    show(sample.raw, wanted)
    answer = {} if "conflict" in wanted.values() else wanted
    built = load(sample.raw)
    assert {reading: decided_by(reading, built) for reading in READINGS} == dict.fromkeys(READINGS, answer)


@cache
def _scope(members: int, ordered: bool) -> Scope:
    """What a condition may read at the level `del` of the random vocabularies."""
    drawn = strategies.vocabulary(strategies.MEMBERS[:members], ordered, True, {"values": [{"value": "1"}]})
    book = load({"vocabulary": drawn, "world": {"areas": {}}}).book
    return scope(book.vocabulary, book.policies["p"].parameters, "del")


def _reread(said: str, at: Scope) -> Expr | None:
    """The tree of canonical text; None where orders of members, spelt out, make it larger than a text may be."""
    try:
        return condition(said, at)
    except ParseError as error:
        if error.issue.code == "G208":
            return None
        raise


@SETTINGS
@given(st.data())
def test_canonical(data: st.DataObject) -> None:
    """Canonical text parses and resolves back to the same tree."""
    _, words, _ = data.draw(strategies.vocabularies())
    written = strategies.written(data.draw(strategies.conditions(words)))
    note(written)
    at = _scope(len(words.members), words.ordered)
    tree = condition(written, at)
    again = _reread(canonical(tree), at)
    assume(again is not None)
    assert again == tree, canonical(tree)
    assert canonical(again) == canonical(tree)


@pytest.mark.slow
@FEWER
@given(sample=strategies.samples(), seed=st.integers(0, 1000))
def test_order_never_matters(sample: Sample, seed: int) -> None:
    """Rules, values, facts, links, lists and names in any order: the same decisions."""
    before = decided(sample.raw)
    shuffled = _shuffled(sample.raw, random.Random(seed))
    show(shuffled, before)
    assert decided(shuffled) == before


def _shuffled(value: Any, by: random.Random) -> Any:
    """The value with everything in it in another order, but for the members of enums, whose order means something."""
    if isinstance(value, dict):
        keys = by.sample(list(value), len(value))
        # The first level is the one that the case format fills in.
        keys = list(value) if set(value) == {"del", "polis"} else keys
        return {k: value[k] if k == "enum" else _shuffled(value[k], by) for k in keys}
    return [_shuffled(v, by) for v in by.sample(value, len(value))] if isinstance(value, list) else value


@pytest.mark.slow
@FEWER
@given(sample=strategies.samples(), data=st.data())
def test_unknown_is_monotone(sample: Sample, data: st.DataObject) -> None:
    """Giving an unknown fact a value never changes a known verdict (but see `is missing`)."""
    assume("missing" not in str(sample.trees) and "min_observations" not in str(sample.raw["derived"]))
    raw = sample.raw
    facts = plain_facts(raw)
    read = set(re.findall(r"\w+", f"{raw['rules']} {raw['derived']}"))
    every = [(a, n) for a, level in raw["world"]["areas"].items() for n in names_at(raw, level)]
    gaps = [(area, name) for area, name in every if name in read and (area, name) not in facts]
    assume(gaps)
    area, name = data.draw(st.sampled_from(gaps))
    filled = fill(raw, area, name, data.draw(value_of(raw, name)))
    before, after = decided(raw), decided(filled)
    show(filled, before)
    fixed = {a for a, said in before.items() if _verdict(said) != "unknown"}
    assert not after or {a: _verdict(before[a]) for a in fixed} == {a: _verdict(after[a]) for a in fixed}


def _verdict(said: str) -> str:
    return said.split()[0]


def names_at(raw: Raw, level: str) -> list[str]:
    """The attributes of a level."""
    return [n for n, a in raw["vocabulary"]["attributes"].items() if a.get("level", "del") == level]


def plain_facts(raw: Raw) -> set[tuple[str, str]]:
    """The (area, attribute) that have a value on the day."""
    brute = Brute(Sample(raw, {}, strategies.Words((), False, (), (), ())))
    return {
        (area, name)
        for area, level in raw["world"]["areas"].items()
        for name in names_at(raw, level)
        if brute.fact(name, area) is not None
    }


def value_of(raw: Raw, name: str) -> st.SearchStrategy[str]:
    """A value that an attribute can have."""
    kind = raw["vocabulary"]["attributes"][name]["type"]
    if kind == "klass":
        return st.sampled_from(raw["vocabulary"]["types"]["klass"]["enum"])
    return {
        "bool": st.sampled_from(("true", "false")),
        "date": st.sampled_from(strategies.DAYS),
        "number": st.integers(0, 50).map(str),
    }[kind]


def fill(raw: Raw, area: str, name: str, value: str) -> Raw:
    """The case with one more fact, which holds on its day whatever was recorded before."""
    seen = raw.get("known", "2027-01-01")
    earlier = [
        r for r in raw["world"]["dated"] if not ((r["area"], r["attribute"]) == (area, name) and r["recorded"] >= seen)
    ]
    start = min(raw["day"], "2026-01-01") if "series" in raw["vocabulary"]["attributes"][name] else "2025-01-01"
    row = {"area": area, "attribute": name, "value": value, "valid_from": start, "recorded": seen}
    return raw | {"world": raw["world"] | {"dated": [*earlier, row]}}


@pytest.mark.slow
@FEWER
@given(sample=strategies.samples(), data=st.data())
def test_missing_facts_are_enough(sample: Sample, data: st.DataObject) -> None:
    """Knowing every missing fact makes a decision known, or leaves names that no fact can give."""
    raw = sample.raw
    for _ in range(3):
        before = decided(raw)
        waiting = {a: said.removeprefix("unknown for ").split(", ") for a, said in before.items() if "unknown" in said}
        if not waiting:
            return
        assert all(name for names in waiting.values() for name in names)
        raw = _knowing(raw, {name for names in waiting.values() for name in names}, data)
    show(raw, decided(raw))
    after = decided(raw)
    left = {n for said in after.values() if "unknown" in said for n in said.removeprefix("unknown for ").split(", ")}
    facts = plain_facts(raw)
    derived = raw["derived"]
    for name in left:
        nothing = any(d.get("of") == name for d in derived.values()) and all(
            (a, name) in facts for a in ("p1", "p2", "p3")
        )
        assert name in derived or nothing, name


def _knowing(raw: Raw, names: set[str], data: st.DataObject) -> Raw:
    """The case with every one of the names known, at every area."""
    found = raw
    for area, level in raw["world"]["areas"].items():
        for name in names & set(names_at(raw, level)):
            if (area, name) not in plain_facts(found):
                found = fill(found, area, name, data.draw(value_of(raw, name)))
    if "andel" in names:
        rows = [row | {"andel": row["andel"] or "0.3"} for row in found["world"]["overlaps"]]
        found = found | {"world": found["world"] | {"overlaps": rows}}
    if "param.g" in names:
        known_ = {"min": "-20", "max": "20", "values": [{"value": "3"}]}
        found = found | {"vocabulary": found["vocabulary"] | {"parameters": {"g": known_}}}
    return found


@FEWER
@given(sample=strategies.samples())
def test_printed_case_is_the_case(sample: Sample) -> None:
    """What a failure prints can be pasted into a file of tests/cases."""
    pasted = yaml.load(text(sample.raw), yaml.BaseLoader)[0]
    assert decided(pasted) == decided(sample.raw)
