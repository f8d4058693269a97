"""Asking: what is decided, for whom, and why.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from cyclopts import Parameter

from ..options import (
    ASK,
    ASK_WHICH,
    OUT,
    WHICH,
    Ask,
    AskWhich,
    LangOption,
    Out,
    ScenarioOption,
    Which,
    command_of,
    load,
    policies_of,
    policy_id,
    write,
)

_WhatWouldChange = Annotated[
    bool, Parameter(help="Vad skulle ändra beslutet? / what would change the decision?", negative="")
]
_SHOWN = 40
"""How many differences `verify` prints before it counts the rest."""


def run(scenario: str | None = None, /, *, when: Which = WHICH, out: Out = OUT) -> int:
    """Kör ett scenario: vad beslutas, för vilka, vad saknas. / Run a scenario."""
    from ...record import record
    from ...scenario import run as answer
    from .. import replayed, views

    held = load(when, scenario, when.policy)
    found = answer(held, policies_of(held, when))
    view = replayed.with_extras(held, views.run_view(held, found, out.lang), out.lang)
    command = command_of(scenario or held.id, when)
    return write(replace(view, data=record(held, found, command)), held, out)


def compare(a: str, b: str, /, *, ask: Ask = ASK, out: Out = OUT) -> int:
    """Jämför två policyer: båda, bara A, bara B, okänt. / Compare two policies."""
    from ...comparison import compare as answer
    from .. import compared

    held = load(ask, ask.scenario, [a, b])
    found = answer(held, policy_id(held, a), policy_id(held, b))
    return write(compared.compare_view(found, out.lang), held, out)


def diff(a: str, b: str, /, *, ask: Ask = ASK, out: Out = OUT) -> int:
    """Vad två policyer säger olika, med fil och rad, och vilka områden som flyttas. / What differs."""
    from .. import differing

    held = load(ask, ask.scenario, [a, b])
    first, second = (held.policy(policy_id(held, name)) for name in (a, b))
    return write(differing.diff_view(held, first, second, out.lang), held, out)


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
    from ...lookup import find_area, find_insats
    from .. import explained, turning

    held = load(ask, ask.scenario, ask.policy)
    names, lang = policies_of(held, ask), out.lang
    words = held.book.vocabulary
    if what_would_change:
        asked = find_insats(held, what or "")
        view = turning.turning_view(held, find_area(held, area, asked.level), asked.id, names, lang)
    elif what is None:
        view = explained.explain_area(held, find_area(held, area), names, lang)
    elif what in words.attributes or what in words.derived:
        view = explained.explain_value(held, find_area(held, area), what, names[0], lang)
    else:
        level = held.book.insatser[what].level if what in held.book.insatser else None
        view = explained.explain_insats(held, find_area(held, area, level), what, names, lang)
    return write(view, held, out)


def list_(
    what: Literal["all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar", "bodies"] = "all",
    /,
    *,
    scenario: ScenarioOption = None,
    out: Out = OUT,
) -> int:
    """Lista policyer, insatser, scenarier, områden. / List what there is."""
    from .. import listed

    held = load(WHICH, scenario)
    return write(listed.list_view(held, what, out.lang), held, out)


def verify(record: str, /, *, lang: LangOption = "sv") -> int:
    """Upprepa en körning och säg vad som skiljer. / Repeat a run and say what differs."""
    from ...record import differences, read_record, rerun_of
    from ...words import pick

    data = read_record(record)
    found = differences(data, rerun_of(data))
    for kind, what in found[:_SHOWN]:
        said = pick(lang, *{"input": ("indata", "input"), "result": ("resultat", "result")}[kind])
        print(f"{said}: {what}")
    if len(found) > _SHOWN:
        print(pick(lang, f"… och {len(found) - _SHOWN} till", f"… and {len(found) - _SHOWN} more"))
    if not found:
        print(pick(lang, "samma indata, samma resultat", "same inputs, same results"))
    return 1 if found else 0
