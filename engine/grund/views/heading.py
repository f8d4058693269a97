"""Heading: what every answer says of itself: its day, and what in it is assumed, repaired, uncertain or invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.dependencies import parameters_read
from ..model.facts import Area
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.policies import Policy
from ..model.scenario import Scenario
from .formats.text import FICTIONAL
from .repairs import repaired_note
from .uncertain import uncertain_note
from .wording.sentences import Speaker
from .wording.values import count_text, day_text, value_text


def heading(scenario: Scenario, lang: str, policies: Iterable[Policy] = ()) -> tuple[str, ...]:
    """What every answer says of itself: the day, what was known, and whatever in it is assumed or invented."""
    known = pick(lang, f", känt {scenario.known}", f", known {scenario.known}") if scenario.known else ""
    moved = pick(lang, " (inte scenariots dag)", " (not the scenario's date)") if scenario.moved_day else ""
    names = [f"{scenario.label.get(lang)} · {pick(lang, 'gäller', 'as of')} {scenario.day}{moved}{known}"]
    if scenario.illustration:
        names.append(
            pick(
                lang,
                f"{FICTIONAL[0]}. Uppgifterna är påhittade och visar bara hur programmet fungerar.",
                f"{FICTIONAL[1]}. The figures are made up and only show how the program works.",
            )
        )
    assumed = assumptions(scenario, policies, lang)
    if assumed:
        names.append(pick(lang, "Antaganden: ", "Assumptions: ") + "; ".join(assumed) + ".")
    return (*names, *repaired_note(scenario, lang), *uncertain_note(scenario, lang))


def assumptions(scenario: Scenario, policies: Iterable[Policy], lang: str) -> list[str]:
    """What an answer assumes: changed facts, events, parameters, policies or rules without a source; no prices."""
    words = scenario.book.vocabulary
    areas = {a.id: a.name for a in scenario.facts.areas}
    sentences: list[str] = []
    for fact in scenario.changes:
        value = Speaker(words, {}, lang).value(fact.value, words.attributes[fact.attribute].type.name)
        since = pick(lang, "från", "from")
        sentences.append(f"{areas[fact.area]}: {words.label(fact.attribute, lang)} = {value} ({since} {fact.start})")
    for event in scenario.events:
        cited = (event.citation, *(fact.citation for fact in event.facts))
        if event.day <= scenario.day and any(c.assumption or c.illustration for c in cited):
            sentences.append(f"{event.label.get(lang)} ({day_text(event.day, event.precision)})")
    for policy in policies:
        sentences += _of_policy(scenario, policy, lang)
    return list(dict.fromkeys(sentences))


def _of_policy(scenario: Scenario, policy: Policy, lang: str) -> Iterator[str]:
    """What is assumed in a policy: itself, the parameters that it reads, and its rules."""
    name = policy.label.get(lang)
    if policy.citation.assumption:
        yield pick(lang, f"policyn {name}", f"policy {name}")
    read = _read(scenario, policy) - scenario.book.prices
    for parameter in policy.parameters.values():
        value = parameter.on(scenario.day) if parameter.id in read else None
        if value is not None and (value.citation.assumption or value.citation.illustration):
            yield f"{parameter.label.get(lang)} = {value_text(value.value, lang)}"
    rules = [r for g in policy.rulings.values() for r in g.rules if r.citation.assumption]
    if rules and not policy.citation.assumption:
        yield f"{count_text(len(rules), lang, 'rule')} {pick(lang, 'i', 'in')} {name}"


def _read(scenario: Scenario, policy: Policy) -> frozenset[str]:
    """The parameters that a policy's decisions and quantities read; what no other answer reads is not assumed in it."""
    rulings = policy.rulings.values()
    exprs = [e for ruling in rulings for e in (*(rule.active for rule in ruling.rules), *ruling.insats.costs.read)]
    return parameters_read(scenario.book.vocabulary, exprs)


def day_note(scenario: Scenario, levels: Iterable[str], lang: str) -> tuple[str, ...]:
    """A warning where areas of the levels asked about did not exist on the day."""
    wanted = set(levels)
    late = [a for a in scenario.today.left_out if a.level in wanted and a.start and a.start > scenario.day]
    gone = [a for a in late if not _divided_before(scenario, a)]
    if not gone:
        return ()
    names = ", ".join(sorted((f"{a.name} ({a.start})" for a in gone), key=sort_key))
    return (
        pick(
            lang,
            f"Obs! Dessa områden fanns inte än, och underlaget saknar den äldre indelningen: {names}. "
            "Antalen är ofullständiga.",
            f"NOTE: these areas did not exist yet, and the data set lacks the older division: {names}. "
            "The counts are incomplete.",
        ),
    )


def _divided_before(scenario: Scenario, area: Area) -> bool:
    """Whether an older division is in the world: some part of the area lay in another of its level on the day."""
    today = scenario.today
    parts = {k.area for k in scenario.facts.links if k.relation == "part_of" and k.other == area.id}
    areas = [today.areas[name] for name in parts if name in today.areas]
    return any(above.level == area.level for part in areas for above in today.above(part))


# ── run
