"""Strategies: random words, conditions, policies and worlds, well typed, as cases of the case format.

A `Sample` is a case together with the trees its texts were written from. The trees are not the engine's: they are
what a person wrote (`between`, `!=`, chains, intervals, orders of members), so whatever reads them has to know the
language and not the engine. Nodes are tuples, the kind first:

    (bool, TEXT) (number, TEXT) (date, TEXT) (member, NAME) (name, NAME) (day,) (paren, E) (not, E) (neg, E)
    (and, E…) (or, E…) (add|sub|mul, A, B) (if, C, A, B) (cmp, SIGN, A, B) (chain, SIGN, A, SIGN, B, C)
    (between, NEGATED, X, LOW, HIGH) (in, NEGATED, X, ITEM…) (missing, NEGATED, X); an item may be (range, [, A, B, ])
"""

from __future__ import annotations

import os
import re
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import derivations

Tree = tuple[Any, ...]
Raw = dict[str, Any]

MEMBERS: Final = ("ingen", "utsatt", "risk", "sarskilt")
DAYS: Final = ("2025-06-01", "2025-12-31", "2026-01-01", "2026-01-02", "2026-07-01")


def examples(usual: int, share: int = 1, **more: Any) -> settings:
    """How many random examples a property has: the same `usual` ones in the suite, other ones with `--examples N`.

    N of them then, or N divided by `share` where an example is dear; `make soak` has thousands.
    """
    wanted = os.environ.get("GRUND_EXAMPLES")
    return settings(
        max_examples=max(1, int(wanted) // share) if wanted else usual,
        derandomize=wanted is None,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        **more,
    )


_SIGNS: Final = ("=", "!=", "<", "<=", ">", ">=")
_BINDING: Final = {"if": 0, "or": 1, "and": 2, "not": 3, "cmp": 4, "chain": 4, "between": 4, "in": 4, "missing": 4} | {
    "add": 5, "sub": 5, "mul": 6, "default": 7, "neg": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The names that a condition at a level may read, by type; `klass` is the one enum."""

    members: tuple[str, ...]
    ordered: bool
    bools: tuple[str, ...]
    numbers: tuple[str, ...]
    members_of: tuple[str, ...]
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """A case, and the trees of its conditions by (rule or derived name, field)."""

    raw: Raw
    trees: dict[tuple[str, str], Tree]
    words: Words


# ── trees to text


def written(tree: Tree, least: int = 0) -> str:
    """The tree in the language; in parentheses where it binds looser than `least`."""
    text = _written(tree)
    binding = _BINDING["neg"] if text.startswith("-") else _BINDING.get(tree[0], 9)
    return f"({text})" if min(binding, _BINDING.get(tree[0], 9)) < least else text


def _written(tree: Tree) -> str:
    kind, *args = tree
    if kind in ("bool", "number", "date", "member", "name"):
        return str(args[0])
    if kind == "day":
        return "day"
    if kind == "paren":
        return f"({written(args[0])})"
    if kind == "not":
        return f"not {written(args[0], 3)}"
    if kind == "neg":
        return f"-{written(args[0], 9)}"
    if kind == "default":
        return f"{written(args[0], 8)} otherwise {written(args[1], 7)}"
    if kind in ("and", "or"):
        return f" {kind} ".join(written(a, _BINDING[kind] + 1) for a in args)
    if kind in ("add", "sub", "mul"):
        sign, bind = {"add": "+", "sub": "-", "mul": "*"}[kind], _BINDING[kind]
        return f"{written(args[0], bind)} {sign} {written(args[1], bind + 1)}"
    if kind == "if":
        return f"if {written(args[0])} then {written(args[1])} else {written(args[2])}"
    return _tested(kind, args)


def _tested(kind: str, args: list[Any]) -> str:
    if kind == "cmp":
        return f"{written(args[1], 5)} {args[0]} {written(args[2], 5)}"
    if kind == "chain":
        return f"{written(args[1], 5)} {args[0]} {written(args[3], 5)} {args[2]} {written(args[4], 5)}"
    negated, x, *rest = args
    said = written(x, 5)
    if kind == "missing":
        return f"{said} is {'not ' if negated else ''}missing"
    word = "not " if negated else ""
    if kind == "between":
        return f"{said} {word}between {written(rest[0], 5)} and {written(rest[1], 5)}"
    if len(rest) == 1 and rest[0][0] == "range":
        return f"{said} {word}in {_item(rest[0])}"
    return f"{said} {word}in ({', '.join(_item(i) for i in rest)})"


def _item(item: Tree) -> str:
    if item[0] == "range":
        return f"{item[1]}{written(item[2], 5)} .. {written(item[3], 5)}{item[4]}"
    return written(item, 5)


# ── conditions


@st.composite
def numbers(draw: DrawFn, words: Words, depth: int) -> Tree:
    """A number: small enough that no product of them leaves 18 digits."""
    atoms = ("name", "name", "literal")
    if depth > 0 and draw(st.integers(0, 7)) == 0:
        return ("default", ("name", draw(st.sampled_from(words.numbers))), draw(numbers(words, depth - 1)))
    kind = draw(st.sampled_from((*atoms, "sum", "times", "if", "neg", "paren") if depth > 0 else atoms))
    if kind == "name":
        return ("name", draw(st.sampled_from(words.numbers)))
    if kind == "literal":
        whole = draw(st.integers(-20, 20))
        return ("number", f"{whole}" if draw(st.booleans()) else f"{whole}.{draw(st.integers(0, 9))}")
    inner = numbers(words, depth - 1)
    if kind == "sum":
        return (draw(st.sampled_from(("add", "sub"))), draw(inner), draw(inner))
    if kind == "times":
        return ("mul", ("number", draw(st.sampled_from(("0", "2", "0.5", "-3")))), draw(inner))
    if kind == "if":
        return ("if", draw(conditions(words, depth - 1)), draw(inner), draw(inner))
    return (kind, draw(inner))


@st.composite
def dates(draw: DrawFn, words: Words, depth: int) -> Tree:
    """A date: written, an attribute, the day, or one of these and some days."""
    choices: list[Tree] = [("day",), ("date", draw(st.sampled_from(DAYS))), *(("name", n) for n in words.dates)]
    found: Tree = draw(st.sampled_from(choices))
    if found[0] == "name" and draw(st.booleans()):
        found = ("default", found, draw(st.sampled_from(choices)))
    if depth > 0 and draw(st.booleans()):
        return (draw(st.sampled_from(("add", "sub"))), found, ("number", str(draw(st.integers(0, 40)))))
    return found


@st.composite
def members(draw: DrawFn, words: Words, depth: int) -> Tree:
    """A member that needs no other side: an attribute, or a choice between two."""
    if depth > 0 and draw(st.integers(0, 5)) == 0:
        inner = members(words, depth - 1)
        other = inner | st.sampled_from([("member", m) for m in words.members])
        return ("if", draw(conditions(words, depth - 1)), draw(inner), draw(other))
    name = ("name", draw(st.sampled_from(words.members_of)))
    instead = st.sampled_from([("member", m) for m in words.members]) | st.just(name)
    return ("default", name, draw(instead)) if draw(st.integers(0, 3)) == 0 else name


@st.composite
def comparisons(draw: DrawFn, words: Words, depth: int) -> Tree:
    """A comparison, a chain, a between, an in, or an `is missing`, of one type."""
    kind = draw(st.sampled_from(("number", "klass", "number", "klass", "date")))
    order = kind != "klass" or words.ordered
    if kind == "klass":
        x = draw(members(words, depth - 1))
        value = members(words, depth - 1) | st.sampled_from([("member", m) for m in words.members])
    else:
        value = (numbers if kind == "number" else dates)(words, depth - 1)
        x = draw(value)
    form = draw(st.sampled_from(("cmp", "cmp", "cmp", "chain", "between", "in", "in", "missing")))
    negated = draw(st.booleans())
    if form == "missing":
        return ("missing", negated, x)
    if form == "in":
        item = value | st.tuples(st.just("range"), st.sampled_from("[("), value, value, st.sampled_from("])"))
        items = draw(st.lists(item if order else value, min_size=1, max_size=3))
        return ("in", negated, x, *items)
    if order and form == "between":
        return ("between", negated, x, draw(value), draw(value))
    if order and form == "chain":
        up = draw(st.sampled_from((("<", "<="), (">", ">="))))
        return ("chain", draw(st.sampled_from(up)), draw(value), draw(st.sampled_from(up)), x, draw(value))
    sign = draw(st.sampled_from(_SIGNS if order else _SIGNS[:2]))
    return ("cmp", sign, x, draw(value)) if draw(st.booleans()) else ("cmp", sign, draw(value), x)


@st.composite
def conditions(draw: DrawFn, words: Words, depth: int = 3) -> Tree:
    """A condition that is well typed for the words."""
    atoms = ("cmp", "cmp", "cmp", "leaf")
    more = ("and", "or", "not", "if", "paren", "same", "in", "default")
    kind = draw(st.sampled_from((*atoms, *more) if depth > 0 else atoms))
    if kind == "leaf":
        leaves = [("name", b) for b in words.bools]
        return draw(st.sampled_from([*leaves, *leaves, *leaves, ("bool", "true"), ("bool", "false")]))
    inner = conditions(words, depth - 1)
    if kind in ("and", "or"):
        return (kind, *draw(st.lists(inner, min_size=2, max_size=3)))
    if kind in ("not", "paren"):
        return (kind, draw(inner))
    if kind == "if":
        return ("if", draw(inner), draw(inner), draw(inner))
    if kind == "default":
        return (kind, ("paren", draw(inner.filter(_may_lack))), draw(inner))
    if kind == "same":
        return ("cmp", draw(st.sampled_from(_SIGNS[:2])), draw(inner), draw(inner))
    if kind == "in":
        return ("in", draw(st.booleans()), draw(inner), *draw(st.lists(inner, min_size=1, max_size=2)))
    return draw(comparisons(words, depth))


def _may_lack(tree: Tree) -> bool:
    """Whether a condition is more than a constant, which is never missing."""
    return _may_lack(tree[1]) if tree[0] == "paren" else tree[0] != "bool"


# ── words, worlds, policies


def vocabulary(members_: tuple[str, ...], ordered: bool, closed: bool, parameter: Raw) -> Raw:
    """A vocabulary without derived attributes, for the levels `del` and `polis`."""
    klass = {"type": "klass"}
    listed = klass | {"series": "lista"} | ({"missing": members_[0]} if closed else {})
    return {
        "levels": {"del": {}, "polis": {}},
        "shares": {"andel": {}},
        "types": {"klass": {"enum": list(members_), "ordered": "true" if ordered else "false"}},
        "attributes": {
            "b": {"type": "bool"}, "c": {"type": "bool"},
            "n": {"type": "number", "min": "-100", "max": "100"},
            "m": {"type": "number", "decimals": "1", "min": "0", "max": "50"},
            "k": klass, "l": listed, "sedan": {"type": "date"},
            "pb": {"level": "polis", "type": "bool"}, "pk": {"level": "polis"} | listed,
            "pn": {"level": "polis", "type": "number", "min": "0", "max": "50"},
        },
        "parameters": {"g": parameter},
    }  # fmt: skip


@st.composite
def vocabularies(draw: DrawFn) -> tuple[Raw, Words, Words]:
    """A random vocabulary, and what can be read at its levels `del` and `polis`."""
    members_ = MEMBERS[: draw(st.integers(1, 4))]
    ordered = draw(st.booleans())
    raw = vocabulary(members_, ordered, draw(st.booleans()), draw(parameters()))
    here = Words(members_, ordered, ("b", "c"), ("n", "m", "param.g"), ("k", "l"), ("sedan",))
    return raw, here, Words(members_, ordered, ("pb",), ("pn", "param.g"), ("pk",))


@st.composite
def parameters(draw: DrawFn) -> Raw:
    """A parameter with one or two dated values, known or not."""
    value = st.integers(-20, 20).map(str) | st.just("unknown")
    values = [
        {"from": day, "value": draw(value)}
        for day in draw(st.lists(st.sampled_from(DAYS), unique=True, min_size=1, max_size=2))
    ]
    noted = [v | {"note": "okänt"} if v["value"] == "unknown" else v for v in values]
    return {"min": "-20", "max": "20", "values": noted}


@st.composite
def overs(draw: DrawFn, words: Words) -> tuple[Raw, Tree | None]:
    """An aggregate over overlaps, and the tree of its `where`."""
    kind = draw(st.sampled_from(("bool", "number", "count") + (("klass",) if words.ordered else ())))
    bound = draw(st.sampled_from(("more_than", "at_least")))
    raw: Raw = {"over": "overlaps", "to": "polis", "share": "andel", bound: draw(st.sampled_from(("0.1", "0.5")))}
    if kind == "bool":
        raw |= {"type": "bool", "of": "pb", "aggregate": draw(st.sampled_from(("any", "all")))}
    elif kind == "klass":
        raw |= {"type": "klass", "of": "pk", "aggregate": draw(st.sampled_from(("min", "max")))}
    elif kind == "count":
        raw |= {"type": "number", "min": "0", "max": "100", "aggregate": "count"}
    else:
        name = draw(st.sampled_from(("sum", "mean", "min", "max", "count")))
        raw |= {"type": "number", "decimals": "1", "min": "0", "max": "100", "of": "pn", "aggregate": name}
        raw |= {"weighted": "true"} if name in ("sum", "mean") and draw(st.booleans()) else {}
        raw |= {"min_observations": draw(st.sampled_from("12"))} if draw(st.booleans()) else {}
    where = draw(st.none() | conditions(words, 1))
    return raw | ({"where": written(where)} if where else {}), where


_RECORDED: Final[tuple[tuple[str, ...], ...]] = (
    (), (), ("2025-01-02",), ("2025-01-02",), ("2025-01-02",), ("2025-07-01",), ("2026-06-01",),
    ("2025-01-02", "2025-07-01"), ("2025-01-02", "!2025-07-01"), ("!2025-01-02",),
)  # fmt: skip
"""When a value was recorded, and corrected; with `!` it was stated to be missing."""


def _facts(draw: DrawFn, area: str, values: dict[str, SearchStrategy[str]]) -> list[Raw]:
    """Some facts of an area: missing, known, corrected later, stated to be missing."""
    rows = []
    for name, value in values.items():
        for recorded in draw(st.sampled_from(_RECORDED)):
            said = {"missing": "secret"} if recorded[0] == "!" else {"value": draw(value)}
            day = recorded.removeprefix("!")
            rows.append({"area": area, "attribute": name, "valid_from": "2025-01-01", "recorded": day} | said)
    return rows


@st.composite
def worlds(draw: DrawFn, words: Words, read: Set[str]) -> Raw:
    """Areas at two levels with overlaps of known and unknown share, lists, and facts of which many are missing.

    Facts are drawn only for the names that are read.
    """
    bools, klass = st.sampled_from(("true", "false")), st.sampled_from(words.members)
    here = {
        "b": bools,
        "c": bools,
        "n": st.integers(-100, 100).map(str),
        "m": st.integers(0, 50).map(lambda i: f"{i}.5" if i < 50 else "50"),
        "k": klass,
        "l": klass,
        "sedan": st.sampled_from(DAYS),
    }
    there = {"pb": bools, "pk": klass, "pn": st.integers(0, 50).map(str)}
    here, there = ({n: v for n, v in held.items() if n in read} for held in (here, there))
    rows = [row for area in ("d1", "d2") for row in _facts(draw, area, here)]
    rows += [row for area in ("p1", "p2", "p3") for row in _facts(draw, area, there)]
    share = st.sampled_from(("", "0.1", "0.3", "0.5", "1"))
    pairs = draw(
        st.lists(st.sampled_from([(p, d) for d in ("d1", "d2") for p in ("p1", "p2", "p3")]), unique=True, max_size=5)
    )
    starts = draw(st.lists(st.sampled_from(("2024-01-01", "2025-01-01", "2026-01-01")), unique=True, max_size=2))
    return {
        "areas": {"d1": "del", "d2": "del", "p1": "polis", "p2": "polis", "p3": "polis"},
        "dated": rows,
        "overlaps": [{"area": p, "other": d, "andel": draw(share)} for p, d in pairs],
        "lists": [{"id": f"l{i}", "series": "lista", "valid_from": day} for i, day in enumerate(starts)],
    }  # fmt: skip


@st.composite
def rules(draw: DrawFn, words: Words, otherwise: str, trees: dict[tuple[str, str], Tree]) -> list[Raw]:
    """One to four rules; each may be an exception to some before it, have an unless, and dates."""
    found: list[Raw] = []
    ids = draw(st.sampled_from((("r1", "r2", "r3", "r4"), ("r4", "r3", "r2", "r1"), ("r2", "r4", "r1", "r3"))))
    against = {"yes": "no", "no": "yes"}
    for i, name in enumerate(ids[: draw(st.integers(1, 4))]):
        when = trees[name, "when"] = draw(conditions(words, 2))
        rule: Raw = {"id": name, "when": written(when)}
        targets = draw(st.sampled_from(((), (i - 1,), (i - 1,), (0, i - 1)))) if i else ()
        if targets:
            rule["exception_to"] = sorted({ids[t] for t in targets})
        said = against[found[targets[0]]["then"] if targets else otherwise]
        rule["then"] = said if draw(st.integers(0, 5)) else against[said]
        if draw(st.integers(0, 3)) == 0:
            unless = trees[name, "unless"] = draw(conditions(words, 1))
            rule["unless"] = written(unless)
        rule |= draw(st.sampled_from(_DATED))
        found.append(rule)
    return found


_DATED: Final[tuple[Raw, ...]] = (
    {}, {}, {}, {}, {"from": "2026-01-01"}, {"to": "2026-01-02"}, {"from": "2025-12-31", "to": "2026-01-02"},
)  # fmt: skip


@st.composite
def kinds(draw: DrawFn, words: Words) -> dict[str, Raw]:
    """Up to three attributes of the other kinds: means, classes, tables, whole levels, ranks, memory."""
    dice = draw(st.randoms(use_true_random=False))
    ranked = ("n", "m", "b", "sedan", *(("k",) if words.ordered else ()))
    tests = [written(draw(conditions(words, 1))) for _ in range(3)]
    past = ("n > 0", "b", "c or n < m", f"l = {words.members[-1]}", "n >= param.g", "k is missing")
    names = derivations.Names(
        tests, past, ("n", "m", "n - m"), ("m", "n"), ("k", "l", "b"), ranked, words.members, most=1
    )  # fmt: skip
    families = [
        ("mean", "step", "cut") if words.ordered else ("mean", "step"),
        tuple(k for k in derivations.KINDS if k.startswith("table") and (words.ordered or k != "table_priority")),
        *[("level", "stratum"), ("ordinal", "percentile", "quota"), ("since", "history")] * 2,
    ]
    found = draw(st.lists(st.sampled_from(families).flatmap(st.sampled_from), unique=True, min_size=1, max_size=3))
    return {f"x{i}": derivations.KINDS[kind](dice, names) for i, kind in enumerate(found)}


@st.composite
def samples(draw: DrawFn, parameter: bool = False, every_kind: bool = False) -> Sample:
    """A whole case: vocabulary with derived attributes, policy and world; one that often reads its `parameter`.

    With `every_kind` there are derived attributes that have no tree.
    """
    words, here, there = draw(vocabularies())
    if parameter:
        here, there = (replace(w, numbers=(*w.numbers, *["param.g"] * 3)) for w in (here, there))
    trees: dict[tuple[str, str], Tree] = {}
    derived: Raw = {}
    for name in draw(st.sampled_from(((), ("o1",), ("o1", "o2")))):
        derived[name], where = draw(overs(there))
        if where:
            trees[name, "where"] = where
        here = _with(here, name, derived[name]["type"])
    if draw(st.booleans()):
        trees["t", "test"] = draw(conditions(here, 2))
        derived["t"] = {"type": "bool", "test": written(trees["t", "test"])}
        here = _with(here, "t", "bool")
    if draw(st.booleans()):
        trees["f", "formula"], trees["f", "by"] = draw(numbers(here, 2)), draw(numbers(here, 1))
        text = f"{written(trees['f', 'formula'], 7)} / {written(trees['f', 'by'], 7)}"
        derived["f"] = {"type": "number", "decimals": "1", "min": "-100000", "max": "100000", "formula": text}
        here = _with(here, "f", "number")
    for name, given in (draw(kinds(here)) if every_kind else {}).items():
        derived[name] = given
        for _ in range(3):  # so that a rule is likely to read it
            here = _with(here, name, given["type"])
    otherwise = draw(st.sampled_from(("no", "yes")))
    listed = draw(rules(here, otherwise, trees))
    read = frozenset(re.findall(r"[a-z]\w*", f"{listed} {list(derived.values())}"))
    raw: Raw = {
        "name": "found", "note": "found by tests/test_properties.py", "day": draw(st.sampled_from(DAYS)),
        "vocabulary": words, "derived": {name: derived[name] for name in derived if name in read},
        "world": draw(worlds(here, read)), "otherwise": otherwise, "rules": listed,
    }  # fmt: skip
    if draw(st.booleans()):
        raw["known"] = draw(st.sampled_from(DAYS))
    return Sample(raw, trees, here)


def _with(words: Words, name: str, kind: str) -> Words:
    """The words with one more."""
    field = {"bool": "bools", "number": "numbers", "klass": "members_of"}[kind]
    return Words(**{**words.__dict__, field: (*getattr(words, field), name)})
