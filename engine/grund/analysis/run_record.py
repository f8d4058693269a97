"""Run record: what a run leaves behind, told so that it can be verified.

Same inputs, same bytes, on any machine and in any order of evaluation (DESIGN §5).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from ..engines import interpreter
from ..engines.run import frame_of
from ..model.arithmetic import ratio
from ..model.expressions import Reference
from ..model.scenario import Answers, Scenario
from . import uncertainty
from .list_series import replay
from .recorded_question import cited, question, ruled, side
from .repair_effects import repaired_data
from .targeting_measures import Bounds
from .timeline.timeline import period_of, timeline

KIND: Final = "grund-run"
FORMAT: Final = 2


def record(scenario: Scenario, answers: Iterable[Answers], command: list[str]) -> dict[str, Any]:
    """The run record: inputs with their hashes, day and known, parameters, the command, the results; not sealed."""
    all_answers = tuple(answers)
    return {
        "kind": KIND,
        "format": FORMAT,
        "command": command,
        "policies": list(dict.fromkeys(a.policy.id for a in all_answers)),
        **question(scenario),
        "parameters": _parameters(scenario, all_answers),
        "rules": _rules(all_answers),
        "results": [_answer(a) for a in all_answers],
        "values": _values(scenario),
        "replay": _replay(scenario),
        **({"repaired": repaired_data(scenario)} if scenario.repairs else {}),
        **({"uncertain": uncertainty.by_decision.uncertain_data(scenario, all_answers)} if scenario.uncertain else {}),
        **({"timeline": _timeline(scenario)} if scenario.events else {}),
    }


def _timeline(scenario: Scenario) -> list[dict[str, Any]]:
    """What moved in the scenario's period, under the policies it names: day, insats, before, after, areas."""
    scenario_timeline = timeline(scenario, scenario.named, period_of(scenario, None, None))
    return [
        {
            "day": m.day.isoformat(),
            "policy": m.question.policy.id,
            "insats": m.question.ruling.insats.id,
            "tolkning": dict(m.question.reading),
            "before": side(m.before),
            "after": side(m.after),
            "areas": [a.id for a in m.areas],
        }
        for m in scenario_timeline.moves
    ]


def _rules(answers: tuple[Answers, ...]) -> dict[str, dict[str, Any]]:
    """What the rules that decide stand on: documents, place and marks."""
    rules_by_id: dict[str, dict[str, Any]] = {}
    for answer in answers:
        deciding = {d.rule for d in answer.decisions}
        for rule in answer.ruling.rules:
            if rule.id in deciding:
                rules_by_id[rule.id] = ruled(rule)
    return rules_by_id


def _values(scenario: Scenario) -> dict[str, dict[str, str | None]]:
    """The values a scenario asks to show, by area; None is unknown."""
    if not scenario.show:
        return {}
    types = scenario.book.vocabulary.type_at(scenario.level)
    nodes = [Reference(name, types[name]) for name in scenario.show]
    frame = frame_of(scenario, next(iter(scenario.policies.values())), scenario.readings_of(nodes)[0])
    values_by_area: dict[str, dict[str, str | None]] = {}
    for area in scenario.today.by_level.get(scenario.level, ()):
        values = {node.name: interpreter.read(frame, node, area).value for node in nodes}
        values_by_area[area.id] = {name: None if value is None else str(value) for name, value in values.items()}
    return values_by_area


def _share(bounds: Bounds | None) -> list[float | None] | None:
    """A share from least to most, with six decimals; null where it is unknown, or there is nothing before."""
    if bounds is None:
        return None
    rounded = [None if v is None else ratio(Decimal(v.numerator), Decimal(v.denominator), 6) for v in bounds]
    return [None if v is None else float(v) for v in rounded]


def _replay(scenario: Scenario) -> dict[str, Any]:
    """A replayed series: each measure's areas on each issue, and the moves between them."""
    if not scenario.replay:
        return {}
    series = replay(scenario)
    churn = series.turnover
    return {
        "issues": [
            {
                "id": issue.id,
                "day": issue.start.isoformat(),
                "measures": {
                    c.measure.id: {
                        "count": len(c.areas),
                        "areas": [a.id for a in c.areas],
                        "unknown": [a.id for a in c.unknown],
                        "churn": _share(churn[i][nth]),
                        **cited(c.measure.citation),
                    }
                    for i, c in enumerate(counts)
                },
            }
            for nth, (issue, counts) in enumerate(zip(series.issues, series.counts, strict=True))
        ],
        "moves": [
            {
                "issue": m.issue.id,
                "area": m.area.id,
                "attribute": m.attribute,
                "before": None if m.before is None else str(m.before),
                "after": None if m.after is None else str(m.after),
            }
            for m in series.moves
        ],
    }


def _parameters(scenario: Scenario, answers: tuple[Answers, ...]) -> dict[str, dict[str, str | None]]:
    """The value each parameter that rules may read had on the day, per policy; None is unknown."""
    values_by_policy: dict[str, dict[str, str | None]] = {}
    money = scenario.book.prices
    for policy in {a.policy.id: a.policy for a in answers}.values():
        values = {name: p.on(scenario.day) for name, p in sorted(policy.parameters.items()) if name not in money}
        values_by_policy[policy.id] = {
            name: None if v is None or v.value is None else str(v.value) for name, v in values.items()
        }
    return values_by_policy


def _answer(answers: Answers) -> dict[str, Any]:
    """One insats of one policy: areas grouped by verdict, deciding rule and missing facts."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[str]] = {}
    for d in answers.decisions:
        groups.setdefault((d.verdict, d.rule, tuple(sorted(d.missing))), []).append(d.area.id)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2]))
    return {
        "policy": answers.policy.id,
        "insats": answers.ruling.insats.id,
        "level": answers.ruling.insats.level,
        "tolkning": dict(answers.reading),
        "decisions": [
            {"verdict": verdict, "rule": rule, "missing": list(missing), "areas": sorted(areas)}
            for (verdict, rule, missing), areas in ordered
        ],
    }
