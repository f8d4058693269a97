"""Header: the title, the four numbers, what is left out, and how the report is repeated.

A count stands beside its residents in every reading; what a large world leaves out of the file is said at its top,
with the command that gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from ..analysis.compare.comparison import Comparison, Group, Side, residents
from ..analysis.compare.interpretations import apart, by_groups
from ..analysis.recorded_question import question, run_hash
from ..model.numbers import number_text, pick
from ..model.scenario import Scenario
from ..model.sources import Label
from ..version import __version__
from ..views.compare.change import beside, reach_and_change
from ..views.compare.coming import coming, reaching
from ..views.compare.need import needs_note
from ..views.formats.text import FICTIONAL
from ..views.heading import day_note, heading
from ..views.run import people_number, question_notes
from ..views.wording.values import count_text
from .bilingual import both
from .model import Section, Tile, TileValue
from .request import ReportRequest
from .threshold import LeverCourse
from .words import SAYS_NOT


def title(request: ReportRequest) -> Label:
    """`A: … → B: …`, or the one policy's name."""
    a, b = request.found.a.label, request.found.b.label
    if request.found.alone:
        return Label(a.get("sv"), a.get("en"))
    return Label(f"A: {a.get('sv')} → B: {b.get('sv')}", f"A: {a.get('en')} → B: {b.get('en')}")


def answer(request: ReportRequest) -> Label:
    """The answer in sentences: of two policies who comes and goes, of one how many it reaches."""
    comparison = request.found
    if not request.found.alone:
        return both(lambda lang: coming(comparison, lang) or reach_and_change(comparison, lang))
    return both(partial(reaching, comparison))


def heads(request: ReportRequest) -> tuple[Label, ...]:
    """The need that is reached, the day, what is assumed, and what the policies' files say beside each other."""
    comparison, scenario = request.found, request.found.scenario
    levels = [scenario.level, scenario.group]
    policies = comparison.policies

    def lines(lang: str) -> list[str]:
        dated = [line for line in heading(scenario, lang, policies) if not line.startswith(FICTIONAL)]
        sentences = [*dated, *day_note(scenario, levels, lang)]
        if request.found.alone:
            return sentences
        more = [reach_and_change(comparison, lang)] if coming(comparison, lang) else []
        return [*more, *needs_note(comparison, lang), *sentences, *beside(policies, lang)]

    return tuple(Label(sv, en) for sv, en in zip(lines("sv"), lines("en"), strict=True))


def beside_labels(request: ReportRequest) -> tuple[Label, ...]:
    """What the policies' files say beside each other."""
    pair = (request.found.a, request.found.b)
    return tuple(Label(sv, en) for sv, en in zip(beside(pair, "sv"), beside(pair, "en"), strict=True))


def tiles(request: ReportRequest, courses: Sequence[LeverCourse] = ()) -> tuple[Tile, ...]:
    """Four numbers: the groups that matter, or what one policy reaches and of how many; interpretations that have the
    same number, also at every step of the thresholds that can be moved, are one."""
    if not request.found.alone:
        return tuple(_tile(request, k.group, k.label, courses) for k in request.kinds if k.group != "neither")
    tile = _tile(request, None, Label("områden totalt", "areas in total"), ())
    return (*(_tile(request, k.group, k.label, courses) for k in request.kinds), tile)


def _tile(request: ReportRequest, group: Group | None, label: Label, courses: Sequence[LeverCourse]) -> Tile:
    """The areas and residents of a group in each reading that has its own; of all areas, where there is no group."""
    comparison = request.found
    places = {side.reading: place for place, side in enumerate(comparison.sides)}

    def numbers(side: Side) -> list[object]:
        steps = [step for course in courses for step in course.steps[places[side.reading]]]
        moved = [(step.counts[group], step.people[group], step.unknown[group]) for step in steps] if group else []
        return [_counted(comparison.scenario, side, group), *moved]

    shown, values = replace(request, found=apart(comparison, numbers)), []
    for side, word in zip(shown.found.sides, shown.words, strict=True):
        sides = tuple(place for reading, place in places.items() if {*side.reading} <= {*reading})
        values.append(TileValue(sides, word if group else Label(""), *_counted(comparison.scenario, side, group)))
    return Tile(group, label, tuple(values if group else values[:1]))


def _counted(scenario: Scenario, side: Side, group: Group | None) -> tuple[Label, Label]:
    """How many areas of a side are in a group, and their residents."""
    areas = [r.area for r in side.areas if group in (None, r.group)]
    counted = residents(scenario, areas)
    return both(partial(number_text, len(areas))), people_label(counted.people, counted.unknown, len(areas))


def people_label(people: Decimal, unknown: int, areas: int) -> Label:
    """A number of residents as it stands before their word: `2 400`, `≥ 2 400`, `uppgift saknas om`."""
    return both(
        lambda lang: people_number(people, unknown, areas, lang) or pick(lang, "uppgift saknas om", "no data on")
    )


def left_out(request: ReportRequest, timed: bool, complete: Comparison) -> tuple[Label, ...]:
    """What the file leaves out of the complete comparison, and of a large world; and where it is to be had."""
    count = len(request.found.sides[0].areas)
    labels: list[Label] = []
    unseen = len(by_groups(complete).sides) - len(by_groups(request.found).sides)
    if unseen:
        more = both(lambda lang: count_text(unseen, lang, "interpretation_more"))
        sv = f"Utelämnat: {more.sv}. grund compare … --all visar alla, --tolkning väljer."
        en = f"Left out: {more.get('en')}. grund compare … --all shows all, --tolkning chooses."
        labels.append(Label(sv, en))
    if not request.listed:
        labels.append(
            both(
                lambda lang: pick(
                    lang,
                    f"Utelämnat för {count_text(count, lang, 'area')}: varje områdes egen förklaring, namnen i "
                    "sexhörningarna och att flytta en tröskel i bilden. grund explain OMRÅDE, "
                    "grund report --area OMRÅDE och grund compare -o FIL.csv ger dem.",
                    f"Left out for {count_text(count, lang, 'area')}: the explanation of each area, the names in the "
                    "hexagons and moving a threshold in the picture. grund explain AREA, grund report --area AREA and "
                    "grund compare -o FILE.csv give them.",
                )
            )
        )
    if not timed:
        labels.append(
            Label(
                "Utelämnat: tidslinjen, som skulle följa för många beslut; grund timeline ger den.",
                "Left out: the timeline, which would follow too many decisions; grund timeline gives it.",
            )
        )
    return tuple(labels)


def says_not(request: ReportRequest) -> Section:
    """What the report does not say, and the questions that are open."""
    scenario = request.found.scenario
    readings = [s.reading for s in request.found.sides]
    pairs = zip(question_notes(scenario, readings, "sv"), question_notes(scenario, readings, "en"), strict=True)
    extra = [Label(sv, en) for sv, en in pairs]
    return Section("sager-inte", Label("Vad rapporten inte säger", "What the report does not say"), (*SAYS_NOT, *extra))


def footer(scenario: Scenario) -> tuple[Label, ...]:
    """The run's hash, the version, the day, the inputs."""
    query = question(scenario)
    inputs = len(query["inputs"])
    files = both(lambda lang: count_text(inputs, lang, "file"))
    return (
        Label(f"Körningens hash: {run_hash(query)}", f"Run hash: {run_hash(query)}"),
        Label(
            f"grund {__version__}; gäller {scenario.day}; {files.sv} som indata. Samma indata ger samma rapport.",
            f"grund {__version__}; as of {scenario.day}; {files.en} read. The same inputs give the same report.",
        ),
        Label(
            "Filen hämtar ingenting från nätet och skickar ingenting.",
            "The file fetches nothing from the network and sends nothing.",
        ),
    )
