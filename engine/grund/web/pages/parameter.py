"""The page of a parameter: its values over time in each policy, with their sources, and the rules that read it."""

from __future__ import annotations

from ...model.expressions import FIRST
from ...model.numbers import pick
from ...model.policies import Parameter, Policy
from ...views.formats.columns import headings
from ...views.wording.values import sentence
from .compare_form import ticks_of, turns_text
from .cross_references import CrossReferences
from .page import Page, PageTable, Parts


def parameters_of(refs: CrossReferences) -> dict[str, dict[tuple[object, ...], list[Policy]]]:
    """Every parameter of the policies, with the policies that give it the same values."""
    by_id: dict[str, dict[tuple[object, ...], list[Policy]]] = {}
    for policy in refs.policies:
        for parameter in policy.parameters.values():
            by_id.setdefault(parameter.id, {}).setdefault(parameter.says, []).append(policy)
    return by_id


def parameter_page(refs: CrossReferences, id: str) -> Page:
    """The page of a parameter, by its id."""
    lang = refs.lang
    groups = list(parameters_of(refs)[id].values())
    parameter = groups[0][0].parameters[id]
    in_force = dict.fromkeys(value_on(refs, policies[0].parameters[id])[0] for policies in groups)
    value = " / ".join(map(str, in_force))
    day = refs.scenario.day
    readers_policy = refs.readers.get(f"param.{id}", ())
    lead: tuple[Parts, ...] = (
        pick(lang, f"Värde den {day}: {value}.", f"Value on {day}: {value}."),
        *(_turning(refs, readers_policy[0].policy.id, id) if readers_policy else ()),
        pick(lang, "Heter i regelfilerna ", "Called in the rule files ") + f"param.{id}.",
    )
    rows: list[tuple[Parts, ...]] = []
    for policies in groups:
        for given in policies[0].parameters[id].values:
            start = "" if given.start == FIRST else given.start.isoformat()
            where = "" if len(groups) == 1 else ", ".join(p.label.get(lang) for p in policies)
            rows.append(
                (start, _said(refs, policies[0].parameters[id], given.value), where, refs.cited(given.citation))
            )
    heads = headings(lang, "from", "value", "policies", "source")
    values = PageTable(pick(lang, "Värden", "Values"), heads, tuple(rows))
    readers = tuple(
        (refs.policy(r.policy), refs.insats(r.ruling.insats.id), refs.rule(r.policy.id, r.rule.id))
        for r in refs.readers.get(f"param.{id}", ())
    )
    reads = PageTable(
        pick(lang, "Regler som läser den", "Rules that read it"),
        ("Policy", pick(lang, "Insats", "Intervention"), pick(lang, "Regel", "Rule")), readers,
    )  # fmt: skip
    derived = tuple((refs.name(name),) for name in refs.derived_from.get(f"param.{id}", ()))
    through = PageTable(
        pick(lang, "Egenskaper som läser den", "Attributes that read it"),
        headings(lang, "property"),
        derived,
    )
    insatser = [i for i in refs.scenario.book.insatser.values() if any(part.unit_cost == id for part in i.costs.parts)]
    priced = PageTable(
        pick(lang, "Insatser som priset gäller", "Interventions that it is the price of"),
        (pick(lang, "Insats", "Intervention"),), tuple((refs.insats(insats.id),) for insats in insatser),
    )  # fmt: skip
    command = refs.command("sweep", readers_policy[0].policy.id, id) if readers_policy else ""
    return Page(
        "parameter",
        id,
        sentence(parameter.label.get(lang)),
        lead,
        tuple(s for s in (values, reads, through, priced) if s.rows),
        command,
    )


def _turning(refs: CrossReferences, policy: str, id: str) -> tuple[str, ...]:
    """The values at which decisions change, and where to try others; nothing where none does or it cannot be told."""
    values = ticks_of(refs.turning_values(policy, id))
    if not values:
        return ()
    turns = turns_text(values, refs.lang)
    return (
        pick(
            refs.lang,
            f"Beslut ändras vid {turns}. Andra värden prövas under Jämför.",
            f"Decisions change at {turns}. Other values are tried under Compare.",
        ),
    )


def value_on(refs: CrossReferences, parameter: Parameter) -> tuple[Parts, Parts]:
    """The value of the scenario's day and its source."""
    current = parameter.on(refs.scenario.day)
    if current is None:
        return pick(refs.lang, "inget värde än", "no value yet"), None
    return _said(refs, parameter, current.value), refs.cited(current.citation)


def _said(refs: CrossReferences, parameter: Parameter, value: object) -> str:
    if value is None:
        return pick(refs.lang, "uppgift saknas", "no data")
    return refs.explain.speaker.value(value, parameter.type.name) + refs.explain.speaker.unit(f"param.{parameter.id}")  # type: ignore[arg-type]
