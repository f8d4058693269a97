"""Ranks: where an area stands among others, or what it gets beside them, as a sentence.

What is said is what the value was made from: the rank that was used, how many share it, who stands next; what a value
is scaled by; of a split the amount, how many share it, the bound that holds, and what nobody gets. A value that does
not exist says why.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from ...model.arithmetic import fraction
from ...model.decisions import Base, Derivation, Pot, Trace
from ...model.derivations import PowerMean, Rank, Scaled, Split, Transform
from ...model.facts import Area
from ...model.numbers import number_text, pick
from ...model.ranking import places, rank, size
from ...model.scaling import reference_of, root, variance
from ...model.transforms import DOMAINS
from .headlines import agreed
from .sentences import Speaker
from .values import count_text

_ENDS: Final = {"mean": ("medel", "mean"), "min": ("lägst", "lowest"), "max": ("högst", "highest")}
_UNSURE_BASE: Final = ("{count} i basen saknar uppgift", "{count} of the base {count:=has|have} no data")
_UNSURE_SHARERS: Final = ("{count} som kanske delar saknar uppgift", "{count} that may share {count:=has|have} no data")
_QUOTA: Final = ("kvoten har {quota:plats|platser}", "the quota has {quota:place|places}")
_MORE: Final = 2
"""So many decimals more than the values of a base have, its mean and deviation are shown with."""


def beside(speaker: Speaker, ground: Trace) -> list[str]:
    """What is said beside a derived value: its place or part; and where it lies at an end that values are cut to."""
    sentences = (_place_text(speaker, ground), _nothing_text(speaker, ground), _cut_text(speaker, ground))
    return [text for text in sentences if text]


def _nothing_text(speaker: Speaker, ground: Trace) -> str:
    """Why a value does not exist though what it is made of is known: it is outside the domain of the method."""
    basis, lang = ground.basis, speaker.lang
    if ground.value is not None or not isinstance(basis, Derivation) or any(p.value is None for p in ground.parts):
        return ""
    how = basis.derived.how
    if isinstance(how, Transform):
        inside = DOMAINS[how.function]
        return pick(lang, f"{how.function} finns bara för värden {inside}", f"{how.function} exists for {inside} only")
    if isinstance(how, PowerMean):
        return pick(lang, "medlet finns bara för värden som inte är negativa", "the mean exists for values ≥ 0 only")
    if isinstance(how, Scaled) and isinstance(basis.base, Base) and not basis.base.unsure:
        if how.method == "distance":
            return pick(lang, "referensen är 0", "the reference is 0")
        if len(basis.base.order) == 1:
            return pick(lang, "området är ensamt i basen", "the area is alone in the base")
        return pick(lang, "alla värden i basen är lika", "all values of the base are equal")
    return ""


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
    if isinstance(basis, Derivation) and isinstance(basis.derived.how, Scaled) and isinstance(basis.base, Base):
        return _base_text(speaker, basis.derived.how, basis.base, ground)
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
        quota = places(room, n + base.unsure, how.fraction) if how.fraction else int(room)
        sentences.append(agreed(_QUOTA, lang, quota=quota))
    directions = [("närmast över: ", "next above: "), ("närmast under: ", "next below: ")]  # by value, not by place
    for at, words in zip(
        (standing.before - 1, standing.before + standing.equal), _turned(how, directions), strict=True
    ):
        if 0 <= at < n:
            sentences.append(pick(lang, *words) + _named(speaker, how, base, base.order[at]))
    return "; ".join(sentences)


def _base_text(speaker: Speaker, how: Scaled, base: Base, ground: Trace) -> str:
    """`medel 12,3, standardavvikelse 4,56, områden i basen 117`: what a value is scaled by; empty without a base."""
    lang, spread = speaker.lang, base.spread
    if base.unsure:
        return agreed(_UNSURE_BASE, lang, count=base.unsure)
    if spread is None:
        return ""
    decimals = how.keys[0].expr.type.decimals
    shown = decimals + _MORE

    def number(value: Fraction) -> str:
        return number_text(fraction(value / 10**decimals, shown) or 0, lang)

    if how.number is not None:
        pairs = [(("referens", "reference"), speaker.value(ground.parts[-1].value))]
    else:
        ends = {"z_score": ("mean",), "min_max": ("min", "max"), "distance": (how.reference,)}[how.method]
        pairs = [(_ENDS[end], number(reference_of(spread, end))) for end in ends]
    square = variance(spread, how.sd) if how.sd else None
    if square is not None:
        deviation = number_text(root(square / 10 ** (2 * decimals), 2, shown), lang)
        pairs.append((("standardavvikelse", "standard deviation"), deviation))
    areas = number_text(spread.n, lang)
    pairs.append((("områden i basen", "areas in the base"), areas))
    return ", ".join(f"{pick(lang, *words)} {text}" for words, text in pairs)


def _part_text(speaker: Speaker, how: Split, pot: Pot, ground: Trace) -> str:
    """`del av 20 000 000, på 7 områden; golvet gäller; 3 blir över`."""
    lang = speaker.lang
    if pot.unsure:
        return agreed(_UNSURE_SHARERS, lang, count=pot.unsure)
    if pot.parts is None or pot.amount is None:
        known = pot.amount is not None
        return pick(lang, "lägsta belopp går inte att hålla", "the minimums cannot be met") if known else ""
    amount, sharers = number_text(pot.amount, lang), count_text(len(pot.parts), lang, "area")
    sentences = [pick(lang, f"del av {amount}, på {sharers}", f"part of {amount}, among {sharers}")]
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
