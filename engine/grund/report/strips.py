"""Strips: how many areas got each insats, through time: one strip for each insats, cut where a number changes.

What cannot be decided is a part of its own, never counted as no; the numbers of the picture are those of its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..analysis.timeline.timeline import Timeline, TimelineLine
from ..model.decisions import Verdict
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.sources import Label
from ..views.formats.text import Block, Cell
from ..views.run import reading_word
from ..views.wording.values import first_texts
from .bilingual import Html, Voice, joined, say
from .drawing import Picture, lines_of

_WIDTH: Final = 1100.0
_LEFT: Final = 300.0
_ROW: Final = 44.0


@dataclass(frozen=True, slots=True)
class StripStretch:
    """Some days in a row with the same numbers: areas with yes, and areas that cannot be decided."""

    start: date
    end: date
    yes: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The insatser that have the same numbers throughout, of a policy and a reading."""

    labels: tuple[Label, ...]
    reading: Label
    policies: tuple[str, ...]
    stretches: tuple[StripStretch, ...]


def strips(timeline: Timeline) -> list[Strip]:
    """The timeline's insatser as strips; those alike are one."""
    lines: dict[tuple[str, str, object], list[TimelineLine]] = {}
    for line in timeline.lines:
        q = line.question
        lines.setdefault((q.policy.id, q.ruling.insats.id, q.reading), []).append(line)
    alike: dict[tuple[object, ...], list[tuple[Label, str]]] = {}
    words: dict[tuple[object, ...], Label] = {}
    for (policy, _, _), entries in lines.items():
        q = entries[0].question
        key = (q.reading, q.ruling.insats.level, _stretches(entries, timeline))
        alike.setdefault(key, []).append((q.ruling.insats.label, policy))
        words[key] = Label(*(reading_word(timeline.scenario, q.reading, lang) for lang in ("sv", "en")))
    return [
        Strip(
            tuple(sorted((label for label, _ in members), key=lambda label: sort_key(label.sv))),
            words[key], tuple(dict.fromkeys(p for _, p in members)), key[2],  # type: ignore[arg-type]
        )
        for key, members in alike.items()
    ]  # fmt: skip


def _stretches(lines: Sequence[TimelineLine], timeline: Timeline) -> tuple[StripStretch, ...]:
    """The days cut where some area's decision changes; neighbours with the same numbers are one."""
    start, last = timeline.period.start, timeline.period.last
    turns: dict[date, list[tuple[Verdict, int]]] = {}
    for line in lines:
        for interval in line.intervals:
            turns.setdefault(interval.start, []).append((interval.answer.verdict, 1))
            if interval.end is not None and interval.end <= last:
                turns.setdefault(interval.end, []).append((interval.answer.verdict, -1))
    counts: dict[Verdict, int] = {"yes": 0, "no": 0, "unknown": 0}
    cut: list[tuple[date, int, int]] = []
    for day in sorted(turns):
        for verdict, change in turns[day]:
            counts[verdict] += change
        numbers = (counts["yes"], counts["unknown"])
        if not cut or cut[-1][1:] != numbers:
            cut.append((max(day, start), *numbers))
    ends = [*(day for day, _, _ in cut[1:]), last]
    return tuple(StripStretch(day, end, yes, unknown) for (day, yes, unknown), end in zip(cut, ends, strict=True))


def strips_block(strip_list: Sequence[Strip], lang: str) -> Block:
    """The picture's table."""
    rows: list[tuple[Cell, ...]] = []
    for strip in strip_list:
        names = "; ".join(label.get(lang) for label in strip.labels)
        for s in strip.stretches:
            rows.append((names, strip.reading.get(lang), s.start.isoformat(), s.end.isoformat(), s.yes, s.unknown))
    columns = (
        pick(lang, "Insats", "Intervention"), pick(lang, "Tolkning", "Interpretation"), pick(lang, "Från", "From"),
        pick(lang, "Till", "To"),
        pick(lang, "Ja", "Yes"), pick(lang, "Kan inte avgöras", "Cannot be decided"),
    )  # fmt: skip
    return Block(pick(lang, "Antal områden genom tiden", "Number of areas through time"), columns, tuple(rows))


def picture(strip_list: Sequence[Strip], start: date, last: date, voice: Voice = say) -> Picture | None:
    """The strips under a line of years; None where nothing is decided or no time passes."""
    if not strip_list or last <= start:
        return None
    days = (last - start).days
    right = _WIDTH - 14 - _LEFT

    def x(day: date) -> float:
        return _LEFT + right * (day - start).days / days

    height = 34 + len(strip_list) * _ROW
    step = max(1, round((last.year - start.year) / 12))
    years = [date(y, 1, 1) for y in range(start.year + 1, last.year + 1, step)]
    ticks = [
        f'<path class="lead" d="M{x(y):.1f} 20V{height:g}"/><text class="m" x="{x(y):.1f}" y="14" font-size="11" '
        f'text-anchor="middle">{y.year}</text>'
        for y in years
    ]
    rows = [_strip(strip, 30 + i * _ROW, x, voice) for i, strip in enumerate(strip_list)]
    name = Label("Tidslinje: antal områden som får insatsen", "Timeline: number of areas that receive the intervention")
    return Picture("tid", name, _WIDTH, height, joined([*ticks, *rows]))


def _strip(strip: Strip, y: float, x: object, voice: Voice) -> Html:
    assert callable(x)
    sentences: list[str] = []
    for lang in (voice.lang,) if voice.lang else ("sv", "en"):
        lead = first_texts([label.get(lang) for label in strip.labels], 1, lang)
        reading = strip.reading.get(lang)
        text = f"{lead}{f' [{reading}]' if reading else ''}"
        spans = "".join(
            f'<tspan x="0" y="{y + 12 + 13 * i:g}">{Voice(lang)(Label(line))}</tspan>'
            for i, line in enumerate(lines_of(text, 48)[:2])
        )
        mark = "" if voice.lang else f' lang="{lang}"'
        sentences.append(f'<text class="t" font-size="12"{mark}>{spans}</text>')
    for s in strip.stretches:
        left, wide = x(s.start), x(s.end) - x(s.start)
        group = "unknown" if s.unknown and not s.yes else "both" if s.yes else "neither"
        sentences.append(
            f'<g class="{group}"><rect x="{left:.1f}" y="{y:g}" width="{max(1.0, wide):.1f}" height="28"/>'
            + (f'<text class="c" x="{left + wide / 2:.1f}" y="{y + 19:g}">{_numbers(s)}</text>' if wide > 26 else "")
            + "</g>"
        )
    return joined(sentences)


def _numbers(s: StripStretch) -> str:
    """`8`, `?117`, `8 ?3`: areas with yes, and with a question mark those that cannot be decided."""
    unknown = f"?{s.unknown}" if s.unknown else ""
    return f"{s.yes} {unknown}".strip() if s.yes or not s.unknown else unknown
