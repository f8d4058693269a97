"""Through time: how many areas got each insats, and on which days that changed.

A comparison that would follow too many decisions has no timeline, and the report says so.
"""

from __future__ import annotations

from ..analysis.compare.comparison import Comparison
from ..analysis.timeline.timeline import Timeline, period_of, timeline
from ..model.sources import Label
from ..problems.problem import GrundError
from ..views.timeline import days_block
from . import strips
from .bilingual import table
from .model import ReportFigure, Section
from .request import MOST_LINES


def timeline_of(comparison: Comparison) -> Timeline | None:
    """The insatser that count through time; None where that would follow too many decisions."""
    scenario = comparison.scenario
    policies = list(dict.fromkeys((comparison.a.id, comparison.b.id)))
    counted = frozenset().union(*(side.counted for side in comparison.sides))
    areas = sum(a.level == scenario.level for a in scenario.facts.areas)
    if not counted or areas * len(counted) * len(comparison.sides) > MOST_LINES:
        return None
    try:
        return timeline(scenario, policies, period_of(scenario, None, None), counted)
    except GrundError:  # rules that must be asked every day through a long period, or that conflict on an older day
        return None


def time_section(moved: Timeline) -> Section:
    """The strips, with their tables."""
    strip_list = strips.strips(moved)
    picture = strips.picture(strip_list, moved.period.start, moved.period.last)
    caption = Label(
        "Talet är antalet områden som får insatsen; ? är antalet som inte kan avgöras.",
        "The figure is the number of areas that receive the intervention; ? is those that cannot be decided.",
    )
    pictures = (ReportFigure(picture, picture.name, (caption,)),) if picture else ()
    tables = (
        table(lambda lang: strips.strips_block(strip_list, lang), open=False),
        table(lambda lang: days_block(moved, lang), open=False),
    )
    return Section("tid", Label("Genom tiden", "Through time"), (), pictures, tables)
