"""Index: the view of `grund index NAME`: the order of the areas, what the weights do, and each area's parts.

Unknown is a dash with what is missing beside it, never a number or a place; CSV and JSON hold every area, the table
the parts of the first ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ..analysis.index_doctor import Doctor, RankInterval, examined
from ..analysis.need_index import NeedIndex, Placed, Term
from ..analysis.weight_draws import Drawing, DrawnRanks
from ..analysis.weight_swaps import Swap
from ..model.arithmetic import fraction
from ..model.expressions import Reference
from ..model.numbers import number_text, pick
from ..model.policies import Parameter
from ..model.scenario import reading_text
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .index_doctor import (
    SHARE_DECIMALS,
    breakpoints_data,
    doctor_blocks,
    draws_data,
    importance_data,
    ranks_data,
    share_cell,
    term_label,
)  # fmt: skip
from .result import Result
from .run import question_notes, reading_word
from .wording.headlines import agreed, areas_text, headline
from .wording.sentences import Speaker
from .wording.values import flags_text, marks_legend, marks_text

_APART: Final = 5
"""So many areas are taken apart in the table."""
_PARTS_LEFT: Final = (
    "Delarna för {left:område|områden} till: --format csv eller json.",
    "The parts of {left:more area|more areas}: --format csv or json.",
)
_HEADER: Final = (
    *("index", "tolkning", "area", "name", "value", "rank", "missing", "part", "weight", "count", "contribution"),
    *("share", "new_value", "new_rank", "effective_share", "best_rank", "worst_rank"),
)

_DRAWN: Final = ("drawn_best_rank", "drawn_worst_rank", "drawn_first", "draws")
"""The columns of draws, where weights are drawn."""


def index_view(
    indexes: Sequence[NeedIndex], lang: str, most: int | None = None, drawing: Drawing | None = None
) -> Result:
    """An index in each reading of the open questions; `most`: how many areas are selected."""
    first = indexes[0]
    speak = Speaker(first.scenario.book.vocabulary, first.policy.parameters, lang)
    title = f"{first.derived.label.get(lang)} ({first.derived.id})"
    notes = (index_finding(first, lang), *heading(first.scenario, lang, [first.policy]), *_about(first, speak, lang))
    blocks = [Block(title, (), (), notes)]
    short = list(blocks)
    doctors = [examined(index, most, drawing) for index in indexes]
    for index, doctor in zip(indexes, doctors, strict=True):
        order, examination, swaps = _order(index, speak, lang), doctor_blocks(doctor, speak), _swaps(index, lang)
        blocks += [order, *examination, *_apart(index, speak, lang), swaps]
        short += [order, *examination, swaps]
    ending = (*question_notes(first.scenario, [need_index.reading for need_index in indexes], lang), marks_legend(lang))
    rows = tuple(row for index, doctor in zip(indexes, doctors, strict=True) for row in _rows(index, doctor, speak))
    end = Block("", (), (), ending)
    rest = pick(lang, "alla rader och varje områdes delar", "all rows and the parts of each area")
    header = _HEADER if drawing is None else (*_HEADER, *_DRAWN)
    return Result((*blocks, end), header, rows, _data(indexes, doctors, speak), short=(*short, end), rest=rest)


def _about(index: NeedIndex, speak: Speaker, lang: str) -> list[str]:
    """What the index is, on what scale, what it stands on, and which weights are tried."""
    cited = index.derived.citation
    flags = flags_text(cited, lang)
    scale = index.derived.type.scale
    sentences = [" ".join(t for t in (flags, ", ".join(cited.documents), cited.noted(lang)) if t)]
    sentences += [pick(lang, f"Skala: {scale.replace('_', ' ')}.", f"Scale: {scale}.")] if scale else []
    if index.summed.id != index.derived.id:
        summed = f"{index.summed.label.get(lang)} ({index.summed.id})"
        sentences.append(pick(lang, f"Delarna är de i {summed}.", f"The parts are those of {summed}."))
    for name, value in index.tried.items():
        label, to = speak.name(f"param.{name}"), number_text(value, lang)
        sentences.append(pick(lang, f"PRÖVAT: {label} = {to}.", f"TRIED: {label} = {to}."))
        if name in index.unread:
            sentences.append(pick(lang, f"Indexet läser inte {name}.", f"The index does not read {name}."))
    return [text for text in sentences if text]


def _order(index: NeedIndex, speak: Speaker, lang: str) -> Block:
    level = index.scenario.book.vocabulary.levels[index.level].label.get(lang)
    word = reading_word(index.scenario, index.reading, lang)
    title = pick(lang, "Rangordning", "Ranking") + f" ({level}{f'; {word}' if word else ''})"
    if not index.rows:
        return Block(title, (), (), (pick(lang, "inga områden är kända", "no areas known"),))
    columns = [*headings(lang, "rank", "name"), "Index"]
    columns += [pick(lang, "Ny rang", "New rank"), pick(lang, "Nytt index", "New index")] if index.tried else []
    unknown = any(row.missing for row in index.rows)
    columns += headings(lang, "lacking") if unknown else ()
    waiting: dict[str, int] = {}
    rows: list[tuple[Cell, ...]] = []
    for row in index.rows:
        cells: list[Cell] = [row.rank, row.area.name, row.value]
        cells += [row.new_rank, row.new_value] if index.tried else []
        lacking = _missing(row, speak)
        number = f"({waiting.setdefault(lacking, len(waiting) + 1)})" if lacking else ""
        rows.append((*cells, number) if unknown else tuple(cells))
    notes = [f"({n}) {lacking}" for lacking, n in waiting.items()]
    return Block(title, tuple(columns), tuple(rows), (*notes, *_moved(index, lang)))


def _missing(row: Placed, speak: Speaker) -> str:
    return speak.lacking(row.missing, row.none)


def _moved(index: NeedIndex, lang: str) -> list[str]:
    """How many areas change places, and that areas may share one."""
    sentences = []
    known = [row.rank for row in index.rows if row.rank is not None]
    if len(known) < len(index.rows):
        n = len(index.rows) - len(known)
        sentences.append(
            pick(lang, f"Utan rang, index kan inte beräknas: {n}.", f"Without a rank, index cannot be calculated: {n}.")
        )
    if len(set(known)) < len(known):
        sentences.append(
            pick(lang, "Områden med samma index får samma rang.", "Areas with the same index share a rank.")
        )
    if index.tried:
        n = sum(row.rank != row.new_rank for row in index.rows)
        sentences.append(
            pick(lang, f"Byter rang: {n} av {len(index.rows)}.", f"Change rank: {n} of {len(index.rows)}.")
        )
    return sentences


def _apart(index: NeedIndex, speak: Speaker, lang: str) -> list[Block]:
    """The first areas, each with its parts."""
    columns = headings(lang, "part", "weight", "count", "contribution", "share")
    blocks = []
    for row in index.rows[:_APART]:
        cells = tuple(
            (_marked(index, term, row, speak), p.weight, p.amount, p.contribution, share_cell(p.share, lang))
            for term, p in zip(index.terms, row.parts, strict=True)
        )
        blocks.append(Block(row.area.name, columns, cells))
    left = len(index.rows) - len(blocks)
    if left > 0:
        blocks.append(Block("", (), (), (agreed(_PARTS_LEFT, lang, left=left),)))
    return blocks


def _marked(index: NeedIndex, term: Term, row: Placed, speak: Speaker) -> str:
    """What a term counts; with the mark of an assumption where the area's value is repaired."""
    label = term_label(term, speak)
    return f"{label} {marks_text(['assumption'], speak.lang)}" if _repaired(index, term, row) else label


def _repaired(index: NeedIndex, term: Term, row: Placed) -> bool:
    """Whether an attribute that a term counts stands in the place of a missing one."""
    names = (part.name for part in term.counted if isinstance(part, Reference))
    facts = (index.scenario.today.facts.get((row.area.id, name)) for name in names)
    return any(fact is not None and fact.repair for fact in facts)


def _swaps(index: NeedIndex, lang: str) -> Block:
    title = pick(
        lang,
        "Minsta viktändring som ändrar rangordningen",
        "Smallest weight change that alters the ranking",
    )
    columns = (
        *headings(lang, "weight"), pick(lang, "Nu", "Now"), pick(lang, "Värde där de är lika", "Value where equal"),
        pick(lang, "Värde där de byter rang", "Value where swapped"), *headings(lang, "name"),
    )  # fmt: skip
    if not any(row.rank for row in index.rows):  # no order to change: not the same as one that nothing changes
        return Block(title, (), (), (pick(lang, "Ingen rangordning är känd.", "No ranking is known."),))
    rows = tuple(_swap(index, parameter, swap, lang) for parameter, swap in index.swaps)
    notes = pick(
        lang,
        "En vikt ändras i taget, inom sin domän och utan att byta tecken; räknat på index före avrundning.",
        "One weight at a time, within its domain and keeping its sign; based on unrounded values.",
    )
    none = pick(lang, "Ingen vikt som kan ändras för sig.", "No weight that can be changed by itself.")
    return Block(title, columns if rows else (), rows, (notes if rows else none,))


def _swap(index: NeedIndex, parameter: Parameter, swap: Swap | None, lang: str) -> tuple[Cell, ...]:
    label, now = parameter.label.get(lang), parameter.on(index.scenario.day)
    if swap is None:
        return (
            label,
            now.value if now and isinstance(now.value, Decimal) else None,
            None,
            None,
            pick(lang, "inget byte", "no swap"),
        )
    sentence = pick(lang, "får högre rang än", "passes")
    equal = fraction(swap.equal, swap.parameter.type.decimals + 4)
    return (label, swap.now, equal, swap.to, f"{swap.below.name} {sentence} {swap.above.name}")


# ── for programs


def _rows(index: NeedIndex, doctor: Doctor, speak: Speaker) -> Iterator[tuple[Cell, ...]]:
    """A row per area and part."""
    chosen = reading_text(index.reading)
    ends = {interval.area.id: interval.ends for interval in doctor.intervals}
    draws = doctor.draws
    drawn = {area: (*ranks, draws.number) for area, ranks in draws.areas.items()} if draws else {}
    for row in index.rows:
        lacking = ", ".join(sorted(row.missing))
        head = (index.derived.id, chosen, row.area.id, row.area.name, row.value, row.rank, lacking)
        for importance, p in zip(doctor.importances, row.parts, strict=True):
            yield (
                *head, term_label(importance.term, speak), p.weight, p.amount, p.contribution,
                fraction(p.share, SHARE_DECIMALS), row.new_value, row.new_rank,
                fraction(importance.effective, SHARE_DECIMALS), *ends.get(row.area.id, (None, None)),
                *(drawn.get(row.area.id, (None,) * len(_DRAWN)) if draws else ()),
            )  # fmt: skip


def _data(indexes: Sequence[NeedIndex], doctors: Sequence[Doctor], speak: Speaker) -> dict[str, Any]:
    first = indexes[0]
    return {
        "kind": "grund-index",
        "scenario": first.scenario.id,
        "day": first.scenario.day.isoformat(),
        "policy": first.policy.id,
        "index": first.derived.id,
        "summed": first.summed.id,
        "scale": first.derived.type.scale or None,
        "tried": {name: str(value) for name, value in first.tried.items()},
        "readings": [_reading(index, doctor, speak) for index, doctor in zip(indexes, doctors, strict=True)],
    }


def _reading(index: NeedIndex, doctor: Doctor, speak: Speaker) -> dict[str, Any]:
    intervals = {interval.area.id: interval for interval in doctor.intervals}
    drawn = doctor.draws.areas if doctor.draws else {}
    return {
        "tolkning": dict(index.reading),
        "areas": [_area(index, row, intervals.get(row.area.id), drawn.get(row.area.id), speak) for row in index.rows],
        "swaps": [
            {"weight": parameter.id, **(_swapped(swap) if swap else {"to": None})} for parameter, swap in index.swaps
        ],
        "importance": importance_data(doctor, speak),
        **({"draws": draws_data(doctor.draws)} if doctor.draws else {}),
        **({"breakpoints": breakpoints_data(doctor)} if doctor.breakpoints else {}),
    }


def _area(
    index: NeedIndex, row: Placed, interval: RankInterval | None, drawn: DrawnRanks | None, speak: Speaker
) -> dict[str, Any]:
    return {
        "area": row.area.id,
        "value": _text(row.value),
        "rank": row.rank,
        "missing": sorted(row.missing),
        "not_applicable": sorted(row.none),
        "ranks": ranks_data(interval),
        **({"drawn": drawn._asdict()} if drawn else {}),
        "parts": [
            {
                "part": term_label(term, speak),
                "weight": _text(p.weight),
                "count": _text(p.amount),
                "contribution": _text(p.contribution),
                "share": _text(fraction(p.share, SHARE_DECIMALS)),
                **({"repaired": True} if _repaired(index, term, row) else {}),
            }
            for term, p in zip(index.terms, row.parts, strict=True)
        ],
        **({"new_value": _text(row.new_value), "new_rank": row.new_rank} if index.tried else {}),
    }


def _swapped(swap: Swap) -> dict[str, Any]:
    return {
        "now": str(swap.now),
        "equal_at": f"{swap.equal.numerator}/{swap.equal.denominator}",
        "to": str(swap.to),
        "above": swap.above.id,
        "below": swap.below.id,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def index_finding(index: NeedIndex, lang: str) -> str:
    """The area in which an index is highest, and for how many it cannot be calculated."""
    name = index.derived.label.get(lang)
    known = [row for row in index.rows if row.value is not None]
    if not known:
        return headline("index.none", lang, index=name)
    first = min(known, key=lambda row: row.rank or 0)
    level = index.scenario.book.vocabulary.levels[index.level].label
    return headline(
        "index", lang, index=name, area=first.area.name, value=number_text(first.value or 0, lang),
        open=len(index.rows) - len(known), areas=areas_text(level, len(index.rows), lang),
    )  # fmt: skip
