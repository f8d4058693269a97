"""Region: the view of `grund region A B`: where two policies differ, as sentences.

Both directions of reach and of change, always; the conditions are for every possible area and the real areas stand
beside them, in every reading of the open questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..analysis.proofs.difference_regions import Cube, Region, regions
from ..analysis.proofs.region_parts import plainly, together
from ..engines.symbolic.questions import Is
from ..language.printer import canonical
from ..model.dependencies import parameters_read
from ..model.expressions import Expr, ids_in, names
from ..model.numbers import pick
from ..model.policies import Policy
from ..model.scenario import Scenario, reading_text
from .compare.change import beside
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import question_notes, reading_word
from .wording.headlines import areas_text, headline, none, span
from .wording.sentences import Speaker
from .wording.values import NOT_APPLICABLE, count_text, possible_areas_text


def region_view(scenario: Scenario, a: str, b: str, insats: str, timeout: int, lang: str) -> Result:
    """Where one policy reaches and the other does not, what changes between them, and what cannot be decided."""
    region_list = regions(scenario, a, b, insats, timeout)
    policies = list(region_list[0].sides)
    head = (
        region_finding(scenario, region_list, lang),
        *heading(scenario, lang, policies),
        *beside(policies[:2], lang),
    )
    blocks = [Block(_title(scenario, policies[:2], insats, lang), (), (), head)]
    blocks += [_block(scenario, region, insats, lang) for region in region_list if _shown(region)]
    readings = [reading for region in region_list for reading, _ in region.areas]
    blocks.append(Block("", (), (), (_scope(lang), *question_notes(scenario, readings, lang))))
    header = ("yes", "no", "condition", "tolkning", "areas", "kind")
    rows = tuple(row for region in region_list for row in _rows(region))
    data = {"kind": "grund-region", "insats": insats, "regions": [_data(region) for region in region_list]}
    return Result(tuple(blocks), header, rows, data)


def _shown(region: Region) -> bool:
    """What is undecided is said where something is."""
    return region.kind != "undecided" or bool(region.cubes) or not region.settled


def _title(scenario: Scenario, policies: Sequence[Policy], insats: str, lang: str) -> str:
    names = " / ".join(f"{p.label.get(lang)} ({p.id})" for p in policies)
    what = f": {scenario.book.insatser[insats].label.get(lang)}" if insats else ""
    return f"{names}{what}"


_HEADS: Final = {
    "only_a": ("Bara {a}", "{a} only"),
    "only_b": ("Bara {b}", "{b} only"),
    "gains": ("Får fler insatser, {a} → {b}", "Gains interventions, {a} → {b}"),
    "loses": ("Får färre insatser, {a} → {b}", "Loses interventions, {a} → {b}"),
    "swaps": ("Byter insatser, {a} → {b}", "Swaps interventions, {a} → {b}"),
    "undecided": ("Kan inte avgöras, fast alla uppgifter finns", "Cannot be decided, although all facts are known"),
}
_WHAT: Final = {
    "only_a": (
        "får insatser{over} enligt {a} men inte enligt {b}",
        "receives interventions{over} under {a} but not under {b}",
    ),
    "only_b": (
        "får insatser{over} enligt {b} men inte enligt {a}",
        "receives interventions{over} under {b} but not under {a}",
    ),
    "gains": (
        "får nya insatser från {a} till {b}, och förlorar inga,",
        "gains interventions from {a} to {b}, and keeps all that it receives under {a},",
    ),
    "loses": (
        "förlorar insatser från {a} till {b}, och får inga nya,",
        "loses interventions from {a} to {b}, and gains none,",
    ),
    "swaps": (
        "både förlorar och får nya insatser från {a} till {b}",
        "both loses and gains interventions from {a} to {b}",
    ),
    "undecided": ("kan inte avgöras", "cannot be decided"),
}
_INSATS: Final = {
    "only_a": ("får {insats} enligt {a} men inte enligt {b}", "receives {insats} under {a} but not under {b}"),
    "only_b": ("får {insats} enligt {b} men inte enligt {a}", "receives {insats} under {b} but not under {a}"),
    "undecided": _WHAT["undecided"],
}


def _block(scenario: Scenario, region: Region, insats: str, lang: str) -> Block:
    title = _filled(scenario, region, insats, lang, _HEADS)
    lines = [_lead(scenario, region, insats, lang)]
    cubes = [said(scenario, region, cube, lang) for cube in region.cubes]
    either = pick(lang, "eller ", "or ")
    lines += [f"• {either if i else ''}{text}" for i, text in enumerate(cubes)]
    if not region.settled:
        lines.append(
            pick(
                lang,
                "inte avgjort (tiden räckte inte): det kan finnas fler villkor",
                "not settled: there may be more conditions",
            )
        )
    for reading, areas in region.areas:
        word = reading_word(scenario, reading, lang)
        number = count_text(len(areas), lang, "here")
        names = ", ".join(a.name for a in areas)
        lines.append(f"{f'{word}: ' if word else ''}{number}{f': {names}' if names else ''}")
    return Block(title, (), (), tuple(lines))


def _filled(scenario: Scenario, region: Region, insats: str, lang: str, texts: Mapping[str, tuple[str, str]]) -> str:
    """The text of a region's kind, with the policies' names."""
    a, b, *usual = (p.label.get(lang) for p in region.sides)
    over = pick(lang, f" utöver {usual[0]}", f" beyond {usual[0]}") if usual else ""
    what = scenario.book.insatser[insats].label.get(lang) if insats else ""
    return pick(lang, *texts[region.kind]).format(a=a, b=b, over=over, insats=what)


def _lead(scenario: Scenario, region: Region, insats: str, lang: str) -> str:
    """The sentence that the conditions end."""
    what = _filled(scenario, region, insats, lang, _INSATS if insats else _WHAT)
    level = scenario.book.vocabulary.levels[region.level].label.get(lang)
    if not region.cubes and region.settled:
        what = what.removesuffix(",")
        return pick(lang, f"Inget möjligt område ({level}) {what}.", f"No possible area ({level}) {what}.")
    return pick(
        lang,
        f"Ett område ({level}) {what} om, och bara om, det uppfyller detta:",
        f"An area ({level}) {what} if and only if it meets this:",
    )


def said(scenario: Scenario, region: Region, cube: Cube, lang: str) -> str:
    """A condition as a sentence, each part with the words of the side that reads it."""
    parts = []
    for question in together(cube):
        policy = region.sides[question.side]
        speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)
        expr = plainly(question)
        text = speak.say(question.expr if expr is None else expr)
        if expr is None:
            text = _inapplicable(scenario, question.expr, speak)
        elif _moved(scenario, region, question.expr):
            text = f"{text} ({policy.label.get(lang)})"
        parts.append(text)
    return pick(lang, ", och ", ", and ").join(parts) or pick(lang, "alltid", "always")


def _inapplicable(scenario: Scenario, expr: Expr, speak: Speaker) -> str:
    """That a comparison is neither true nor false though every fact is known: something it reads is not applicable."""
    words = scenario.book.vocabulary
    read = [name for name in sorted(names(expr)) if name in words.derived or name in words.attributes]
    either = pick(speak.lang, " eller ", " or ").join(speak.name(name) for name in read)
    return f"{either} {pick(speak.lang, 'är', 'is')} {pick(speak.lang, *NOT_APPLICABLE)}"


def _moved(scenario: Scenario, region: Region, expr: Expr) -> bool:
    """Whether a part reads a parameter, itself or where the policies differ in it through what is derived."""
    if ids_in("param", names(expr)):
        return True
    read = parameters_read(scenario.book.vocabulary, [expr])
    first, *others = [side.parameters for side in region.sides]
    return any(first.get(name) != other.get(name) for name in read for other in others)


def _scope(lang: str) -> str:
    lead = pick(lang, "Villkoren gäller alla möjliga områden.", "The conditions hold for any possible area.")
    return f"{lead} {possible_areas_text(lang)}"


def _written(region: Region) -> list[str]:
    """The conditions in the language; one is true where all its parts are."""

    def text(question: Is) -> str:
        expr = plainly(question)
        return f"({canonical(question.expr)}) is missing" if expr is None else canonical(expr)

    return [" and ".join(map(text, together(cube))) or "true" for cube in region.cubes]


_ORDER: Final = {"only_a": (0, 1), "only_b": (1, 0), "gains": (1, 0), "loses": (0, 1), "swaps": (1, 0)}
"""Which side gives what the other does not."""


def _pair(region: Region) -> tuple[str, str]:
    yes, no = _ORDER.get(region.kind, (0, 1))
    return region.sides[yes].id, region.sides[no].id


def _rows(region: Region) -> list[tuple[Cell, ...]]:
    condition = " or ".join(f"({c})" for c in _written(region)) if region.cubes else "false"
    head = (*_pair(region), condition)
    return [
        (*head, reading_text(reading), ", ".join(a.id for a in areas), region.kind) for reading, areas in region.areas
    ]


def _data(region: Region) -> dict[str, object]:
    yes, no = _pair(region)
    return {
        "kind": region.kind,
        "yes": yes,
        "no": no,
        "any": _written(region),
        "settled": region.settled,
        "areas": [{"tolkning": dict(reading), "areas": [a.id for a in areas]} for reading, areas in region.areas],
    }


def region_finding(scenario: Scenario, regions: Sequence[Region], lang: str) -> str:
    """How many areas of the data set one policy alone reaches, in each direction."""
    a, b = (policy.label.get(lang) for policy in regions[0].sides[:2])
    level = regions[0].level
    areas = areas_text(scenario.book.vocabulary.levels[level].label, len(scenario.today.by_level.get(level, ())), lang)
    spans = {
        region.kind: span([len(areas_) for _, areas_ in region.areas] or [0], lang) or none(lang) for region in regions
    }
    return headline("region", lang, a=a, b=b, areas=areas, only_a=spans["only_a"], only_b=spans["only_b"])
