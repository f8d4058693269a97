"""Sweep: the view of `grund sweep POLICY PARAMETER`: a parameter's breakpoints, and the outcome between them.

Every value at which something changes has its row, with who changes; insatser that turn alike stand together; unknown
is counted by itself.
"""

from __future__ import annotations

from ..analysis.sensitivity import Breakpoints, VerdictStretch
from ..model.decisions import VERDICTS
from ..model.expressions import Value
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.policies import Insats
from ..model.scenario import Reading, reading_text
from .formats.text import Block, Cell
from .heading import day_note, heading
from .result import Result
from .run import question_notes, reading_word, residents_note
from .wording.headlines import headline
from .wording.sentences import Speaker
from .wording.values import count_text, value_text, verdict_word


def sweep_view(breakpoints: Breakpoints, lang: str) -> Result:
    """The breakpoints of a parameter, insats by insats."""
    parameter, policy, scenario = breakpoints.parameter, breakpoints.policy, breakpoints.scenario
    speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)
    title = f"{policy.label.get(lang)} ({policy.id}): {parameter.label.get(lang)} ({parameter.id})"
    levels = {insats.level for insats, _ in breakpoints.asked}
    notes = (
        sweep_finding(breakpoints, speak, lang), *heading(scenario, lang, [policy]), *day_note(scenario, levels, lang),
        _now(breakpoints, speak, lang),
    )  # fmt: skip
    blocks = [Block(title, (), (), notes)]
    alike: dict[object, list[tuple[Insats, Reading]]] = {}
    stretches = {
        (insats.id, reading): tuple(breakpoints.stretches(insats.id, reading)) for insats, reading in breakpoints.asked
    }
    for insats, reading in breakpoints.asked:
        turns = tuple((c.area.id, c.starts, c.verdicts) for c in breakpoints.courses_of(insats.id, reading))
        alike.setdefault((reading, insats.level, turns), []).append((insats, reading))
    for group in alike.values():
        blocks.append(_block(breakpoints, group, stretches[group[0][0].id, group[0][1]], speak, lang))
    blocks.append(Block("", (), (), _end(breakpoints, lang)))
    header = (
        *("policy", "parameter", "insats", "tolkning", "from", "to", *VERDICTS, "residents", "residents_unknown"),
        *("area", "before", "after"),
    )
    rows = [
        row
        for insats, reading in breakpoints.asked
        for row in _rows(breakpoints, insats, reading, stretches[insats.id, reading])
    ]
    return Result(tuple(blocks), header, tuple(rows), _data(breakpoints, stretches))


def _now(breakpoints: Breakpoints, speak: Speaker, lang: str) -> str:
    """The parameter's value on the day, and its domain."""
    parameter_value = breakpoints.parameter.on(breakpoints.scenario.day)
    unit = speak.unit(f"param.{breakpoints.parameter.id}")
    value = value_text(parameter_value.value if parameter_value else None, lang)
    sentence = pick(lang, f"Värde {breakpoints.scenario.day}", f"Value on {breakpoints.scenario.day}")
    return f"{sentence}: {value}{unit if parameter_value and parameter_value.value is not None else ''}."


def _block(
    breakpoints: Breakpoints,
    alike: list[tuple[Insats, Reading]],
    stretches: tuple[VerdictStretch, ...],
    speak: Speaker,
    lang: str,
) -> Block:
    insats, reading = alike[0]
    word = reading_word(breakpoints.scenario, reading, lang)
    level = breakpoints.scenario.book.vocabulary.levels[insats.level].label.get(lang)
    labels = [member.label.get(lang) for member, _ in alike]
    many = len(labels) > 1
    sentence = count_text(len(labels), lang, "insats") if many else labels[0]
    title = f"{sentence} ({level}{f'; {word}' if word else ''})"
    notes = [", ".join(sorted(labels, key=sort_key))] if many else []
    lacking = sorted(
        {speak.name(name) for c in breakpoints.courses_of(insats.id, reading) for name in c.missing}, key=sort_key
    )
    notes += [f"{pick(lang, 'Saknas', 'Missing')}: {', '.join(lacking)}"] if lacking else []
    if not sum(stretches[0].counts.values()):
        return Block(title, (), (), (pick(lang, "inga områden är kända", "no areas known"),))
    unit = speak.unit(f"param.{breakpoints.parameter.id}")
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
    names_by_change: dict[str, list[str]] = {}
    for move in stretch.moves:
        how = f"{verdict_word(move.before, lang)} → {verdict_word(move.after, lang)}"
        names_by_change.setdefault(how, []).append(move.area.name)
    return "; ".join(f"{how}: {', '.join(sorted(names, key=sort_key))}" for how, names in names_by_change.items())


def _cell(value: Value | None) -> Cell:
    return value if value is None or not hasattr(value, "isoformat") else value.isoformat()


def _end(breakpoints: Breakpoints, lang: str) -> tuple[str, ...]:
    """How many breakpoints, and what the numbers stand on."""
    if not breakpoints.asked:
        return ()
    areas = {c.area.id: c.area for c in breakpoints.courses if "yes" in c.verdicts}
    notes = question_notes(breakpoints.scenario, (r for _, r in breakpoints.asked), lang)
    return (*notes, residents_note(breakpoints.scenario, areas.values(), lang)) if areas else notes


def _rows(
    breakpoints: Breakpoints, insats: Insats, reading: Reading, stretches: tuple[VerdictStretch, ...]
) -> list[tuple[Cell, ...]]:
    """A row per stretch, and per area that changes where it starts."""
    chosen = reading_text(reading)
    rows: list[tuple[Cell, ...]] = []
    for s in stretches:
        ends = (_cell(s.first), _cell(s.last))
        head = (
            breakpoints.policy.id,
            breakpoints.parameter.id,
            insats.id,
            chosen,
            *ends,
            *(s.counts[v] for v in VERDICTS),
        )
        who: list[tuple[Cell, ...]] = [(m.area.id, m.before, m.after) for m in s.moves] or [(None, None, None)]
        rows += [(*head, s.residents, s.residents_unknown, *one) for one in who]
    return rows


def _data(
    breakpoints: Breakpoints, stretches: dict[tuple[str, Reading], tuple[VerdictStretch, ...]]
) -> dict[str, object]:
    parameter_value = breakpoints.parameter.on(breakpoints.scenario.day)
    return {
        "kind": "grund-sweep",
        "scenario": breakpoints.scenario.id,
        "day": breakpoints.scenario.day.isoformat(),
        "policy": breakpoints.policy.id,
        "parameter": breakpoints.parameter.id,
        "value": None if parameter_value is None else _written(parameter_value.value),
        "breakpoints": [_written(value) for value in breakpoints.values],
        "insatser": [
            {
                "insats": insats.id,
                "level": insats.level,
                "tolkning": dict(reading),
                "areas": {
                    v: [c.area.id for c in breakpoints.courses_of(insats.id, reading) if c.verdicts[0] == v]
                    for v in VERDICTS
                },
                "missing": sorted({name for c in breakpoints.courses_of(insats.id, reading) for name in c.missing}),
                "stretches": [_stretch(s) for s in stretches[insats.id, reading]],
            }
            for insats, reading in breakpoints.asked
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


def sweep_finding(breakpoints: Breakpoints, speak: Speaker, lang: str) -> str:
    """How many values of a parameter change something, between which they lie, and what it is today."""
    parameter, values = breakpoints.parameter, breakpoints.values
    name = parameter.label.get(lang)
    undecided = len({c.area.id for c in breakpoints.courses if set(c.verdicts) == {"unknown"}})
    if not values and undecided:
        return headline("sweep.open", lang, parameter=name, open=undecided)
    if not breakpoints.asked or not values:
        return headline("sweep.none" if breakpoints.asked else "sweep.unread", lang, parameter=name)
    today = parameter.on(breakpoints.scenario.day)
    now = speak.value(today.value if today else None, parameter.type.name)
    low, high = (speak.value(value, parameter.type.name) for value in (values[0], values[-1]))
    return headline("sweep", lang, parameter=name, count=len(values), low=low, high=high, now=now)
