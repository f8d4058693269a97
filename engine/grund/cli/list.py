"""`grund list`: list policies, interventions, areas, bodies and more."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from .. import views
from .options import OUT, WHICH, Out, load, write


def list_(
    what: Literal["all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar", "bodies"] = "all",
    /,
    *,
    all: bool = False,
    scenario: str | None = None,
    out: Out = OUT,
) -> int:
    """List policies, interventions, areas, bodies and more."""
    loaded_scenario = load(WHICH, scenario)
    return write(views.list.list_view(loaded_scenario, what, out.lang, all), loaded_scenario, replace(out, full=all))
