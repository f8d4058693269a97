"""`grund report`: create a web page with maps, tables and explanations."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .. import analysis, loading, model, views
from .. import report as report_room
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, problem
from ..problems.visible_text import visible
from .options import ASK, SURE, Ask, LangOption, OutputOption, UncertainOptions, format_of, load, policy_id

_Map = Annotated[str | None, Parameter("--map")]


_Beside = Annotated[
    list[str] | None,
    Parameter("--with"),
]


def report(
    *policies: str,
    area: str | None = None,
    map_: _Map = None,
    other_scenarios: _Beside = None,
    chart: str | None = None,
    graphic: str = "hexagons",
    one_page: bool = False,
    ask: Ask = ASK,
    uncertain: UncertainOptions = SURE,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Create a web page with maps, tables and explanations."""
    if not 1 <= len(policies) <= 2:
        raise GrundError([problem("G509", None, why="grund report A [B] -o rapport.html")])
    if output is not None:
        format_of(output, {".html": "html", ".htm": "html"})
    if chart is not None:
        format_of(chart, {".svg": "svg", ".png": "png"})
    scenario = uncertain.of(load(ask, ask.scenario, policies))
    name = ask.scenario or loading.paths.word_for(scenario)
    words = _command(name, policies, ask, uncertain, area, map_, other_scenarios or (), one_page, lang)
    if one_page:
        _refused(area, chart, other_scenarios)
        sheet = report_room.one_page.one_page(_request(scenario, policies, map_, (), words, lang))
        return deliver(report_room.page.sheet(sheet, lang), output, force)
    more = tuple(load(Ask(no_repair=ask.no_repair), name) for name in other_scenarios or ())
    request = _request(scenario, policies, map_, more, words, lang)
    policy_report = _report(request, area)
    report_room.charts.named(policy_report, graphic)
    if chart is not None:
        _write_chart(policy_report, chart, graphic, lang, force)
    if output is not None or chart is None:
        code = deliver(report_room.page.page(policy_report, lang), output, force)
        if output is not None and not code:
            print(visible(views.wording.headlines.headline("report", lang, file=output)), file=sys.stderr)
        return code
    return 0


def _refused(area: str | None, chart: str | None, other_scenarios: Sequence[str] | None) -> None:
    """Raise `GrundError` where one page is asked for together with what it has no room for."""
    given = {"--area": area, "--chart": chart, "--with": other_scenarios}
    if names := [name for name, value in given.items() if value]:
        raise GrundError([problem("G830", None, options=", ".join(names))])


def _request(
    scenario: model.scenario.Scenario,
    policies: Sequence[str],
    map_: str | None,
    more: tuple[model.scenario.Scenario, ...],
    command: str,
    lang: str,
) -> report_room.request.ReportRequest:
    """What the command line asks for; what a map did not match is said on stderr."""
    names = [policy_id(scenario, p) for p in policies]
    comparison = analysis.compare.comparison.compare(scenario, names[0], names[-1])
    outlines: report_room.outlines.Outlines | None
    if map_:
        outlines = report_room.outlines.outlines_from(map_, scenario.today.by_level.get(scenario.level, ()))
        for note in outlines.notes:
            print(visible(note.get(lang)), file=sys.stderr)
    else:
        outlines = report_room.outlines.outlines_of(scenario)
    return report_room.request.ReportRequest(comparison, report_room.places.places(scenario), outlines, more, command)


def _report(request: report_room.request.ReportRequest, area: str | None) -> report_room.model.Report:
    """The report of all areas, or of one."""
    if area is None:
        return report_room.sections.report(request)
    return report_room.single_area.single(request, analysis.lookup.find_area(request.found.scenario, area))


def _write_chart(policy_report: report_room.model.Report, path: str, graphic: str, lang: str, force: bool) -> None:
    drawn = report_room.charts.chart(policy_report, graphic, lang)
    picture = report_room.charts.named(policy_report, graphic).picture
    deliver(report_room.charts.png(drawn, picture) if Path(path).suffix == ".png" else drawn.encode(), path, force)


def _command(
    scenario: str,
    policies: Sequence[str],
    ask: Ask,
    uncertain: UncertainOptions,
    area: str | None,
    map_: str | None,
    other_scenarios: Sequence[str],
    one_page: bool,
    lang: str,
) -> str:
    """The command that repeats the report."""
    words = ["grund", "report", *policies, "--scenario", scenario]
    for option, value in (("--area", area), ("--map", map_), ("--day", ask.day), ("--known", ask.known)):
        words += [option, value] if value else []
    for option, values in (("--tolkning", ask.tolkning), ("--with", other_scenarios)):
        for value in values or ():
            words += [option, value]
    words += [*uncertain.words(), *(["--no-repair"] if ask.no_repair else []), *(["--one-page"] if one_page else [])]
    words += ["--lang", lang] if lang != "sv" else []
    return shlex.join([*words, "-o", "rapport.html"])
