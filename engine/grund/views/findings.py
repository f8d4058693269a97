"""Findings: what each command found, as its headline.

The numbers are those of the tables below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..analysis.accountability.body_shares import BodyShare
from ..analysis.accountability.goals import Fulfilment
from ..analysis.accountability.responsibility import GAPS, Gap, Responsibility
from ..engines import interpreter
from ..model.decisions import Decision
from ..model.facts import Area
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.organisation import Body, Organisation
from ..model.policies import Insats, Policy
from ..model.scenario import Answers, Scenario
from ..model.sources import Label
from .wording.headlines import FEW, areas_text, headline, none, span
from .wording.sentences import Speaker
from .wording.values import UNITS, count_text


def run_finding(scenario: Scenario, answers: Sequence[Answers], lang: str) -> str:
    """How many areas get at least one insats, at the scenario's level; a span where policies or readings differ.
    Those of one policy are named where they are few and the same in every reading."""
    levels = [a.ruling.insats.level for a in answers if a.decisions]
    level = scenario.level if scenario.level in levels or not levels else levels[0]
    reached: list[dict[str, tuple[str, str]]] = []
    policies = {a.policy.id: a.policy for a in answers}
    for policy in policies:
        policy_answers = [a for a in answers if a.policy.id == policy and a.ruling.insats.level == level]
        for reading in dict.fromkeys(a.reading for a in policy_answers):
            reached.append(_reached([a for a in policy_answers if not set(a.reading) - set(reading)]))
    if not reached:
        return headline("run.none", lang, day=scenario.day)
    counts = [Counter(verdict for _, verdict in given.values()) for given in reached]
    areas = areas_text(scenario.book.vocabulary.levels[level].label, counts[0].total(), lang)
    yes, no, unknown = (span([count[verdict] for count in counts], lang) for verdict in ("yes", "no", "unknown"))
    slots = {"day": scenario.day, "areas": areas, "yes": yes or none(lang)}
    if len(policies) == 1:
        name = next(iter(policies.values())).label.get(lang)
        return headline("run", lang, policy=name, no=no or none(lang), open=unknown, names=_few(reached), **slots)
    alike = len({(count["yes"], count["unknown"]) for count in counts}) == 1
    most = max(count["unknown"] for count in counts)
    return headline("run.alike" if alike else "run.policies", lang, policies=len(policies), open=most, **slots)


def _reached(answers: Iterable[Answers]) -> dict[str, tuple[str, str]]:
    """By area its name, and a yes, else something that cannot be decided, else a no."""
    verdicts: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for answer in answers:
        for decision in answer.decisions:
            names[decision.area.id] = decision.area.name
            verdicts.setdefault(decision.area.id, set()).add(decision.verdict)
    return {
        area: (names[area], next(v for v in ("yes", "unknown", "no") if v in given)) for area, given in verdicts.items()
    }


def _few(reached: Sequence[dict[str, tuple[str, str]]]) -> list[str]:
    """The names of the areas that get something, where they are few and the same everywhere; else none."""
    sets = {frozenset(area for area, (_, verdict) in given.items() if verdict == "yes") for given in reached}
    areas = sets.pop()
    return sorted((reached[0][a][0] for a in areas), key=sort_key) if not sets and len(areas) <= FEW else []


def decision_findings(decisions: Iterable[tuple[Policy, str, Decision]], names: Speaker) -> tuple[str, ...]:
    """What is decided for an area, a sentence for each decision and reason, with the policies that decide so."""
    lang, alike = names.lang, dict[tuple[str, str, tuple[str, ...]], dict[str, list[str]]]()
    area, insats, readings = "", "", Counter[str]()
    for policy, reading, decision in decisions:
        area, insats = decision.area.name, decision.ruling.insats.label.get(lang)
        because = decision.deciding.because if decision.deciding else decision.ruling.otherwise_because
        reason = "" if decision.verdict == "unknown" else because.get(lang)
        never = interpreter.settled_by_nothing(decision)
        missing = tuple(sorted(names.fact(name) for name in never or decision.missing))
        key = "not_applicable" if never else decision.verdict
        name = policy.label.get(lang)
        readings[name] += 1
        alike.setdefault((key, reason, missing), {}).setdefault(name, []).append(reading.partition(":")[0])
    return tuple(
        headline(
            f"explain.{key}", lang, area=area, insats=insats, because=because, missing=missing,
            policies=[_under(*one, readings[one[0]], lang) for one in by.items()]
            if len(by) < 3
            else count_text(len(by), lang, "policy"),
        )
        for (key, because, missing), by in alike.items()
    )  # fmt: skip


def _under(policy: str, readings: Sequence[str], count: int, lang: str) -> str:
    """A policy with the interpretations that decide so, of so many in all."""
    words = ", ".join(filter(None, readings))
    if words and len(readings) == count > 1:
        words = pick(lang, "alla tolkningar", "every interpretation")
    return f"{policy} ({words})" if words else policy


def area_finding(area: Area, policies: Sequence[Policy], given: Iterable[tuple[str, Insats, str]], lang: str) -> str:
    """How many interventions an area gets, by policy, insats and verdict; a span where policies differ."""
    verdicts: dict[str, dict[str, set[str]]] = {policy.id: {} for policy in policies}
    for policy, insats, verdict in given:
        verdicts[policy].setdefault(insats.id, set()).add(verdict)
    yes = [sum("yes" in v for v in by.values()) for by in verdicts.values()]
    unknown = [sum("unknown" in v and "yes" not in v for v in by.values()) for by in verdicts.values()]
    slots = {"area": area.name, "yes": span(yes, lang) or none(lang), "open": max(unknown)}
    if len(policies) == 1:
        count = len(verdicts[policies[0].id])
        return headline("explain.area", lang, count=count, policy=policies[0].label.get(lang), **slots)
    alike = len({*zip(yes, unknown, strict=True)}) == 1
    key = ("explain.alike" if alike else "explain.policies") if any(yes) else "explain.nothing"
    return headline(key, lang, policies=len(policies), **slots)


def list_finding(numbers: Mapping[str, int], lang: str) -> str:
    """What there is, by kind, each with its number."""
    return headline("list", lang, counts=[count_text(n, lang, unit) for unit, n in numbers.items() if unit in UNITS])


def who_finding(
    organisation: Organisation, subject: Label, area: Area, answers: Sequence[Responsibility], lang: str
) -> str:
    """Which bodies are responsible in an area, in the strongest role, and where the chain of command ends."""
    slots = {"subject": subject.get(lang), "area": area.name}
    answering = [answer for answer in answers if answer.answers]
    if not answering:
        return headline("who.none", lang, **slots)
    role = answering[0].role
    bodies = {answer.body.id: answer.body.within(lang) for answer in answering if answer.role == role}
    tops = {organisation.escalation(name)[-1].called(lang) for name in bodies} - set(bodies.values())
    return headline(f"who.{role}", lang, bodies=bodies.values(), top=tops.pop() if len(tops) == 1 else "", **slots)


def body_finding(body: Body, body_shares: Sequence[BodyShare | None], lang: str) -> str:
    """In how many of the insatser that some policy gives a body has a role, and of how many it is responsible."""
    roles: dict[str, bool] = {}
    for share in body_shares:
        for insats, _, answers in share.duties if share else ():
            roles[insats] = roles.get(insats, False) or answers
    return headline("body", lang, body=body.called(lang), count=len(roles), answers=sum(roles.values()))


def goals_finding(met: Sequence[Fulfilment], lang: str) -> str:
    """How many goals are met, wholly, partly or not, and how many cannot be assessed."""
    if not met:
        return headline("goals.none", lang)
    full, partly, unmet, unknown = (met.count(word) for word in ("helt", "delvis", "ej", "unknown"))
    return headline("goals", lang, count=len(met), full=full, partly=partly, unmet=unmet, open=unknown)


def gaps_finding(where: Mapping[tuple[str, str], Mapping[str, Gap]], policies: Sequence[Policy], lang: str) -> str:
    """How many gaps there are, in how many policies, and of which kinds; by kind and subject, the policies with it."""
    if not where:
        return headline("gaps.none", lang)
    numbers = Counter(next(iter(by_policy.values())).kind for by_policy in where.values())
    kinds = ", ".join(f"{pick(lang, *GAPS[kind])} ({n})" for kind, n in numbers.most_common())
    if len(policies) == 1:
        return headline("gaps", lang, policy=policies[0].label.get(lang), count=len(where), kinds=kinds)
    shared = sum(len(by_policy) == len(policies) for by_policy in where.values())
    return headline("gaps.policies", lang, policies=len(policies), count=len(where), shared=shared, kinds=kinds)
