"""Sweep: the view of `grund sweep POLICY PARAMETER`: a parameter's breakpoints, and the outcome between them.

Enters: breakpoints. Leaves: a `View`. Promise: every value at which something changes has its row, with who changes;
insatser that turn alike stand together; unknown is counted by itself.
"""

from __future__ import annotations

from ..analysis.sensitivity import Breakpoints, VerdictStretch
from ..model.decisions import VERDICTS
from ..model.expressions import Value
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.policies import Insats
from ..model.scenario import Reading
from .formats.text import Block, Cell
from .run import View, day_note, heading, question_notes, reading_word, residents_note
from .wording.sentences import Speaker
from .wording.values import count_text, value_text, verdict_word


def sweep_view(found: Breakpoints, lang: str) -> View:
    """The breakpoints of a parameter, insats by insats."""
    held, policy, scenario = found.parameter, found.policy, found.scenario
    speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)
    title = f"{policy.label.get(lang)} ({policy.id}): {held.label.get(lang)} ({held.id})"
    levels = {insats.level for insats, _ in found.asked}
    notes = (*heading(scenario, lang, [policy]), *day_note(scenario, levels, lang), _now(found, speak, lang))
    blocks = [Block(title, (), (), notes)]
    alike: dict[object, list[tuple[Insats, Reading]]] = {}
    every = {(insats.id, reading): tuple(found.stretches(insats.id, reading)) for insats, reading in found.asked}
    for insats, reading in found.asked:
        turns = tuple((c.area.id, c.starts, c.verdicts) for c in found.courses_of(insats.id, reading))
        alike.setdefault((reading, insats.level, turns), []).append((insats, reading))
    for group in alike.values():
        blocks.append(_block(found, group, every[group[0][0].id, group[0][1]], speak, lang))
    blocks.append(Block("", (), (), _end(found, lang)))
    header = (
        *("policy", "parameter", "insats", "tolkning", "from", "to", *VERDICTS, "residents", "residents_unknown"),
        *("area", "before", "after"),
    )
    rows = [row for insats, reading in found.asked for row in _rows(found, insats, reading, every[insats.id, reading])]
    return View(tuple(blocks), header, tuple(rows), _data(found, every))


def _now(found: Breakpoints, speak: Speaker, lang: str) -> str:
    """The parameter's value on the day, and its domain."""
    held = found.parameter.on(found.scenario.day)
    unit = speak.unit(f"param.{found.parameter.id}")
    value = value_text(held.value if held else None, lang)
    said = pick(lang, f"Värde dagen {found.scenario.day}", f"Value on {found.scenario.day}")
    return f"{said}: {value}{unit if held and held.value is not None else ''}."


def _block(
    found: Breakpoints,
    alike: list[tuple[Insats, Reading]],
    stretches: tuple[VerdictStretch, ...],
    speak: Speaker,
    lang: str,
) -> Block:
    insats, reading = alike[0]
    word = reading_word(found.scenario, reading, lang, short=True)
    level = found.scenario.book.vocabulary.levels[insats.level].label.get(lang)
    labels = [each.label.get(lang) for each, _ in alike]
    many = len(labels) > 1
    said = count_text(len(labels), lang, ("insats", "insatser"), ("insats", "insatser")) if many else labels[0]
    title = f"{said} ({level}{f'; {word}' if word else ''})"
    notes = [", ".join(sorted(labels, key=sort_key))] if many else []
    lacking = sorted(
        {speak.name(name) for c in found.courses_of(insats.id, reading) for name in c.missing}, key=sort_key
    )
    notes += [f"{pick(lang, 'Saknas', 'Missing')}: {', '.join(lacking)}"] if lacking else []
    if not sum(stretches[0].counts.values()):
        return Block(title, (), (), (pick(lang, "inga områden är kända", "no areas known"),))
    unit = speak.unit(f"param.{found.parameter.id}")
    columns = (
        f"{pick(lang, 'Från och med', 'From')}{unit}", f"{pick(lang, 'Till och med', 'To')}{unit}",
        *(verdict_word(v, lang).capitalize() for v in VERDICTS),
        pick(lang, "Invånare (ja)", "Residents (yes)"), pick(lang, "Ändras här", "Changes here"),
    )  # fmt: skip
    return Block(title, columns, tuple(_row(stretch, lang) for stretch in stretches), tuple(notes))


def _row(stretch: VerdictStretch, lang: str) -> tuple[Cell, ...]:
    people = None if stretch.counts["yes"] and stretch.residents_unknown == stretch.counts["yes"] else stretch.residents
    ends = (_cell(stretch.first), _cell(stretch.last))
    return (*ends, *(stretch.counts[v] for v in VERDICTS), people, _moves(stretch, lang))


def _moves(stretch: VerdictStretch, lang: str) -> str:
    """Who changes, and how."""
    said: dict[str, list[str]] = {}
    for move in stretch.moves:
        how = f"{verdict_word(move.before, lang)} → {verdict_word(move.after, lang)}"
        said.setdefault(how, []).append(move.area.name)
    return "; ".join(f"{how}: {', '.join(sorted(names, key=sort_key))}" for how, names in said.items())


def _cell(value: Value | None) -> Cell:
    return value if value is None or not hasattr(value, "isoformat") else value.isoformat()


def _end(found: Breakpoints, lang: str) -> tuple[str, ...]:
    """How many breakpoints, and what the numbers stand on."""
    if not found.asked:
        return (pick(lang, "Ingen insats i policyn läser parametern.", "No insats of the policy reads the parameter."),)
    count = len(found.values)
    none = pick(lang, "Inget beslut ändras, vilket värde den än har.", "No decision changes, whatever its value.")
    some = pick(
        lang, f"{count} brytpunkter; mellan dem ändras inget.", f"{count} breakpoints; nothing changes between."
    )
    areas = {c.area.id: c.area for c in found.courses if "yes" in c.verdicts}
    notes = [some if count else none, *question_notes(found.scenario, (r for _, r in found.asked), lang)]
    return (*notes, residents_note(found.scenario, areas.values(), lang)) if areas else tuple(notes)


def _rows(
    found: Breakpoints, insats: Insats, reading: Reading, stretches: tuple[VerdictStretch, ...]
) -> list[tuple[Cell, ...]]:
    """A row per stretch, and per area that changes where it starts."""
    chosen = ", ".join(f"{name}={choice}" for name, choice in reading)
    rows: list[tuple[Cell, ...]] = []
    for s in stretches:
        ends = (_cell(s.first), _cell(s.last))
        head = (found.policy.id, found.parameter.id, insats.id, chosen, *ends, *(s.counts[v] for v in VERDICTS))
        who: list[tuple[Cell, ...]] = [(m.area.id, m.before, m.after) for m in s.moves] or [(None, None, None)]
        rows += [(*head, s.residents, s.residents_unknown, *one) for one in who]
    return rows


def _data(found: Breakpoints, every: dict[tuple[str, Reading], tuple[VerdictStretch, ...]]) -> dict[str, object]:
    held = found.parameter.on(found.scenario.day)
    return {
        "kind": "grund-sweep",
        "scenario": found.scenario.id,
        "day": found.scenario.day.isoformat(),
        "policy": found.policy.id,
        "parameter": found.parameter.id,
        "value": None if held is None else _written(held.value),
        "breakpoints": [_written(value) for value in found.values],
        "insatser": [
            {
                "insats": insats.id,
                "level": insats.level,
                "tolkning": dict(reading),
                "areas": {
                    v: [c.area.id for c in found.courses_of(insats.id, reading) if c.verdicts[0] == v] for v in VERDICTS
                },
                "missing": sorted({name for c in found.courses_of(insats.id, reading) for name in c.missing}),
                "stretches": [_stretch(s) for s in every[insats.id, reading]],
            }
            for insats, reading in found.asked
        ],
    }


def _stretch(s: VerdictStretch) -> dict[str, object]:
    return {
        "from": _written(s.first),
        "to": _written(s.last),
        "counts": s.counts,
        "residents": _written(s.residents),
        "residents_unknown": s.residents_unknown,
        "moves": [{"area": m.area.id, "before": m.before, "after": m.after} for m in s.moves],
    }


def _written(value: Value | None) -> str | None:
    """A number exactly as its decimals write it, a date as it is written."""
    return None if value is None else str(_cell(value))
