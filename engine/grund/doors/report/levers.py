"""Levers: the thresholds of two policies that can be moved, and the values between which nothing changes.

Enters: a comparison. Leaves: `Lever` values: shares that an overlap must exceed, and parameters. Promise: the steps are
the very values at which some area may be decided otherwise, found exactly and never sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ...comparison import Comparison
from ...policy import Derived, Over, Policy
from ...readings import plain
from ...scenario import Reading
from ...sources import Label
from ...words import SPACE, flags_text, number_text
from .threshold import MOST_STEPS, Lever, own


def levers(found: Comparison) -> list[Lever]:
    """The thresholds that the policies' own rules depend on, at the level that is compared."""
    return shares(found)


def _read(found: Comparison) -> frozenset[str]:
    """Every name that the policies' own rules read."""
    rules = [rule.active for p in (found.a, found.b) for r in own(found, p) for rule in r.rules]
    return plain.reached(found.scenario.book.vocabulary, rules)


def shares(found: Comparison) -> list[Lever]:
    """A lever for each derived attribute that counts overlaps by their share."""
    words = found.scenario.book.vocabulary
    read = _read(found)
    held = [d for d in words.derived.values() if d.id in read and isinstance(d.how, Over) and d.how.bound]
    return [lever for d in held if (lever := _share(found, d)) is not None]


def _share(found: Comparison, derived: Derived) -> Lever | None:
    how = derived.how
    assert isinstance(how, Over) and how.bound is not None
    op, limit = how.bound
    if not isinstance(limit, Decimal):
        return None
    held: dict[Decimal, set[str]] = {}
    level = found.scenario.level
    for area in found.scenario.today.by_level.get(level, ()):
        for _, link in found.scenario.today.related(how.relation, how.hierarchy, area.id, how.to):
            share = link.shares.get(how.share)
            if share is not None:
                held.setdefault(share, set()).add(area.id)
    cuts = sorted(held)
    if not cuts:
        return None
    # more_than: a share s stops counting at the limit s itself; at_least: just above it, so the cell ends with it.
    ends = [Decimal(0), *cuts] if op == "more_than" else [*cuts, max(Decimal(1), cuts[-1])]
    now = sum(limit >= cut if op == "more_than" else limit > cut for cut in cuts)
    moved = (frozenset[str](), *(frozenset(held[cut]) for cut in cuts))
    said = tuple(Label(*(_between(cuts, i, op, lang) for lang in ("sv", "en"))) for i in range(len(ends)))
    share_name = words_of(found, how.share)
    label = Label(
        f"{derived.label.get('sv')}: {'mer än' if op == 'more_than' else 'minst'} så stor {share_name.get('sv')}",
        f"{derived.label.get('en')}: {'more than' if op == 'more_than' else 'at least'} this {share_name.get('en')}",
    )
    frame = _framing(found, derived, how, [(op, end) for end in ends])
    lever = Lever(f"{derived.id}", label, said, now, moved, frame, flags_text(derived.citation, "sv"))
    return windowed(lever)


def words_of(found: Comparison, share: str) -> Label:
    """The words of a share."""
    return found.scenario.book.vocabulary.shares.get(share, Label(share))


def _framing(
    found: Comparison, derived: Derived, how: Over, bounds: list[tuple[str, Decimal]]
) -> Callable[[Policy, int, Reading], plain.Frame]:
    """Frames in which the share must exceed another limit, each made once."""
    made: dict[tuple[str, int, Reading], plain.Frame] = {}
    words = found.scenario.book.vocabulary

    def frame(policy: Policy, i: int, reading: Reading) -> plain.Frame:
        key = (policy.id, i, reading)
        if key not in made:
            other = replace(derived, how=replace(how, bound=bounds[i]))
            changed = replace(words, derived={**words.derived, derived.id: other})
            made[key] = plain.frame(changed, policy, found.scenario.today, dict(reading))
        return made[key]

    return frame


def _between(cuts: list[Decimal], i: int, op: str, lang: str) -> str:
    """A stretch of shares in words; which end belongs to it depends on how the limit is tested."""
    low = _percent(cuts[i - 1], lang) if i else ""
    high = _percent(cuts[i], lang) if i < len(cuts) else ""
    inside = op == "more_than"
    if not low:
        return f"{'<' if inside else '≤'} {high}"
    if not high:
        return f"{'≥' if inside else '>'} {low}"
    return f"{low} – {high}"


def _percent(share: Decimal, lang: str) -> str:
    """A share as per cent, with all the decimals that it has."""
    return f"{number_text((share * 100).normalize() + 0, lang)}{SPACE}%"


def windowed(lever: Lever) -> Lever:
    """The steps nearest the value in force, where there are more than can be shown."""
    count = len(lever.stretches)
    if count <= MOST_STEPS:
        return lever
    first = min(max(0, (lever.now or 0) - MOST_STEPS // 2), count - MOST_STEPS)
    kept = slice(first, first + MOST_STEPS)
    inner = lever.frame
    now = None if lever.now is None else lever.now - first

    def frame(policy: Policy, i: int, reading: Reading) -> plain.Frame:
        return inner(policy, first + i, reading)

    return replace(
        lever, stretches=lever.stretches[kept], moved=lever.moved[kept], now=now, frame=frame,
        left_out=count - MOST_STEPS,
    )  # fmt: skip
