"""Sessions over ranks, counts and strata: after every update what deciding anew says, and the matcher agrees."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import grund
from grund.engines.run import run
from grund.loading.scenario import load_scenario

ROOT = Path(__file__).resolve().parents[1]
READ = {
    "percentilgallring": ("laginkomst", "partiklar", "buller", "astma"),
    "samlat-index": ("ozon", "astma", "fattigdom"),
    "stratumbidrag": ("folkmangd", "inkomst", "skattekraft"),
}


def said(runs: Any) -> dict[tuple[str, ...], Any]:
    """Every decision: verdict, deciding rule, missing facts."""
    return {
        (r.policy.id, d.ruling.insats.id, d.area.id): (d.verdict, d.rule, d.missing) for r in runs for d in r.decisions
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("matcher", ["plain", "rete"])
def test_updates_equal_deciding_anew(name: str, matcher: Any) -> None:
    """Values change, and are stated to be missing; every decision that follows is found, and no other."""
    draw = random.Random(8)
    scenario = load_scenario(str(ROOT / "scenarios" / f"{name}.yaml"))
    areas = sorted(area.id for area in scenario.today.areas.values())
    with grund.Session(scenario, matcher=matcher) as session:
        for step in range(12):
            area, attribute = draw.choice(areas), draw.choice(READ[name])
            held = {"missing": "secret"} if step % 5 == 4 else {"value": str(draw.randint(1, 99))}
            day = f"2026-03-{step + 1:02d}"
            row = {"area": area, "attribute": attribute, "valid_from": "2026-01-01", "recorded": day}
            session.update([row | held | {"illustration": "true", "note": "påhittat"}])
            assert said(session.decisions()) == said(run(session.at(), session.policies)), (step, row)
