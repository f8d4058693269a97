"""Rules: what two versions say differently of their insatser, rule by rule.

The order of rules is no change, and a rule that only got another id is one renaming, wherever exceptions name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from ...loading.exceptions import compile_ruling
from ...model.policies import Policy, Rule, Ruling
from .change import Kind, Version, VersionChange, VersionPart, told
from .same_text import citation_text, condition_text, same_condition

Renamings: TypeAlias = Mapping[tuple[str, str], str]
"""(insats, old id) to new id."""


def insatser(a: Version, b: Version) -> Iterator[VersionChange]:
    """The changes of insatser and their rules, in order of id."""
    fresh = _renamings(a.policy, b.policy)
    was = {(insats, new): old for (insats, old), new in fresh.items()}
    olds, news = aligned(a, b).policy.rulings, b.policy.rulings
    for name in sorted({*olds, *news}):
        old, new = olds.get(name), news.get(name)
        if old is None or new is None:
            yield from told("insats", name, name, _listed(old), _listed(new), ("insats", name, ""))
        else:
            yield from _ruling(old, new, was)


def _listed(ruling: Ruling | None) -> VersionPart:
    return (
        VersionPart(None, None) if ruling is None else VersionPart(", ".join(r.id for r in ruling.rules), ruling.place)
    )


def _ruling(a: Ruling, b: Ruling, was: Renamings) -> Iterator[VersionChange]:
    name = b.insats.id
    old, new = (VersionPart(r.insats.level, r.place) for r in (a, b))
    yield from told("level", name, name, old, new, ("level", name, ""))
    old, new = (VersionPart(r.otherwise, r.place) for r in (a, b))
    yield from told("otherwise", name, name, old, new, ("otherwise", name, ""))
    olds, news = ({rule.id: rule for rule in ruling.rules} for ruling in (a, b))
    for rule in sorted({*olds, *news}):
        before, after = olds.get(rule), news.get(rule)
        if before is None or after is None:
            yield from told("rule", name, rule, _said(before), _said(after), ("rule", name, rule))
            continue
        old_name = VersionPart(was.get((name, rule), rule), before.place)
        yield from told("name", name, rule, old_name, VersionPart(rule, after.place))
        yield from _rule(name, before, after)


def _said(rule: Rule | None) -> VersionPart:
    return VersionPart(None, None) if rule is None else VersionPart(condition_text(rule), rule.place)


_DECIDING: Final[tuple[Kind, ...]] = ("condition", "exception", "period")
_ASPECTS: Final[tuple[Kind, ...]] = (*_DECIDING, "source", "words")


def _rule(insats: str, a: Rule, b: Rule) -> Iterator[VersionChange]:
    for kind, old, new in zip(_ASPECTS, _aspects(a), _aspects(b), strict=True):
        if kind != "condition" or not same_condition(a, b):
            slots = ((kind, insats, b.id),) if kind in _DECIDING else ()
            yield from told(kind, insats, b.id, VersionPart(old, a.place), VersionPart(new, b.place), *slots)


def _aspects(rule: Rule) -> tuple[str, ...]:
    """What can change in a rule, as text, in the order of `_ASPECTS`."""
    return (
        condition_text(rule),
        ", ".join(sorted(rule.exception_to)),
        f"{rule.start or ''} – {rule.end or ''}",
        citation_text(rule.citation),
        " / ".join(text for label in (rule.because, rule.proviso) for text in (label.sv, label.en) if text),
    )


# ── new ids


def aligned(a: Version, b: Version) -> Version:
    """A, with the ids of B for the rules that only changed their id."""
    fresh = _renamings(a.policy, b.policy)
    if not fresh:
        return a
    rulings = {name: _renamed(ruling, fresh) for name, ruling in a.policy.rulings.items()}
    return replace(a, policy=replace(a.policy, rulings=rulings))


def _renamed(ruling: Ruling, fresh: Renamings) -> Ruling:
    name = ruling.insats.id
    rules = [replace(r, id=fresh.get((name, r.id), r.id), exception_to=_targets(name, r, fresh)) for r in ruling.rules]
    return compile_ruling(replace(ruling, rules=tuple(rules)))


def _targets(insats: str, rule: Rule, fresh: Renamings) -> tuple[str, ...]:
    return tuple(sorted(fresh.get((insats, target), target) for target in rule.exception_to))


def _renamings(a: Policy, b: Policy) -> Renamings:
    """Rules gone from A and new in B with the same condition, exceptions and period; the smallest ids first."""
    renamings: dict[tuple[str, str], str] = {}
    for name in sorted(a.rulings.keys() & b.rulings.keys()):
        olds, news = ({r.id: r for r in sorted(p.rulings[name].rules, key=lambda r: r.id)} for p in (a, b))
        gone = [r for r in olds.values() if r.id not in news]
        fresh = [r for r in news.values() if r.id not in olds]
        while pair := next(((o, n) for o in gone for n in fresh if _same(name, o, n, renamings)), None):
            gone.remove(pair[0])
            fresh.remove(pair[1])
            renamings[name, pair[0].id] = pair[1].id
    return renamings


def _same(insats: str, a: Rule, b: Rule, fresh: Renamings) -> bool:
    """Whether two rules say the same, given the renamings found so far."""
    dated = (a.start, a.end) == (b.start, b.end)
    return dated and _targets(insats, a, fresh) == tuple(sorted(b.exception_to)) and same_condition(a, b)
