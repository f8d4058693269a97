"""`grund list`: list policies, interventions, areas, bodies and more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from .options import (
    OUT,
    WHICH,
    AllOption,
    Out,
    ScenarioOption,
    load,
    write,
)

if TYPE_CHECKING:
    pass


def list_(
    what: Literal["all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar", "bodies"] = "all",
    /,
    *,
    all: AllOption = False,
    scenario: ScenarioOption = None,
    out: Out = OUT,
) -> int:
    """List policies, interventions, areas, bodies and more."""
    from ..views import list as listed

    held = load(WHICH, scenario)
    return write(listed.list_view(held, what, out.lang, all), held, replace(out, full=all))
