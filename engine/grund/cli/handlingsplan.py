"""`grund handlingsplan`: create a policy's action plan, or input to operational plans."""

from __future__ import annotations

from .. import analysis, views
from ..batch.atomic_files import deliver
from .options import ASK, OUT, Ask, Out, kind_of, load, policy_id, write


def handlingsplan(
    policy: str,
    /,
    *,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Create a policy's action plan, or input to operational plans."""
    scenario = load(ask, ask.scenario, [policy])
    action_plans = analysis.accountability.action_plan.plans(scenario, policy_id(scenario, policy))
    kind, view = kind_of(out), views.handlingsplan.plan_view(action_plans, out.lang)
    if kind == "xlsx":
        return deliver(views.plan_workbook.as_excel(action_plans, out.lang), out.output, out.force)
    return write(view, scenario, out)
