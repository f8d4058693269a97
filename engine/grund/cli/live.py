"""`grund live`: follow facts as they are added, changed and withdrawn, in a journal.

What is printed has been recorded; a wrong file records nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from cyclopts import App, Parameter

from .. import analysis, engines, loading, model, views
from .. import live as live_room
from ..problems.problem import GrundError, problem
from .options import OUT, WHICH, Out, Which, chosen, load, policies_of, ready, write

_Changes = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
_Matcher = Literal["plain", "rete"]
live = App(name="live")


@live.command(name="open")
def open_(
    journal: str, scenario: str | None = None, /, *, when: Which = WHICH, matcher: _Matcher = "plain", out: Out = OUT
) -> int:
    """Open an event log, or create one for a scenario."""
    ready(out)
    there = os.path.exists(journal)
    given = [f"--{n}" for n in ("day", "known", "tolkning") if getattr(when, n)]
    if there and given:
        raise GrundError([problem("G509", None, why=f"{', '.join(given)}: {journal}")])
    loaded_scenario = None if there and scenario is None else load(when, scenario, when.policy)
    if loaded_scenario is not None:
        engines.run.run(loaded_scenario, policies_of(loaded_scenario, when))  # where rules conflict nothing is made
    shown = [p for p in when.policy or () if not p.endswith((".yaml", ".yml"))]
    with views.session.Session(loaded_scenario, journal, shown or None, matcher=matcher) as session:
        return write(views.live.opened_view(session, journal, out.lang), session.scenario, out)


@live.command
def update(
    journal: str,
    changes: _Changes = None,
    /,
    *,
    day: str | None = None,
    key: str = "",
    dry_run: bool = False,
    policy: list[str] | None = None,
    matcher: _Matcher = "plain",
    out: Out = OUT,
) -> int:
    """Add facts from a file, and show which decisions change and who is to be notified."""
    ready(out, (changes,))
    when = loading.arguments.day_of(day)
    if changes is None and when is None:
        raise GrundError([problem("G605", None)])
    _there(journal)
    adds, withdraws = live_room.rows.read_changes(changes, sys.stdin.buffer.read) if changes is not None else ((), ())
    named = "stdin" if changes == "-" else changes
    with _session(journal, policy, matcher, dry_run) as session:
        if named is None and when == session.day:
            raise GrundError([problem("G605", None)])
        done = session.on(when) if named is None and when else session.update(adds, withdraws, key, str(named), when)
        view = views.live.update_view(session, session.event(done), out.lang, dry_run)
        return write(view, views.live.data.asked_of(session), out, (changes,))


@live.command
def show(journal: str, /, *, when: Which = WHICH, out: Out = OUT) -> int:
    """Show the decisions for a given date, as known on a given date."""
    with _reading(journal, when) as session:
        scenario = _asked(session, when)
        answers = engines.run.run(scenario, session.policies)
        view = views.run.run_view(scenario, answers, out.lang)
        data = model.canonical_json.sealed(
            {
                **analysis.run_record.record(scenario, answers, []),
                "kind": "grund-live-run",
                "journal": journal,
                "seq": session.seq,
            }
        )
        return write(views.result.Result(view.blocks, view.header, view.rows, data), scenario, out)


@live.command
def why(journal: str, area: str, what: str | None = None, /, *, when: Which = WHICH, out: Out = OUT) -> int:
    """Explain a decision, like grund explain."""
    with _reading(journal, when) as session:
        scenario = _asked(session, when)
        return write(views.explain.explain_view(scenario, area, what, session.policies, out.lang), scenario, out)


@live.command
def history(
    journal: str,
    area: str | None = None,
    insats: str | None = None,
    /,
    *,
    policy: list[str] | None = None,
    out: Out = OUT,
) -> int:
    """List the events, or what has changed an area's decisions."""
    with _reading(journal, Which(policy=policy)) as session:
        scenario = views.live.data.asked_of(session)
        chosen_insats = analysis.lookup.find_insats(scenario, insats) if insats is not None else None
        place = (
            analysis.lookup.find_area(scenario, area, chosen_insats.level if chosen_insats else None)
            if area is not None
            else None
        )
        events = session.history(place, chosen_insats.id if chosen_insats else None)
        return write(views.live.history_view(session, events, place, out.lang), scenario, out)


def _asked(session: views.session.Session, when: Which) -> model.scenario.Scenario:
    """The session's scenario as it is asked for: on a day, as known on a day, in some readings."""
    scenario = views.live.data.asked_of(
        session, loading.arguments.day_of(when.day), loading.arguments.day_of(when.known)
    )
    return loading.scenario.read_as(scenario, chosen(when))


def _there(journal: str) -> None:
    if not os.path.exists(journal):
        raise GrundError([problem("G615", None, file=journal)])


@contextmanager
def _reading(journal: str, when: Which) -> Iterator[views.session.Session]:
    """A session that only reads the journal."""
    _there(journal)
    with views.session.Session.read(journal, when.policy) as session:
        yield session


@contextmanager
def _session(
    journal: str, policies: list[str] | None, matcher: _Matcher, trial: bool
) -> Iterator[views.session.Session]:
    """A session that writes the journal; for a trial, one that stands where it ends and forgets."""
    if not trial:
        with views.session.Session(None, journal, policies, matcher=matcher) as session:
            yield session
        return
    with views.session.Session.read(journal, policies) as session:
        scenario = views.live.data.asked_of(session)
    with views.session.Session(scenario, None, session.policies, matcher=matcher) as tried:
        yield tried
