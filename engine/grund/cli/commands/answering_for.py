"""Answering for: who leads, carries out, pays and follows up.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal, cast

from cyclopts import Parameter

from ...batch.atomic_files import deliver
from ..options import (
    ASK,
    ASK_WHICH,
    OUT,
    Ask,
    AskWhich,
    ForceOption,
    Format,
    LangOption,
    Out,
    OutputOption,
    load,
    policies_of,
    policy_id,
    write,
)


def who(insats: str, area: str, /, *, ask: Ask = ASK, out: Out = OUT) -> int:
    """Vem svarar för en insats eller process i ett område, och vägen uppåt. / Who answers, and the way up."""
    from ...analysis.lookup import find_area, find_asked
    from ...views import who as answering

    held = load(ask, ask.scenario)
    asked = find_asked(held, insats)
    return write(answering.who_view(held, asked, find_area(held, area, asked.level), out.lang), held, out)


def body(name: str, /, *, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Allt en nämnd eller ett bolag svarar för, per policy. / Everything a body answers for."""
    from ...analysis.lookup import find_body
    from ...views import who as answering

    held = load(ask, ask.scenario, ask.policy)
    found = find_body(held, name)
    return write(answering.body_view(held, found, policies_of(held, ask), out.lang), held, out)


def gaps(*, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Luckor, dubbelt ledarskap och cirklar. / Gaps, two leaders for one thing, circles."""
    from ...views import gaps as gapped

    held = load(ask, ask.scenario, ask.policy)
    return write(gapped.gaps_view(held, policies_of(held, ask), out.lang), held, out)


def goals(*, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Mål, indikatorer över tid och måluppfyllelse. / Goals, indicators in time, fulfilment."""
    from ...views import who as answering

    held = load(ask, ask.scenario, ask.policy)
    policy = policies_of(held, ask)[0] if ask.policy else ""
    return write(answering.goals_view(held, policy, out.lang), held, out)


def graph(
    *,
    ask: AskWhich = ASK_WHICH,
    format: Annotated[Literal["json", "graphml"] | None, Parameter(help="Utformat / output format")] = None,
    output: OutputOption = None,
    force: ForceOption = False,
) -> int:
    """Ansvarsgrafen som JSON (node-link) eller GraphML. / The graph as JSON or GraphML."""
    from ...analysis.accountability.action_plan import decisions_counted, readings_apart
    from ...analysis.accountability.graph import build, graphml, node_link
    from ...analysis.run_record import dump
    from ...views.who import held_by

    held = load(ask, ask.scenario, ask.policy)
    chosen = held.policy(policies_of(held, ask)[0])
    reading, *others = readings_apart(held, chosen)
    found = build(held_by(held), decisions_counted(held, chosen, reading))
    found.graph.update(policy=chosen.id, day=held.day.isoformat(), **dict(reading))
    if others:
        said = ", ".join(f"{name}={choice}" for name, choice in reading)
        print(f"tolkning: {said} (--tolkning)", file=sys.stderr)
    suffix = Path(output).suffix if output else ""
    kind = format or ("graphml" if suffix == ".graphml" else "json")
    return deliver(graphml(found) if kind == "graphml" else dump(node_link(found)), output, force)


def handlingsplan(
    policy: str,
    /,
    *,
    ask: Ask = ASK,
    format: Annotated[
        Literal["table", "md", "html", "xlsx", "json", "csv"] | None, Parameter(help="Utformat / output format")
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    lang: LangOption = "sv",
) -> int:
    """Skriv policyns handlingsplan, eller underlag till verksamhetsplaner. / Write the plan."""
    from ...analysis.accountability.action_plan import plans
    from ...views import handlingsplan as planned

    held = load(ask, ask.scenario, [policy])
    found = plans(held, policy_id(held, policy))
    kind = format or (Path(output).suffix.lstrip(".") if output else "")
    view = planned.plan_view(found, lang)
    if kind == "html":
        return deliver(planned.as_html(view.blocks, lang).encode(), output, force)
    if kind == "xlsx":
        return deliver(planned.as_excel(found, lang), output, force)
    return write(view, held, Out(cast("Format | None", format), output, lang, force, full=True))
