"""Asking: what is decided, for whom, and why.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from ..options import (
    ASK,
    ASK_WHICH,
    OUT,
    THROUGH,
    WHICH,
    AllOption,
    Ask,
    AskWhich,
    LangOption,
    Out,
    ScenarioOption,
    Through,
    Which,
    asked_by,
    command_of,
    day_of,
    kind_of,
    load,
    policies_of,
    policy_id,
    write,
)
from .filing import File, borders, compare_file, run_file

if TYPE_CHECKING:
    from ...analysis.compare.comparison import Comparison
    from ...model.scenario import Scenario
    from ...views.run import View

_WhatWouldChange = Annotated[
    bool, Parameter(help="Vad skulle ändra beslutet? / what would change the decision?", negative="")
]
_Show = Annotated[
    list[str] | None,
    Parameter(help="Värden bredvid besluten om en fil / values beside them", negative=""),
]
_AllowUnknown = Annotated[
    bool, Parameter(help="Även om allt blir okänt / even where everything is unknown", negative="")
]
_SHOWN = 40
"""How many differences `verify` prints before it counts the rest."""


def run(
    scenario: str | None = None,
    /,
    *,
    input: Annotated[str | None, Parameter(help="Fil med områden, .csv eller .parquet / file of areas")] = None,
    neighbours: Annotated[str | None, Parameter(help="Fil med grannar: area, other / file of neighbours")] = None,
    show: Annotated[
        list[str] | None,
        Parameter(help="Värden bredvid besluten om en fil / values beside them", negative=""),
    ] = None,
    allow_unknown: Annotated[
        bool,
        Parameter(
            help="Låt det som inte kan räknas vara okänt / let what cannot be worked out be unknown", negative=""
        ),
    ] = False,
    on: Annotated[str | None, Parameter(help="Databas: duckdb, postgresql://…, spark://… / database")] = None,
    sign: Annotated[str | None, Parameter(help="Skriv under posten med en SSH-nyckel / sign the record")] = None,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Kör ett scenario, eller en fil med områden: vad beslutas, för vilka, vad saknas. / Run a scenario."""
    from ...analysis.run_record import record, sealed
    from ...batch.connections import answers_in
    from ...batch.progress import waiting
    from ...engines.run import run as answer
    from ...problems.problem import GrundError, problem
    from ...problems.visible_text import public
    from ...views import replay
    from ...views import run as views

    if sign is not None and (input is not None or out.output is None or kind_of(out) != "json"):
        raise GrundError([problem("G592", None)])
    held = load(when, scenario, when.policy, bare=input is not None)
    if input is not None:
        asked = File(input, neighbours, tuple(show or ()), allow_unknown, on)
        if on is None and neighbours is None and borders(held, policies_of(held, when)):
            held = load(when, scenario, when.policy)  # the world says who is a neighbour
        return run_file(held, policies_of(held, when), asked, out)
    if show or allow_unknown:
        raise GrundError([problem("G459", None)])
    if neighbours is not None:
        raise GrundError([problem("G536", None)])
    names = policies_of(held, when)
    if on is None:
        found = answer(held, names)
    else:
        with waiting(public(on).partition(":")[0]):
            found = answers_in(on, held, names)
    view = replay.with_extras(held, views.run_view(held, found, out.lang), out.lang)
    command = command_of(scenario or held.id, when)
    data = sealed(record(held, found, command))
    if sign is not None:
        return _signed(data, sign, out)
    return write(replace(view, data=data), held, out)


def _signed(data: dict[str, Any], key: str, out: Out) -> int:
    """A record, and beside it its signature."""
    from ...analysis.run_record import dump
    from ...analysis.signatures import signature
    from ...batch.atomic_files import deliver

    raw = dump(data)
    text = signature(raw, key)
    deliver(raw, out.output, out.force, (key,))
    return deliver(text.encode(), f"{out.output}{_BESIDE}", out.force, (key,))


_BESIDE = ".sig"
"""What the name of a signature ends with, beside that of what is signed, as `ssh-keygen -Y sign` writes it."""


def compare(
    a: str,
    b: str,
    /,
    *more: str,
    pairs: Annotated[bool, Parameter(help="Också två och två / each pair too", negative="")] = False,
    residents: Annotated[str | None, Parameter(help="Räkna detta attribut / count this attribute")] = None,
    input: Annotated[str | None, Parameter(help="Räkna över en fil med områden / count over a file of areas")] = None,
    neighbours: Annotated[str | None, Parameter(help="Fil med grannar: area, other / file of neighbours")] = None,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Jämför två policyer, eller fler: båda, bara A, bara B, okänt. / Compare two policies, or more."""
    from ...analysis.compare.comparison import compare as answer
    from ...loading.scenario import counting
    from ...problems.problem import GrundError, problem
    from ...views import compare as compared

    if input is not None and (more or pairs):
        raise GrundError([problem("G509", None, why="--input, A B C, --pairs")])
    held = load(ask, ask.scenario, [a, b, *more], bare=input is not None)
    held = counting(held, residents) if residents is not None else held
    names = [policy_id(held, name) for name in (a, b, *more)]
    if input is not None:
        if neighbours is None and borders(held, names):
            held = load(ask, ask.scenario, [a, b])  # the world says who is a neighbour
        return compare_file(held, names[0], names[1], input, neighbours, out)
    if neighbours is not None:
        raise GrundError([problem("G536", None)])
    if more or pairs:
        return _side_by_side(held, names, pairs, out)
    found = answer(held, *names)
    view = compared.compare_view(found, out.lang, (kind_of(out),))
    return write(_with_map(found, view, out), held, replace(out, full=True))


def _side_by_side(held: Scenario, names: list[str], pairs: bool, out: Out) -> int:
    """Several policies in a table, and each pair of them where that is asked for."""
    from itertools import combinations

    from ...analysis.compare.comparison import compare as answer
    from ...analysis.compare.reach import reach
    from ...views.compare import reach as reached

    found = reach(held, *names)
    two = combinations([policy.id for policy in found.policies], 2) if pairs else ()
    return write(
        reached.reach_view(found, [answer(held, *pair) for pair in two], out.lang), held, replace(out, full=True)
    )


def _with_map(found: Comparison, view: View, out: Out) -> View:
    """The view, on a terminal that is wide enough with the hexagons after the numbers."""
    if out.output is not None or out.format not in (None, "table") or not sys.stdout.isatty():
        return view
    from ...report.terminal import hexagon_block
    from ...views.formats.text import width

    drawn = hexagon_block(found, width(), out.lang)
    return replace(view, blocks=(*view.blocks[:2], drawn, *view.blocks[2:])) if drawn else view


def diff(
    a: str,
    b: str | None = None,
    /,
    *,
    rules: Annotated[tuple[str, str] | None, Parameter(help="Två regelmappar: A:s, B:s / two folders of rules")] = None,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Vad två policyer (ID, FIL, ID@REVISION) säger olika, och vilka områden som flyttas. / What differs."""
    from ...analysis.diff import between
    from ...views import diff as differing
    from ...views import diff_versions

    pair = diff_versions.pair(a, b, rules)
    held = load(ask, ask.scenario, [side.name for side in pair if side.here])
    first, second = (diff_versions.opened(held, side) for side in pair)
    found = between(held, first.version, second.version)
    return write(differing.diff_view(found, first, second, out.lang), held, out)


def explain(
    area: str,
    what: str | None = None,
    /,
    *,
    what_would_change: _WhatWouldChange = False,
    ask: AskWhich = ASK_WHICH,
    out: Out = OUT,
) -> int:
    """Varför? Ett område, en insats eller ett värde. / Why? An area, an insats or a value."""
    from ...analysis.lookup import find_area, find_insats
    from ...views import explain as explained
    from ...views import what_would_change as turning

    held = load(ask, ask.scenario, ask.policy)
    names, lang = policies_of(held, ask), out.lang
    if what_would_change:
        asked = find_insats(held, what or "")
        view = turning.turning_view(held, find_area(held, area, asked.level), asked.id, names, lang)
    else:
        view = explained.explain_view(held, area, what, names, lang)
    return write(view, held, out)


def timeline(
    scenario: str | None = None, area: str | None = None, /, *, through: Through = THROUGH, out: Out = OUT
) -> int:
    """Beslut genom tiden: vad hände, och vad flyttade det. / Decisions through time, and what moved them."""
    from ...analysis.lookup import find_area, find_insats
    from ...analysis.timeline.timeline import homes, period_of, read_at
    from ...analysis.timeline.timeline import timeline as answer
    from ...problems.problem import GrundError, problem
    from ...views import timeline as timed

    if through.known and through.as_known:
        raise GrundError([problem("G509", None, why="--known, --as-known")])
    held = load(through.which, scenario, through.policy)
    period = period_of(held, day_of(through.start), day_of(through.last))
    insatser = {find_insats(held, name).id for name in through.insats or ()}
    names = policies_of(held, through.which)
    if area is None:
        found = answer(held, names, period, insatser, None, through.as_known)
        return write(timed.timeline_view(found, out.lang), held, out)
    levels = [level for level in held.book.vocabulary.levels if read_at(held, level)]
    place = find_area(held, area, None, levels)
    above = {a.id for i in homes(held, place, period, through.as_known) for a in i.answer}
    found = answer(held, names, period, insatser, {place.id, *above}, through.as_known)
    return write(timed.area_view(found, place, out.lang), held, out)


def list_(
    what: Literal["all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar", "bodies"] = "all",
    /,
    *,
    all: AllOption = False,
    scenario: ScenarioOption = None,
    out: Out = OUT,
) -> int:
    """Lista policyer, insatser, scenarier, områden. / List what there is."""
    from ...views import list as listed

    held = load(WHICH, scenario)
    return write(listed.list_view(held, what, out.lang, all), held, replace(out, full=all))


def verify(
    record: str,
    /,
    *,
    key: Annotated[str | None, Parameter(help="Nyckel den ska vara underskriven med, .pub / its signer's key")] = None,
    lang: LangOption = "sv",
) -> int:
    """Upprepa en körning och säg vad som skiljer. / Repeat a run and say what differs."""
    from ...analysis.verify_record import differences, read_record
    from ...model.numbers import pick
    from ...problems.visible_text import visible

    data = read_record(record)
    apart = _unsigned(record, key) if key is not None else []
    apart += differences(record, data, _repeated(data["command"]))
    for kind, what in apart[:_SHOWN]:
        print(visible(f"{pick(lang, *_KINDS[kind])}: {pick(lang, *_RECORD.get(what, (what, what)))}"))
    if len(apart) > _SHOWN:
        print(pick(lang, f"… och {len(apart) - _SHOWN} till", f"… and {len(apart) - _SHOWN} more"))
    if not apart:
        signed = pick(lang, f"; underskriven med {key}", f"; signed with {key}") if key else ""
        print(pick(lang, "samma indata, samma resultat", "same inputs, same results") + signed)
    return 1 if apart else 0


def _unsigned(record: str, key: str) -> list[tuple[str, str]]:
    """What is wrong with the signature beside a record."""
    from ...analysis.signatures import holds
    from ...problems.reader_limits import JSON, whole

    beside = Path(f"{record}{_BESIDE}")
    text = whole(beside, JSON, str(beside)).decode("ascii", "replace") if beside.is_file() else ""
    if holds(whole(record, JSON, record).replace(b"\r\n", b"\n"), text, key):
        return []
    return [("record", "@missigned" if text else "@unsigned")]


_KINDS = {"input": ("indata", "input"), "result": ("resultat", "result"), "record": ("posten", "the record")}
_RECORD = {
    "@changed": ("ändrad efter att den skrevs (hash)", "changed after it was written (hash)"),
    "@unsealed": ("utan egen hash, som en äldre version skrev den", "without a hash, as an older version wrote it"),
    "@unsigned": (f"inte underskriven (ingen fil {_BESIDE})", f"not signed (no file {_BESIDE})"),
    "@missigned": ("inte underskriven med den nyckeln", "not signed with that key"),
    "@respelt": ("samma innehåll, men inte skriven av grund", "the same content, but not written by grund"),
}


def _repeated(command: list[str]) -> dict[str, Any]:
    """The record that a command leaves now, where it is repeated."""
    from ...analysis.run_record import record, recorded_file, sealed
    from ...engines.run import run as answer

    scenario, which = asked_by(command)
    files = (".yaml", ".yml")
    policies = [str(recorded_file(p)) if p.endswith(files) else p for p in which.policy or ()]
    home = str(recorded_file(scenario)) if scenario.endswith(files) else scenario
    held = load(which, home, policies)
    names = policies_of(held, replace(which, policy=policies or None))
    return sealed(record(held, answer(held, names), command_of(scenario, which)))
