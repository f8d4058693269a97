"""Ranks: where an area stands among others, or what it gets beside them, as a sentence.

Enters: the derivation of a rank or a split, and a speaker. Leaves: text. Promise: what is said is what the value was
made from: the rank that was used, how many share it, who stands next; of a split the amount, how many share it, the
bound that holds, and what nobody gets.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ...model.decisions import Base, Derivation, Pot, Trace
from ...model.derivations import Rank, Split
from ...model.facts import Area
from ...model.numbers import number_text, pick
from ...model.ranking import places, rank, size
from .sentences import Speaker


def beside(speaker: Speaker, ground: Trace) -> list[str]:
    """What is said beside a derived value: its place or part; and where it lies at an end that values are cut to."""
    return [text for text in (_place_text(speaker, ground), _cut_text(speaker, ground)) if text]


def _cut_text(speaker: Speaker, ground: Trace) -> str:
    if not isinstance(ground.basis, Derivation) or not ground.basis.derived.clamp:
        return ""
    low, high = ground.basis.derived.type.low, ground.basis.derived.type.high
    if ground.value not in (low, high):
        return ""
    ends = tuple(speaker.value(end) for end in (low, high))
    way = pick(speaker.lang, ("minst", "högst")[ground.value == low], ("at least", "at most")[ground.value == low])
    end = ends[ground.value == high]
    return pick(
        speaker.lang,
        f"det som räknas ut är {way} {end}: värden skärs till {ends[0]}–{ends[1]}",
        f"what is computed is {way} {end}: values are cut to {ends[0]}–{ends[1]}",
    )


def _place_text(speaker: Speaker, ground: Trace) -> str:
    """`plats 7 av 117; närmast över: … (1,44)`; empty where the area has no place, or the value is neither kind."""
    basis = ground.basis
    if isinstance(basis, Derivation) and isinstance(basis.derived.how, Split) and isinstance(basis.base, Pot):
        return _part_text(speaker, basis.derived.how, basis.base, ground)
    if not isinstance(basis, Derivation) or not isinstance(basis.derived.how, Rank) or basis.base is None:
        return ""
    how, base, area, room = basis.derived.how, basis.base, basis.at, ground.parts[-1].value
    assert area is not None and isinstance(base, Base)
    lang, standing, n = speaker.lang, base.standings[area.id], len(base.order)
    ties = how.ties if how.measure != "quota" else "min"
    sentences = [_place(speaker, rank(standing, ties), size(tuple(base.standings.values()), ties), standing.equal)]
    if base.unsure:
        count = number_text(base.unsure, lang)
        sentences.append(pick(lang, f"{count} till kan stå var som helst", f"{count} more may stand anywhere"))
    if how.measure == "quota" and isinstance(room, Decimal):
        text = number_text(places(room, n + base.unsure, how.fraction) if how.fraction else int(room), lang)
        sentences.append(pick(lang, f"kvoten har {text} platser", f"the quota has {text} places"))
    directions = [("närmast över: ", "next above: "), ("närmast under: ", "next below: ")]  # by value, not by place
    for at, words in zip(
        (standing.before - 1, standing.before + standing.equal), _turned(how, directions), strict=True
    ):
        if 0 <= at < n:
            sentences.append(pick(lang, *words) + _named(speaker, how, base, base.order[at]))
    return "; ".join(sentences)


def _part_text(speaker: Speaker, how: Split, pot: Pot, ground: Trace) -> str:
    """`del av 20 000 000, på 7 områden; golvet gäller; 3 blir över`."""
    lang = speaker.lang
    if pot.unsure:
        count = number_text(pot.unsure, lang)
        return pick(lang, f"{count} som kanske delar saknar uppgift", f"{count} that may share have no data")
    if pot.parts is None or pot.amount is None:
        known = pot.amount is not None
        return pick(lang, "lägsta belopp går inte att hålla", "the minimums cannot be met") if known else ""
    amount, sharers = number_text(pot.amount, lang), number_text(len(pot.parts), lang)
    sentences = [pick(lang, f"del av {amount}, på {sharers} områden", f"part of {amount}, among {sharers} areas")]
    bounds = {"golvet gäller": how.floor, "taket gäller": how.cap}
    english = {"golvet gäller": "the floor holds", "taket gäller": "the cap holds"}
    limits = iter(ground.parts[-1 - len(how.keys) :][1:])
    for words, bound in bounds.items():
        limit = next(limits).value if bound is not None else None
        if isinstance(limit, Decimal) and isinstance(ground.value, Decimal):
            holds = ground.value <= limit if bound is how.floor else ground.value + how.step > limit
            sentences += [pick(lang, words, english[words])] if holds else []
    if pot.rest:
        rest = number_text(pot.rest, lang)
        sentences.append(pick(lang, f"{rest} blir över", f"{rest} is left over"))
    return "; ".join(sentences)


def _turned(how: Rank, words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words for those before and after: where the highest comes first, those before are above."""
    return words if how.keys[0].descending else words[::-1]


def _place(speaker: Speaker, place: Fraction, n: int, equal: int) -> str:
    """The rank that was used: of equal values their mean, lowest or highest rank, as the ranking says."""
    lang = speaker.lang
    first, last = number_text(Decimal(place.numerator) / place.denominator, lang), number_text(n, lang)
    sentence = pick(lang, f"rang {first} av {last}", f"rank {first} of {last}")
    if equal == 1:
        return sentence
    count = number_text(equal, lang)
    return sentence + pick(lang, f" (delas av {count})", f" (shared by {count})")


def _named(speaker: Speaker, how: Rank, base: Base, area: Area) -> str:
    return f"{area.name} ({_value(speaker, how, base, area)})"


def _value(speaker: Speaker, how: Rank, base: Base, area: Area) -> str:
    """The value that an area is ranked by first."""
    ground = base.read[area.id][-len(how.keys)]
    return speaker.value(ground.value, ground.node.type.name)
