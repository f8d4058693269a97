"""`grund handlingsplan`: create a policy's action plan, or input to operational plans."""

from __future__ import annotations

from .. import analysis, views
from ..batch.atomic_files import deliver
from ..views.formats.names import SUFFIXES, Format
from .options import ASK, Ask, LangOption, Out, OutputOption, format_of, load, policy_id, write


def handlingsplan(
    policy: str,
    /,
    *,
    ask: Ask = ASK,
    format: Format | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Create a policy's action plan, or input to operational plans."""
    scenario = load(ask, ask.scenario, [policy])
    action_plans = analysis.accountability.action_plan.plans(scenario, policy_id(scenario, policy))
    kind = format or format_of(output, SUFFIXES)
    view = views.handlingsplan.plan_view(action_plans, lang)
    if kind == "html":
        return deliver(views.handlingsplan.as_html(view.blocks, lang).encode(), output, force)
    if kind == "xlsx":
        return deliver(views.handlingsplan.as_excel(action_plans, lang), output, force)
    return write(view, scenario, Out(kind, output, lang, force, full=True))
