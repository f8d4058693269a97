"""Derived: the derived attributes of a vocabulary.

Typed, free of circles, and nothing that a method rests on is assumed: what is undeclared is a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Final

from ...language.typing import fits, formula
from ...model.derivations import AmongAreas, Fired, Formula, How, Over, Split, Test
from ...model.expressions import BOOL, Literal, Name, height, names
from ...model.policies import Derived, Parameter, Policy, Vocabulary
from ..documents import Path
from ..report import label
from ..schema import DerivedIn, TableIn, VocabularyFile
from ..vocabulary import Declared, levels
from .choices import cut, mean, transform
from .maker import Maker
from .overs import over
from .past import fired, history, since
from .ranks import rank, scaled
from .spans import span
from .splits import split
from .tables import table

MAX_HEIGHT: Final = 150
"""Nodes on the longest way through derived attributes down to a fact, so that every reading may recurse."""
_STEP: Final = 4
"""What the step from one derived attribute to the next counts as."""


def derived(
    declared: Declared, words: Vocabulary, parameters: Mapping[str, Parameter], model: VocabularyFile
) -> Vocabulary:
    """The vocabulary with its derived attributes; problems go to the report."""
    shells = {name: _shell(declared, model, name, given) for name, given in model.derived.items()}
    uses: dict[Path, TableIn] = {
        ("derived", name, "table"): given.table for name, given in model.derived.items() if given.table is not None
    }
    declared.read_tables(model.tables, uses)
    draft = replace(words, derived=shells)
    attributes = {
        name: _make(Maker(declared, draft, parameters, shells[name], given)) for name, given in model.derived.items()
    }
    if _refuse_circles(declared, attributes):
        _refuse_today(declared, attributes)
        _refuse_differing(declared, shells, {n: a for n, a in attributes.items() if a is not shells[n]})
    return replace(words, derived=attributes, tables=declared.written)


def _shell(declared: Declared, model: VocabularyFile, name: str, given: DerivedIn) -> Derived:
    """A derived attribute with its type, before its expression is read."""
    path: Path = ("derived", name)
    levels(declared, model, path, given.level)
    citation = declared.report.citation(declared.document, path, given, declared.sources, name)
    kind = declared.type(path, given)
    how = Test(Literal(False, BOOL))
    words = label(given.label), label(given.unit)
    return Derived(name, tuple(given.level), kind, *words, how, citation, label(given.negated))


def _make(maker: Maker) -> Derived:
    """The attribute, or its shell where a problem was noted."""
    kind = maker.kind
    if kind is None:
        return maker.shell
    maker.unread(kind)
    how = _KINDS[kind](maker)
    return maker.shell if how is None else _bounded(maker, replace(maker.shell, how=how, clamp=maker.given.clamp))


def _bounded(maker: Maker, derived: Derived) -> Derived:
    """The attribute, and whether its values must be looked at; what can be seen to leave a declared bound is a problem.

    What is divided and its divisor go together more often than not (a share), so a quotient is left to the run.
    """
    kind, given = derived.type, maker.given
    if kind.kind != "number":
        if given.clamp:
            maker.misplaced("clamp", "type: number", f"type: {given.type}")
        return derived
    low, high = span(derived.how, kind)
    leaves = {
        "min": given.min is not None and low is not None and low < kind.low,
        "max": given.max is not None and high is not None and high > kind.high,
    }
    divided = isinstance(derived.how, Formula) and derived.how.denominator is not None
    if not given.clamp and not divided and any(leaves.values()):
        place = maker.place("max" if leaves["max"] else "min")
        words = {"low": f"{low:f}" if low is not None else "…", "high": f"{high:f}" if high is not None else "…"}
        maker.report.add("G339", place, attribute=derived.id, **words, least=f"{kind.low:f}", most=f"{kind.high:f}")
    inside = low is not None and high is not None and kind.low <= low and high <= kind.high
    return replace(derived, checked=not inside)


def _test(maker: Maker) -> Test | None:
    expr = maker.condition(("test",), maker.given.test or "")
    maker.typed("bool")
    return None if expr is None else Test(expr)


def _formula(maker: Maker) -> Formula | None:
    parsed_formula = maker.each_level(("formula",), partial(formula, maker.given.formula or ""))
    maker.typed("number")
    step = maker.given.step
    if step is not None and step <= 0:
        maker.report.add("G303", maker.place("step"), value=step, wanted="> 0")
    elif step is not None and not fits(step, maker.shell.type.decimals):
        words = {"decimals": str(maker.shell.type.decimals), "attribute": maker.shell.id}
        maker.report.add("G404", maker.place("step"), value=step, **words)
    return None if parsed_formula is None else Formula(parsed_formula[0], parsed_formula[1], maker.given.round, step)


_KINDS: Final[dict[str, Callable[[Maker], How | None]]] = {
    "test": _test,
    "formula": _formula,
    "over": over,
    "rank": rank,
    "scaled": scaled,
    "transform": transform,
    "mean": mean,
    "cut": cut,
    "table": table,
    "since": since,
    "history": history,
    "fired": fired,
    "split": split,
}


def _refuse_circles(declared: Declared, attributes: Mapping[str, Derived]) -> bool:
    """Whether every derived attribute can be computed after those it reads, in not too many steps."""
    graph = {name: reads(d) & set(attributes) for name, d in attributes.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        place = declared.document.place(("derived", circle[0]), key=True)
        declared.report.add("G309", place, circle=" → ".join(reversed(circle)))
        return False
    deep: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        own = max((height(e) for e in attributes[name].how.exprs), default=0)
        deep[name] = own + _STEP + max((deep[n] for n in graph[name]), default=0)
        if deep[name] > MAX_HEIGHT:
            place = declared.document.place(("derived", name), key=True)
            declared.report.add("G320", place, what="@derivations", limit=MAX_HEIGHT, chain=f"… → {name}")
            return False
    return True


def _refuse_today(declared: Declared, attributes: Mapping[str, Derived], known: Container[str] = ()) -> None:
    """What is asked of days in the past does not read the day of the run, itself or through others."""
    for name in _read_today(attributes):
        if name not in known:
            field = attributes[name].how.name
            declared.report.add("G333", declared.document.place(("derived", name, field)), field=field)


def _refuse_differing(declared: Declared, known: Container[str], attributes: Mapping[str, Derived]) -> None:
    """What is read once for all areas of a level (a quota's places, a reference, an amount) is the same for each.

    `known`: the names of all derived attributes; what is wrong with one that `attributes` lacks is noted already.
    """
    for name, derived in attributes.items():
        how = derived.how
        expr = how.amount if isinstance(how, Split) else how.common if isinstance(how, AmongAreas) else None
        if expr is not None and not all(_is_common(known, attributes, n) for n in names(expr)):
            paths = [("derived", name, field) for field in ("split", "first", "fraction", "reference")]
            path = next(path for path in paths if path in declared.document.values)
            declared.report.add("G331", declared.document.place(path), field=path[-1])


def _is_common(known: Container[str], attributes: Mapping[str, Derived], name: str) -> bool:
    """Whether a name has one value at every area of a level: a parameter, what is computed of all areas of a level, or
    a formula of these."""
    if name not in attributes:
        return name in known or Name.parse(name).space == "param"
    how = attributes[name].how
    if isinstance(how, Over):
        return how.relation == "level" and how.by is None
    return isinstance(how, Formula) and all(_is_common(known, attributes, n) for expr in how.exprs for n in names(expr))


def _read_today(attributes: Mapping[str, Derived]) -> list[str]:
    """What is asked of days in the past and reads the day of the run; there is no circle."""
    below: dict[str, frozenset[str]] = {}
    for name in TopologicalSorter({n: reads(d) & set(attributes) for n, d in attributes.items()}).static_order():
        read = reads(attributes[name])
        below[name] = read.union(*(below[n] for n in read if n in attributes))
    return [name for name in below if attributes[name].how.dated and "day" in below[name]]


def counted(declared: Declared, words: Vocabulary, policies: Iterable[Policy]) -> Vocabulary:
    """The vocabulary whose counts of rules (`fired`) know what the rules read, in whatever policy.

    A rule that no policy has, or of another level, is a problem; so is one that reads its own count, and one of a
    time of its own, or that reads the day, whose count is asked of days in the past.
    """
    counts = {d.id: d.how for d in words.derived.values() if isinstance(d.how, Fired)}
    if not counts:
        return words
    rulings = [ruling for policy in policies for ruling in policy.rulings.values()]
    attributes = dict(words.derived)
    for name, how in counts.items():
        at = words.derived[name].levels
        rules = {r.id: r for g in rulings if (g.insats.level,) == at for r in g.rules}
        for i, rule in enumerate(how.rules):
            place = declared.document.place(("derived", name, "fired", i))
            declared.report.known(place, "@rule", rule, rules)
        read = (rule for ruling in rulings for rule in ruling.under(how.rules).rules)
        exprs = tuple(dict.fromkeys(part for rule in read for part in rule.conditions))
        attributes[name] = replace(words.derived[name], how=replace(how, exprs=exprs))
    if _refuse_circles(declared, attributes):
        _refuse_today(declared, attributes, _read_today(words.derived))
    return replace(words, derived=attributes)


def reads(attribute: Derived) -> frozenset[str]:
    """The names a derived attribute reads, at whatever area."""
    return frozenset().union(*(names(expr) for expr in attribute.how.exprs))
