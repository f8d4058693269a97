"""Explain: the view of `grund explain`, for one area or one decision.

Every line can be followed to a document and its paragraph; it ends with who answers, and by what document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from ..analysis.accountability.responsibility import ledger
from ..analysis.compare.comparison import residents
from ..analysis.lookup import find_area, find_attribute, insats_called, undecided
from ..engines import interpreter
from ..engines.run import every_conflict, frame_of
from ..model.decisions import Decision
from ..model.expressions import Reference, names
from ..model.facts import Area
from ..model.located import Located, located, wrong_level
from ..model.names import sort_key
from ..model.numbers import number_text, pick
from ..model.policies import Insats, Policy, Ruling
from ..model.scenario import Reading, Scenario, reading_text
from ..model.sources import Label
from ..problems.problem import GrundError, problem
from .findings import area_finding, decision_findings
from .formats import trees as branches
from .formats.text import Block, Cell, led
from .heading import heading
from .other_levels import elsewhere_view, lies_block
from .result import Result
from .run import decided_word, question_notes, reading_word, residents_note
from .uncertain import explained
from .who import answers_block, escalation_block, sources_block
from .wording.explanation import Explainer, explainer
from .wording.statement import Statement, lines
from .wording.values import marks_legend

_TRUTHS = {True: "true", False: "false", None: "unknown", "": None}


def explain_view(scenario: Scenario, area: str, what: str | None, policies: Sequence[str], lang: str) -> Result:
    """Why: an area, an insats in it, or a value of it, named as people name them."""
    if what is None:
        where = find_area(scenario, area)
        return explained(scenario, explain_area(scenario, where, policies, lang), where, None, policies, lang)
    insats = insats_called(scenario, what)
    attribute = None if insats else find_attribute(scenario, what)
    if attribute is not None:
        return explain_value(scenario, find_area(scenario, area), attribute, policies[0], lang)
    name, level = (insats.id, insats.level) if insats else (what, None)
    where = find_area(scenario, area, level)
    return explained(scenario, explain_insats(scenario, where, name, policies, lang), where, name, policies, lang)


def explain_area(scenario: Scenario, area: Area, policies: Sequence[str], lang: str) -> Result:
    """What is known of an area, what every policy decides for it, and who answers."""
    chosen = [scenario.policy(name) for name in policies]
    explain = explainer(scenario.book, chosen[0], lang)
    values = _known(scenario, chosen, area, explain)
    with every_conflict(scenario, policies):
        table, rules, data = _decided(scenario, chosen, area, lang)
    insatser = {r.insats.id: r.insats for p in chosen for r in p.rulings.values() if _applies(scenario, r, area)}
    levels = dict.fromkeys(
        r.insats.level for p in chosen for r in p.rulings.values() if not _applies(scenario, r, area)
    )
    finding = area_finding(area, chosen, ((d["policy"], insatser[d["insats"]], d["verdict"]) for d in data), lang)
    where = lies_block(scenario, area, list(levels), lang)
    lies = (where,) if where else ()
    blocks: tuple[Block, ...] = (
        Block(_title(scenario, area, lang), (), (), (finding, *heading(scenario, lang, chosen))),
        *lies,
        branches.grounded_block(values, lang),
        table,
        rules,
        answers_block(scenario, list(insatser.values()), area, lang, explain),
        _ending(scenario, [r for p in chosen for r in p.rulings.values() if _applies(scenario, r, area)], area, lang),
    )
    verdicts = branches.verdicts_block(chosen, insatser, data, lang)
    short = (blocks[0], *lies, verdicts, branches.values_block(values, lang), blocks[-1])
    rest = pick(
        lang,
        "källan till varje värde, reglerna som avgör med sina källor, och ansvarig aktör",
        "the source of each value, the rules that decide with their sources, and who is responsible",
    )
    blocks = (*blocks, sources_block(explain, blocks))
    header = ("policy", "tolkning", "insats", "area", "verdict", "rule", "missing", "not_applicable", "proviso")
    rows = tuple(
        (d["policy"], reading_text(d["tolkning"].items()), d["insats"], d["area"], d["verdict"], d["rule"],
         ", ".join(d["missing"]), ", ".join(d["not_applicable"]),
         Label(**d["proviso"]).get(lang) if d["proviso"] else "")
        for d in data
    )  # fmt: skip
    return Result(blocks, header, rows, {"kind": "grund-area", "area": area.id, "decisions": data}, short, rest)


def explain_insats(scenario: Scenario, area: Area, insats: str, policies: Sequence[str], lang: str) -> Result:
    """One decision under some policies: the whole tree of grounds, and who answers."""
    head = Block(_title(scenario, area, lang), (), (), heading(scenario, lang, map(scenario.policy, policies)))
    ruled = [(p, p.rulings[insats]) for p in map(scenario.policy, policies) if insats in p.rulings]
    places = located(scenario.today, area, ruled[0][1].insats.level) if ruled else ()
    if places and places[0].relation != "within" and len(places) <= _MOST_PLACES:
        return _explain_elsewhere(scenario, head, area, ruled, places, lang)
    blocks: list[Block] = [head]
    decisions: list[dict[str, Any]] = []
    trees: list[tuple[str, Statement]] = []
    last: tuple[Insats, Explainer, Area] | None = None
    reached: list[tuple[Policy, str, Decision]] = []
    for policy, ruling in ruled:
        where = area_for(scenario, ruling, area)
        explain = explainer(scenario.book, policy, lang)
        last = (ruling.insats, explain, where)
        for reading, decision in _each_reading(scenario, policy, ruling, where):
            statement = explain.decision(policy, decision)
            word = reading_word(scenario, reading, lang, full=True)
            blocks.append(branches.tree_block(statement, word))
            trees.append((word, statement))
            reached.append((policy, word, decision))
            decisions.append(_decision_data(policy, reading, decision, statement))
    if last is None:
        raise undecided(insats, [*map(scenario.policy, policies)])
    head = blocks[0] = led(head, *decision_findings(reached, last[1].speaker))
    blocks.append(answers_block(scenario, [last[0]], last[2], lang, last[1]))
    duty_ledger = ledger(scenario.book.organisation, scenario.today)
    blocks.append(escalation_block(duty_ledger, duty_ledger.who(last[0], last[2]), lang))
    blocks.append(_ending(scenario, [ruling for _, ruling in ruled], area, lang))
    trunks = [branches.tree_block(statement, "") for statement in branches.grounds(trees, lang)]
    short = (branches.findings(head, trees), *trunks, blocks[-1])
    blocks.append(sources_block(last[1], blocks))
    rows = tuple(
        (d["policy"], reading_text(d["tolkning"].items()), depth, s.text, _TRUTHS[s.holds], s.source)
        for d, tree in ((d, d["_tree"]) for d in decisions)
        for depth, s in lines(tree)
    )
    for d in decisions:
        del d["_tree"]
    header = ("policy", "tolkning", "depth", "statement", "holds", "source")
    data = {"kind": "grund-explanation", "area": area.id, "insats": insats, "decisions": decisions}
    return Result(tuple(blocks), header, rows, data, short, pick(lang, *_GROUNDS))


_GROUNDS: Final = ("alla grunder och källor, och ansvarig aktör", "all grounds and sources, and who is responsible")
_MOST_PLACES: Final = 40
"""Areas of another kind that an answer spells out, at most; of more, one must be named."""


def _explain_elsewhere(
    scenario: Scenario,
    head: Block,
    area: Area,
    rulings: Sequence[tuple[Policy, Ruling]],
    places: Sequence[Located],
    lang: str,
) -> Result:
    """What is decided where the area lies, and, where it lies in one, all the grounds of that."""
    view = elsewhere_view(scenario, area, rulings, places, lang)
    first = places[0].area
    following: tuple[Block, ...]
    if places[0].relation == "overlaps":
        insats, policies = rulings[0][1].insats.id, [policy.id for policy, _ in rulings]
        following = explain_insats(scenario, first, insats, policies, lang).blocks
    else:
        following = (_ending(scenario, [ruling for _, ruling in rulings], area, lang),)
    return Result((head, *view.blocks, *following), view.header, view.rows, view.data)


def explain_value(scenario: Scenario, area: Area, name: str, policy: str, lang: str) -> Result:
    """The value of an attribute at an area, with its grounds, in every reading it depends on."""
    chosen_policy = scenario.policy(policy)
    explain = explainer(scenario.book, chosen_policy, lang)
    blocks: list[Block] = [Block(_title(scenario, area, lang), (), (), heading(scenario, lang))]
    rows: list[tuple[Cell, ...]] = []
    data: list[dict[str, Any]] = []
    trees: list[tuple[str, Statement]] = []
    for reading, statement in _values(scenario, chosen_policy, area, name, explain):
        trees.append((reading_word(scenario, reading, lang, full=True), statement))
        blocks.append(branches.tree_block(statement, reading_word(scenario, reading, lang, full=True)))
        rows += [(reading_text(reading), depth, s.text, s.source) for depth, s in lines(statement)]
        data.append({"tolkning": dict(reading), "grounds": statement.to_dict()})
    blocks.append(Block("", (), (), (marks_legend(lang),)))
    short = (blocks[0], *(branches.tree_block(branches.pruned(s, lang), word) for word, s in trees), blocks[-1])
    blocks.append(sources_block(explain, blocks))
    payload = {"kind": "grund-value", "area": area.id, "name": name, "readings": data}
    header = ("tolkning", "depth", "statement", "source")
    return Result(tuple(blocks), header, tuple(rows), payload, short, pick(lang, *_GROUNDS))


def _title(scenario: Scenario, area: Area, lang: str) -> str:
    level = scenario.book.vocabulary.levels[area.level].label.get(lang)
    parents = ", ".join(a.name for a in scenario.today.above(area))
    people = residents(scenario, [area])
    text = f" · {number_text(people.people, lang)} {pick(lang, 'invånare', 'residents')}"
    return f"{area.name} ({level}, {area.id}){' · ' + parents if parents else ''}{'' if people.unknown else text}"


def _applies(scenario: Scenario, ruling: Ruling, area: Area) -> bool:
    """Whether an insats is decided for the area or for one it is part of."""
    levels = {area.level, *(a.level for a in scenario.today.above(area))}
    return ruling.insats.level in levels


def area_for(scenario: Scenario, ruling: Ruling, area: Area) -> Area:
    """The area an insats is decided for: the area itself, or the one it is part of."""
    level = ruling.insats.level
    for candidate in (area, *scenario.today.above(area)):
        if candidate.level == level:
            return candidate
    raise GrundError([wrong_level(scenario.today, area, level)])


def _each_reading(scenario: Scenario, policy: Policy, ruling: Ruling, area: Area) -> list[tuple[Reading, Decision]]:
    """The decision in every reading it depends on."""
    return [
        (reading, interpreter.decide(frame_of(scenario, policy, reading), ruling.insats.id, area))
        for reading in scenario.readings([ruling])
    ]


def _values(
    scenario: Scenario, policy: Policy, area: Area, name: str, explain: Explainer, brief: bool = False
) -> list[tuple[Reading, Statement]]:
    """The value of a name in every reading it depends on; `brief` sums up what an unknown one waits for."""
    types = scenario.book.vocabulary.type_at(area.level)
    if name not in types:
        raise GrundError([problem("G202", None, name=name, level=area.level)])
    node = Reference(name, types[name])
    statements: list[tuple[Reading, Statement]] = []
    for reading in scenario.readings_of([node]):
        ground = interpreter.read(frame_of(scenario, policy, reading), node, area)
        statement = explain.read(ground)
        if brief and ground.value is None:
            waits = () if interpreter.not_applicable(ground) else interpreter.missing(ground)
            lacking = explain.speaker.lacking(waits)
            statement = replace(statement, parts=(Statement(lacking, None),) if lacking else ())
        statements.append((reading, statement))
    return statements


def _known(
    scenario: Scenario, policies: list[Policy], area: Area, explain: Explainer
) -> dict[str, list[tuple[str, Statement]]]:
    """Every name that the policies' rules read at the area's level, or the scenario shows, with its grounds."""
    rulings = (r for p in policies for r in p.rulings.values() if r.insats.level == area.level)
    readable = scenario.book.vocabulary.type_at(area.level)
    read = dict.fromkeys(name for ruling in rulings for name in _names_read(scenario, ruling))
    read |= dict.fromkeys(name for name in scenario.about if name in readable)
    return {
        name: [
            (reading_word(scenario, reading, explain.lang), statement)
            for reading, statement in _values(scenario, policies[0], area, name, explain, brief=True)
        ]
        for name in sorted(read, key=lambda n: _is_unknown(scenario, policies[0], area, n))
    }


def _is_unknown(scenario: Scenario, policy: Policy, area: Area, name: str) -> bool:
    """Whether a value is unknown; unknown ones go last."""
    node = Reference(name, scenario.book.vocabulary.type_at(area.level)[name])
    reading = scenario.readings_of([node])[0]
    return interpreter.read(frame_of(scenario, policy, reading), node, area).value is None


def _names_read(scenario: Scenario, ruling: Ruling) -> list[str]:
    types = scenario.book.vocabulary.type_at(ruling.insats.level)
    ids = [n for rule in ruling.rules for n in names(rule.active)]
    return [name for name in sorted(dict.fromkeys(ids)) if name in types]


def _decided(
    scenario: Scenario, policies: list[Policy], area: Area, lang: str
) -> tuple[Block, Block, list[dict[str, Any]]]:
    """The table insats × policy, the rules that decided, and the same as data."""
    cells: dict[str, dict[str, str]] = {}
    labels: dict[str, Insats] = {}
    grounds: dict[tuple[Cell, ...], list[str]] = {}
    data: list[dict[str, Any]] = []
    for policy in policies:
        explain = explainer(scenario.book, policy, lang)
        for ruling in policy.rulings.values():
            if not _applies(scenario, ruling, area):
                continue
            labels[ruling.insats.id] = ruling.insats
            decisions: list[tuple[str, Decision]] = []
            for reading, decision in _each_reading(scenario, policy, ruling, area_for(scenario, ruling, area)):
                decisions.append((reading_word(scenario, reading, lang), decision))
                data.append(_decision_data(policy, reading, decision, explain.decision(policy, decision)))
            cells.setdefault(ruling.insats.id, {})[policy.id] = _cell(decisions, lang)
            for rule in {d.rule: d.deciding for _, d in decisions}.values():
                if rule is None:
                    continue
                because = rule.because.get(lang) + explain.proviso(rule.proviso)
                row = (rule.id, because, explain.citation(rule.citation))
                grounds.setdefault(row, []).append(policy.id)
    for d in data:
        del d["_tree"]
    columns = (pick(lang, "Insats", "Intervention"), pick(lang, "Områdestyp", "Area type"), *(p.id for p in policies))
    levels = scenario.book.vocabulary.levels
    rows = tuple(
        (
            insats.label.get(lang),
            levels[insats.level].label.get(lang),
            *(cells[name].get(p.id, "–") for p in policies),
        )
        for name, insats in sorted(labels.items(), key=lambda item: (item[1].level, sort_key(item[1].label.sv)))
    )
    why = tuple((*row, ", ".join(dict.fromkeys(names))) for row, names in grounds.items())
    heads = (pick(lang, "Regel", "Rule"), pick(lang, "Därför", "Because"), pick(lang, "Källa", "Source"), "Policy")
    return (
        Block(pick(lang, "Beslut enligt reglerna", "Decisions under the rules"), columns, rows),
        Block(pick(lang, "Reglerna som avgör", "The rules that decide"), heads, why),
        data,
    )


def _cell(decisions: list[tuple[str, Decision]], lang: str) -> str:
    verdicts = {decided_word(d, lang) for _, d in decisions}
    if len(verdicts) == 1:
        return verdicts.pop()
    return ", ".join(f"{word}: {decided_word(d, lang)}" for word, d in decisions)


def _decision_data(policy: Policy, reading: Reading, decision: Decision, statement: Statement) -> dict[str, Any]:
    return {
        "policy": policy.id,
        "tolkning": dict(reading),
        "insats": decision.ruling.insats.id,
        "area": decision.area.id,
        "day": decision.day.isoformat(),
        "known": decision.known.isoformat() if decision.known else None,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "missing": sorted(decision.missing),
        "not_applicable": sorted(interpreter.settled_by_nothing(decision)),
        "proviso": {"sv": decision.proviso.sv, "en": decision.proviso.en} if decision.proviso.sv else None,
        "grounds": statement.to_dict(),
        "_tree": statement,
    }


def _ending(scenario: Scenario, rulings: list[Ruling], area: Area, lang: str) -> Block:
    notes = [*question_notes(scenario, scenario.readings(rulings), lang)]
    people = residents(scenario, [area])
    if not people.unknown:
        notes.append(residents_note(scenario, [area], lang))
    notes.append(marks_legend(lang))
    return Block("", (), (), tuple(notes))
