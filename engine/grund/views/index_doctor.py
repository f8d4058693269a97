"""Index doctor: the blocks of `grund index` on what the weights do, and on how far the ranking rests on choices.

Enters: an index, and what was found of it. Leaves: blocks, and data for JSON. Promise: a share is one of the variance,
which is said; every choice that was tried is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from ..analysis.index_doctor import AS_IT_IS, CHOICES, Doctor, IndexChoice, RankInterval
from ..analysis.need_index import Term
from ..analysis.weight_breakpoints import Breakpoint
from ..analysis.weight_draws import WeightDraws, WeightRange
from ..model.arithmetic import fraction
from ..model.numbers import number_text, pick
from .formats.columns import headings
from .formats.rank_picture import RankedRow, rank_picture
from .formats.text import Block, NumericText
from .wording.headlines import listed
from .wording.sentences import Speaker
from .wording.values import share_text

SHARE_DECIMALS: Final = 6
"""Decimals of an exact share where it is written."""
_SCALINGS: Final[Mapping[str, tuple[str, str]]] = {
    "z_score": ("standardavvikelser från medlet", "standard deviations from the mean"),
    "min_max": ("läge mellan lägst och högst", "position between lowest and highest"),
    "percentile": ("rang", "rank"),
}


def doctor_blocks(doctor: Doctor, speak: Speaker) -> list[Block]:
    """What the weights do, the ranks by other choices and, where they are drawn, by other weights; nothing where no
    area has a value."""
    if not doctor.intervals:
        return []
    blocks = [_weights(doctor, speak), _ranks(doctor, speak.lang)]
    blocks += [] if doctor.draws is None else [_draws(doctor, doctor.draws, speak)]
    return [*blocks, *(_breakpoints(varied, points, speak) for varied, points in doctor.breakpoints)]


def _weights(doctor: Doctor, speak: Speaker) -> Block:
    lang = speak.lang
    title = pick(lang, "Vad vikterna gör", "What the weights do")
    columns = headings(lang, "part", "weight_share", "effective_share", "correlation")
    rows = tuple(
        (term_label(i.term, speak), share_cell(i.declared, lang), share_cell(i.effective, lang), i.correlation)
        for i in doctor.importances
    )
    note = pick(
        lang,
        "Andelen av spridningen är hur mycket av skillnaderna mellan områdena som kommer av delen (dess kovarians med "
        "indexet, delad med indexets varians; delens Shapleyvärde). En del med negativ andel jämnar ut "
        "skillnaderna.",
        "The share of the spread is how much of the differences between areas comes from the part (its covariance with "
        "the index, divided by the variance of the index; the part's Shapley value). A part with a negative share "
        "evens the differences out.",
    )
    n = number_text(doctor.unknown, lang)
    left = pick(lang, f"Områden utan index, inte medräknade: {n}.", f"Areas without an index, not included: {n}.")
    return Block(title, columns, rows, (note, *([left] if doctor.unknown else [])))


def term_label(term: Term, speak: Speaker) -> str:
    """What a term counts; of a term that counts nothing, its weight's name."""
    return " × ".join(speak.say(part) for part in term.counted or term.weights)


def share_cell(share: Fraction | None, lang: str) -> NumericText:
    """A share as per cent, or a dash where it does not exist."""
    value = fraction(share, SHARE_DECIMALS)
    return NumericText("–" if value is None else share_text(value, lang))


def _ranks(doctor: Doctor, lang: str) -> Block:
    """The ranks that each area has, and who is first by all choices and by some."""
    title = pick(lang, "Rang med andra rimliga val", "Rank by other reasonable choices")
    columns = headings(lang, "rank", "name", "best_rank", "worst_rank")
    rows = tuple((i.ranks[AS_IT_IS], i.area.name, *i.ends) for i in doctor.intervals)
    made = [choice for choice in CHOICES if choice in doctor.intervals[0].ranks and choice != AS_IT_IS]
    tried = "; ".join(dict.fromkeys(choice_text(choice, lang) for choice in made))
    names = [i.area.name for i in doctor.intervals]
    ends = [i.ends for i in doctor.intervals]
    selection = _selection(names, ends, doctor.first, pick(lang, "val", "choices"), lang)
    ranked = [RankedRow(i.area.name, i.ranks[AS_IT_IS], *i.ends) for i in doctor.intervals]
    picture = rank_picture(ranked, title, lang)
    return Block(title, columns, rows, (selection, pick(lang, f"Prövat: {tried}.", f"Tried: {tried}.")), picture)


def _selection(names: Sequence[str], ends: Sequence[tuple[int, int]], most: int, of: str, lang: str) -> str:
    """Who is among the first by all of some choices, by some, and how many by none."""
    by_all = [name for name, (_, worst) in zip(names, ends, strict=True) if worst <= most]
    by_some = [name for name, (best, worst) in zip(names, ends, strict=True) if best <= most < worst]
    none = pick(lang, "inget område", "no area")
    first, sometimes = (listed(chosen, lang) or none for chosen in (by_all, by_some))
    never = number_text(len(names) - len(by_all) - len(by_some), lang)
    top = f"1–{most}" if most > 1 else str(most)
    return pick(
        lang,
        f"Rang {top} med alla {of}: {first}; med bara några: {sometimes}. Aldrig: {never} av {len(names)}.",
        f"Rank {top} by all {of}: {first}; by some only: {sometimes}. Never: {never} of {len(names)}.",
    )


def _draws(doctor: Doctor, draws: WeightDraws, speak: Speaker) -> Block:
    """The ranks that each area has where weights vary at once, and how often it is among the first."""
    lang = speak.lang
    title = pick(lang, "Rang när vikterna varierar", "Rank when the weights vary")
    among = pick(lang, f"Andel bland de {draws.first} första", f"Share among the first {draws.first}")
    columns = (*headings(lang, "rank", "name", "best_rank", "worst_rank"), among)
    pairs = [(interval, draws.areas[interval.area.id]) for interval in doctor.intervals]
    rows = tuple(
        (i.ranks[AS_IT_IS], i.area.name, d.best, d.worst, share_cell(Fraction(d.first, draws.number), lang))
        for i, d in pairs
    )
    spans = "; ".join(
        f"{speak.name(r.name)} {number_text(r.low, lang)}–{number_text(r.high, lang)}" for r in draws.ranges
    )
    n = number_text(draws.number, lang)
    how = pick(
        lang,
        f"{n} dragningar med frö {draws.seed}; vikterna dras var för sig, jämnt i sina spann: {spans}.",
        f"{n} draws with seed {draws.seed}; each weight is drawn by itself, evenly in its range: {spans}.",
    )
    names, ends = [i.area.name for i, _ in pairs], [(d.best, d.worst) for _, d in pairs]
    selection = _selection(names, ends, draws.first, pick(lang, "dragningar", "draws"), lang)
    picture = rank_picture([RankedRow(i.area.name, i.ranks[AS_IT_IS], d.best, d.worst) for i, d in pairs], title, lang)
    return Block(title, columns, rows, (selection, how), picture)


def _breakpoints(varied: WeightRange, points: Sequence[Breakpoint], speak: Speaker) -> Block:
    """Every value of a weight at which two areas change places."""
    lang = speak.lang
    name = f"{speak.name(varied.name)} {number_text(varied.low, lang)}–{number_text(varied.high, lang)}"
    title = pick(lang, f"Brytpunkter: {name}", f"Breakpoints: {name}")
    columns = (pick(lang, "Värde där de är lika", "Value where equal"), *headings(lang, "name"))
    passes = pick(lang, "får högre rang än", "passes")
    rows = tuple((fraction(p.value, SHARE_DECIMALS), f"{p.below.name} {passes} {p.above.name}") for p in points)
    note = pick(
        lang,
        "Alla värden i spannet där ordningen mellan två områden ändras när bara denna vikt ökar; de är exakta men "
        "visas avrundade.",
        "All values in the range where two areas change places as the weight rises and it alone changes; they are "
        "exact, and rounded here.",
    )
    none = pick(lang, "Ordningen mellan områdena ändras inte i spannet.", "No areas change places in the range.")
    return Block(title, columns if rows else (), rows, (note if rows else none,))


def choice_text(choice: IndexChoice, lang: str) -> str:
    """`rang, geometriskt medel, lika vikter`."""
    if choice == AS_IT_IS:
        return pick(lang, "indexet", "the index")
    words = [pick(lang, *_SCALINGS[choice.scaling])]
    words += [pick(lang, "geometriskt medel", "geometric mean")] if choice.mean == "geometric" else []
    words += [pick(lang, "lika vikter", "equal weights")] if choice.weights == "equal" else []
    return ", ".join(words)


def importance_data(doctor: Doctor, speak: Speaker) -> list[dict[str, Any]]:
    """The terms, for JSON: shares are exact fractions."""
    return [
        {
            "part": term_label(i.term, speak),
            "declared": _fraction(i.declared),
            "effective": _fraction(i.effective),
            "correlation": None if i.correlation is None else str(i.correlation),
        }
        for i in doctor.importances
    ]


def ranks_data(interval: RankInterval | None) -> dict[str, int]:
    """The rank by each choice, for JSON."""
    return {} if interval is None else {" ".join(choice): place for choice, place in interval.ranks.items()}


def draws_data(draws: WeightDraws) -> dict[str, Any]:
    """What was drawn, for JSON."""
    ranges = [{"weight": r.name.removeprefix("param."), "low": str(r.low), "high": str(r.high)} for r in draws.ranges]
    return {"number": draws.number, "seed": draws.seed, "first": draws.first, "ranges": ranges}


def breakpoints_data(doctor: Doctor) -> list[dict[str, Any]]:
    """The breakpoints of each weight, for JSON: values are exact fractions."""
    return [
        {
            "weight": varied.name.removeprefix("param."),
            "low": str(varied.low),
            "high": str(varied.high),
            "points": [{"equal_at": str(p.value), "above": p.above.id, "below": p.below.id} for p in points],
        }
        for varied, points in doctor.breakpoints
    ]


def _fraction(share: Fraction | None) -> str | None:
    return None if share is None else str(share)
