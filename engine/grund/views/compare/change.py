"""Change: the finding of a comparison in a sentence, and what changes from A to B, in words and tables.

Reach and change stand side by side in every interpretation; without a baseline the change stands first; what is not
known is said, with what would settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Final, Literal, TypeVar

from ...analysis.compare.comparison import CHANGES, Change, Comparison, Group, Layer, Reached, Side
from ...analysis.compare.interpretations import by_groups
from ...analysis.compare.reach import Reach
from ...analysis.compare.verdicts import tell_apart, whole_of
from ...model.names import sort_key
from ...model.numbers import number_text, pick
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario
from ..duties import per_reading
from ..formats.text import Block, Cell
from ..run import counted_word, people_cell, reading_words
from ..wording.explanation import explainer
from ..wording.headlines import areas_text, headline, none
from ..wording.values import NOT_APPLICABLE, count_text

T = TypeVar("T")

GROUP_WORDS: Final[dict[Group, tuple[str, str]]] = {
    "both": ("både A och B", "both A and B"),
    "only_a": ("bara A", "A only"),
    "only_b": ("bara B", "B only"),
    "neither": ("varken A eller B", "neither"),
    "unknown": ("kan inte avgöras", "cannot be decided"),
    "not_settled": ("inte avgjort", "not settled"),
}
CHANGE_WORDS: Final[dict[Change, tuple[str, str]]] = {
    "gains": ("får fler insatser", "gains interventions"),
    "loses": ("får färre insatser", "loses interventions"),
    "swaps": ("byter insatser", "swaps interventions"),
    "amounts": ("samma insatser, andra belopp", "same interventions, other amounts"),
    "unchanged": ("oförändrat", "unchanged"),
    "unknown": ("kan inte avgöras", "cannot be decided"),
    "not_settled": ("inte avgjort", "not settled"),
}
MOVED: Final[tuple[Change, ...]] = ("gains", "loses", "swaps", "amounts")
OPEN: Final[tuple[Literal["unknown", "not_settled"], ...]] = ("unknown", "not_settled")
_NAMED: Final = 6


def group_word(group: Group, lang: str) -> str:
    """A group of the comparison, in neutral words."""
    return pick(lang, *GROUP_WORDS[group])


def change_word(change: Change, lang: str) -> str:
    """A change in words."""
    return pick(lang, *CHANGE_WORDS[change])


def beside(policies: Sequence[Policy], lang: str) -> tuple[str, ...]:
    """What the policies' files say is to be said where they are compared with each other."""
    pairs = permutations(policies, 2)
    return tuple(dict.fromkeys(p.beside[q.id].get(lang) for p, q in pairs if q.id in p.beside))


# ── the finding


def reach_and_change(comparison: Comparison, lang: str) -> str:
    """The answer in sentences: reach and change, the change first where no baseline is declared; then other levels."""
    elsewhere, comparison = _elsewhere(comparison, lang), by_groups(comparison)
    if {(r.group, r.change) for side in comparison.sides for r in side.areas} == {("unknown", "unknown")}:
        sentences = [_open(comparison, lang)]
    else:
        sentences = [_reach(comparison, lang), _change(comparison, lang)]
    if comparison.base is None:
        sentences.reverse()
    return " ".join([*sentences, *([elsewhere] if elsewhere else [])])


def _reach(comparison: Comparison, lang: str) -> str:
    """Whom A and B reach, and from whom they withdraw something."""
    groups: tuple[Group, ...] = ("both", "only_a", "only_b", "unknown", "not_settled")
    both, only_a, only_b, unknown, late = (_some(comparison, in_group(name), lang) for name in groups)
    a, b = (_some(comparison, lambda r, field=field: getattr(r, field) == "yes", lang) for field in "ab")  # type: ignore[misc]
    sentence = headline(
        *(_reach_key(comparison), lang), areas=_areas(comparison, lang), a=a or none(lang), b=b or none(lang),
        both=both or none(lang), only_a=only_a or none(lang), only_b=only_b or none(lang), open=unknown, late=late,
    ).removesuffix(".")  # fmt: skip
    for name, field in (("A", "withdraws_a"), ("B", "withdraws_b")):
        if any(getattr(r, field) == "yes" for side in comparison.sides for r in side.areas):
            many = _count(comparison, lambda r, field=field: getattr(r, field) == "yes", lang)  # type: ignore[misc]
            sentence += pick(
                lang, f"; {name} tar bort insatser i {many}", f"; {name} withdraws interventions in {many}"
            )
    bare = pick(lang, " (ingen jämförelsegrund är angiven)", " (no baseline declared)")
    return sentence + (bare if comparison.base is None and not comparison.alone else "") + "."


def _open(comparison: Comparison, lang: str) -> str:
    """That no area can be decided, for how many missing facts, and whom a policy reaches all the same."""
    facts = {name for side in comparison.sides for r in side.areas for name in r.needs}
    a, b = (_some(comparison, lambda r, field=field: getattr(r, field) == "yes", lang) for field in "ab")  # type: ignore[misc]
    return headline("compare.open", lang, areas=_areas(comparison, lang), facts=len(facts), a=a, b=b)


def _areas(comparison: Comparison, lang: str) -> str:
    """`117 stadsdelar`."""
    scenario = comparison.scenario
    return areas_text(scenario.book.vocabulary.levels[scenario.level].label, len(comparison.sides[0].areas), lang)


def _some(comparison: Comparison, holds: Callable[[Reached], bool], lang: str) -> str:
    """How many areas, in every interpretation; empty where there are none in any."""
    there = any(holds(r) for side in comparison.sides for r in side.areas)
    return _count(comparison, holds, lang) if there else ""


def _reach_key(comparison: Comparison) -> str:
    """Which sentence says the reach: that of the baseline is not counted."""
    base = comparison.base.id if comparison.base else None
    return {comparison.b.id: "compare.reach.b_is_base", comparison.a.id: "compare.reach.a_is_base"}.get(
        base or "", "compare.reach"
    )


def _change(comparison: Comparison, lang: str) -> str:
    """What changes from A to B."""
    gains, loses, swaps, amounts, same, unknown, late = (_some(comparison, in_change(c), lang) for c in CHANGES)
    return headline(
        "compare.change", lang, gains=gains or none(lang), loses=loses or none(lang), swaps=swaps or none(lang),
        same=same or none(lang), amounts=amounts, open=unknown, late=late,
    )  # fmt: skip


def _elsewhere(comparison: Comparison, lang: str) -> str:
    """The other levels at which something changes."""
    levels = comparison.scenario.book.vocabulary.levels
    sentences = []
    for i, layer in enumerate(comparison.sides[0].layers[1:], 1):
        moved = [sum(len(side.layers[i].changed(change)) for change in MOVED) for side in comparison.sides]
        if any(moved):
            sentences.append(f"{levels[layer.level].label.get(lang)} {either(comparison, moved, lang)}")
    lead = pick(lang, "Det ändras också på andra nivåer: ", "It changes at other levels too: ")
    return f"{lead}{', '.join(sentences)}." if sentences else ""


def in_group(group: str) -> Callable[[Reached], bool]:
    """Whether an area is in a group."""
    return lambda reached: reached.group == group


def in_change(change: str) -> Callable[[Reached], bool]:
    """Whether an area has a change."""
    return lambda reached: reached.change == change


def _count(comparison: Comparison, holds: Callable[[Reached], bool], lang: str) -> str:
    """How many areas, in every interpretation."""
    return either(comparison, [sum(holds(r) for r in side.areas) for side in comparison.sides], lang)


def either(of: Comparison | Reach, counts: Sequence[int], lang: str) -> str:
    """A count of each interpretation; where they differ the first, with the other in brackets, or the least and the
    most."""
    versions = worded(of.scenario, [side.reading for side in of.sides], counts, lang)
    if len(versions) > 2:
        return f"{number_text(min(counts), lang)}–{number_text(max(counts), lang)}"
    first, *rest = versions
    return number_text(first[1], lang) + "".join(f" ({word}: {number_text(n, lang)})" for word, n in rest)


def worded(scenario: Scenario, readings: Sequence[Reading], ts: Sequence[T], lang: str) -> list[tuple[str, T]]:
    """What is told in each interpretation, once for all that tell the same, with the choices that matter in words."""
    by = dict(zip(readings, ts, strict=True))
    apart = tell_apart(readings, by.__getitem__)
    words = reading_words(scenario, apart, lang)
    return [(word, whole_of(by, reading)) for word, reading in zip(words, apart, strict=True)]


# ── tables


def side_heads(comparison: Comparison, lang: str, *heads: str) -> tuple[str, ...]:
    """One heading per interpretation and head: `Antal, bred tolkning`."""
    names = reading_words(comparison.scenario, [side.reading for side in comparison.sides], lang)
    return tuple(f"{head.capitalize()}, {name}" if name else head.capitalize() for name in names for head in heads)


def change_block(comparison: Comparison, lang: str) -> Block:
    """Areas and residents by what changes from A to B, in each interpretation; and what would settle the rest."""
    rows: list[tuple[Cell, ...]] = []
    for change in CHANGES:
        members = [[r.area for r in side.changed(change)] for side in comparison.sides]
        if any(members) or change in ("gains", "loses", "swaps", "unchanged"):
            cells = [cell for areas in members for cell in (len(areas), people_cell(comparison.scenario, areas))]
            rows.append((change_word(change, lang), *cells))
    heads = side_heads(comparison, lang, pick(lang, "antal", "count"), counted_word(comparison.scenario, lang))
    level = comparison.scenario.book.vocabulary.levels[comparison.scenario.level].label.get(lang)
    title = pick(lang, f"Ändring från A till B ({level})", f"Change from A to B ({level})")
    return Block(title, (" ", *heads), tuple(rows), settled_notes(comparison, lang))


def baseline_note(comparison: Comparison | Reach, lang: str) -> str:
    """What reach is counted from."""
    return base_note(comparison.base, lang)


def base_note(base: Policy | None, lang: str) -> str:
    """The same, of the baseline or of none."""
    if base is None:
        return pick(
            lang,
            "Ingen jämförelsegrund är angiven: ett område omfattas när policyn ger det någon insats.",
            "No baseline is declared: an area is reached when the policy gives it an intervention.",
        )
    name = f"{base.label.get(lang)} ({base.id})"
    return pick(
        lang,
        f"Ett område omfattas när policyn ger det någon insats som jämförelsegrunden inte ger. Jämförelsegrund: "
        f"{name}.",
        f"An area is reached when the policy gives it an intervention that the baseline does not. Baseline: {name}.",
    )


def alone_note(comparison: Comparison, lang: str) -> str:
    """What the reach of one policy is counted from; the baseline's own is what it gives."""
    if comparison.base is None and comparison.scenario.baseline == comparison.a.id:
        return pick(
            lang,
            "Policyn är scenariots jämförelsegrund: här räknas de områden som får någon insats.",
            "The policy is the scenario's baseline: here the areas that receive an intervention are counted.",
        )
    return baseline_note(comparison, lang)


def settled_notes(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """How many areas were settled though facts are missing, and what would settle the rest."""
    notes: dict[str, None] = {}
    for side in comparison.sides:
        settled = [r for r in side.areas if r.step > 1 and not {*OPEN} & {r.group, r.change}]
        if settled:
            steps = ", ".join(str(step) for step in sorted({r.step for r in settled}))
            many = count_text(len(settled), lang, "area")
            sentence = pick(
                lang,
                f"{many} har samma svar vilka värden de uppgifter som saknas än har (steg {steps}).",
                f"{many} {'has' if len(settled) == 1 else 'have'} the same answer whatever the missing facts are "
                f"(step {steps}).",
            )
            notes[sentence] = None
        notes |= dict.fromkeys(_open_notes(comparison, side, lang))
    return tuple(notes)


def open_notes(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """What would settle the areas whose group or change is not known, and where nothing can."""
    return tuple(dict.fromkeys(note for side in comparison.sides for note in _open_notes(comparison, side, lang)))


def _open_notes(comparison: Comparison, side: Side, lang: str) -> Iterator[str]:
    say = explainer(comparison.scenario.book, comparison.a, lang).speaker.name
    waiting = [r for r in side.areas if "unknown" in (r.group, r.change)]
    names = sorted({say(name) for r in waiting for name in r.needs}, key=sort_key)
    if names:
        many = sum(bool(r.needs) for r in waiting)
        lead = pick(lang, f"Kan inte avgöras i {many}, avgörs av: ", f"Cannot be decided in {many}, settled by: ")
        yield lead + ", ".join(names) + "."
    never = [r.area.name for r in waiting if not r.needs]
    if never:
        more = f" (+{len(never) - _NAMED})" if len(never) > _NAMED else ""
        lead = pick(
            lang,
            f"Kan inte avgöras, och ingen uppgift kan avgöra det ({NOT_APPLICABLE[0]}): ",
            f"Cannot be decided, and no fact can settle it ({NOT_APPLICABLE[1]}): ",
        )
        yield lead + ", ".join(never[:_NAMED]) + more + "."


def elsewhere_block(comparison: Comparison, lang: str) -> Block | None:
    """Insatser at other levels: areas by level, and by insats where it differs; None where there are none."""
    levels = comparison.scenario.book.vocabulary.levels
    rows: list[tuple[Cell, ...]] = []
    for i, layer in enumerate(comparison.sides[0].layers[1:], 1):
        if not layer.counted and not any(layer.changed(change) for change in MOVED):
            continue
        label = levels[layer.level].label.get(lang)
        layers = [side.layers[i] for side in comparison.sides]
        rows += per_reading(comparison, label, [_layer_cells(side_layer) for side_layer in layers], lang)
        for k, per in enumerate(layer.insatser):
            if per.insats.id in layer.counted:
                cells = [_insats_cells(side_layer, k) for side_layer in layers]
                rows += per_reading(comparison, f"  {per.insats.label.get(lang)}", cells, lang)
    columns = (
        pick(lang, "Områdestyp, insats", "Area type, intervention"), pick(lang, "Tolkning", "Interpretation"), "A", "B",
        *(change_word(change, lang).capitalize() for change in ("gains", "loses", "swaps", "unchanged", "unknown")),
    )  # fmt: skip
    title = pick(lang, "Insatser på andra nivåer (antal områden)", "Interventions at other levels (number of areas)")
    return Block(title, columns, tuple(rows)) if rows else None


def _layer_cells(layer: Layer) -> tuple[Cell, ...]:
    a, b = (sum(getattr(r, name) == "yes" for r in layer.areas) for name in "ab")
    unknown = len(layer.changed("unknown")) + len(layer.changed("not_settled"))
    moved = [len(layer.changed(c)) for c in ("gains", "loses", "swaps")]
    return (a, b, *moved, len(layer.changed("unchanged")) + len(layer.changed("amounts")), unknown)


def _insats_cells(layer: Layer, place: int) -> tuple[Cell, ...]:
    per = layer.insatser[place]
    sides = [None if counted is None else counted["yes"] for counted in (per.a, per.b)]
    size = {group: len(areas) for group, areas in per.groups.items()}
    same = size["both"] + size["neither"]
    return (*sides, size["only_b"], size["only_a"], None, same, size["unknown"])
