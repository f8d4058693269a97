"""The command line: `grund COMMAND`.

Enters: words. Leaves: data on stdout, talk on stderr, an exit code: 0 ok, 1 findings, 2 usage, 3 data.
Promise: an error never shows a traceback, and nothing is half written. What a command needs is imported inside it,
so that `grund --version` stays instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

from cyclopts import App, Parameter

from .delivery import deliver, reason

if TYPE_CHECKING:
    from ..scenario import Scenario
    from .views import View

Lang = Literal["sv", "en"]
Format = Literal["table", "json", "csv", "md"]
_SHOWN = 40
"""How many differences `verify` prints before it counts the rest."""
_SUFFIXES = {"": "table", ".json": "json", ".csv": "csv", ".md": "md", ".txt": "table"}

_Day = Annotated[str | None, Parameter(help="Dag ÅÅÅÅ-MM-DD / the day")]
_Known = Annotated[str | None, Parameter(help="Som det var känt dagen / as known on that day")]
_Tolkning = Annotated[list[str] | None, Parameter(help="Tolkning NAMN=VAL / reading NAME=CHOICE", negative="")]
_Policy = Annotated[list[str] | None, Parameter(help="Policy: id eller fil / id or file", negative="")]
_Scenario = Annotated[str | None, Parameter(help="Scenario: namn eller fil / name or file")]
_Format = Annotated[Format | None, Parameter(help="Utformat / output format")]
_Output = Annotated[str | None, Parameter(["--output", "-o"], help="Skriv till fil / write to file")]
_Lang = Annotated[Lang, Parameter(help="Språk / language")]


@Parameter(name="*")
@dataclass(frozen=True)
class When:
    """A day, what was known, and readings of open questions."""

    day: _Day = None
    known: _Known = None
    tolkning: _Tolkning = None


@Parameter(name="*")
@dataclass(frozen=True)
class Which(When):
    """The same, for some policies."""

    policy: _Policy = None


@Parameter(name="*")
@dataclass(frozen=True)
class Ask(When):
    """The same, of a scenario."""

    scenario: _Scenario = None


@Parameter(name="*")
@dataclass(frozen=True)
class AskWhich(Which):
    """The same, of a scenario and for some policies."""

    scenario: _Scenario = None


@Parameter(name="*")
@dataclass(frozen=True)
class Out:
    """How the answer is given: format, file and language."""

    format: _Format = None
    output: _Output = None
    lang: _Lang = "sv"


_WHICH, _ASK, _ASK_WHICH, _OUT = Which(), Ask(), AskWhich(), Out()

app = App(
    name="grund",
    help="Varje beslut står på sin grund. / Every decision stands on its grounds.",
    version=lambda: _version(),
    help_on_error=False,
)


def _version() -> str:
    from importlib.metadata import version

    return version("grund")


@app.command
def run(scenario: str | None = None, /, *, when: Which = _WHICH, out: Out = _OUT) -> int:
    """Kör ett scenario: vad beslutas, för vilka, vad saknas. / Run a scenario."""
    from ..record import record
    from ..scenario import run as answer
    from . import replayed, views

    held = _load(when, scenario, when.policy)
    found = answer(held, _policies(held, when))
    view = replayed.with_extras(held, views.run_view(held, found, out.lang), out.lang)
    command = _command(scenario or held.id, when)
    return _write(replace(view, data=record(held, found, command)), held, out)


@app.command
def compare(a: str, b: str, /, *, ask: Ask = _ASK, out: Out = _OUT) -> int:
    """Jämför två policyer: båda, bara A, bara B, okänt. / Compare two policies."""
    from ..comparison import compare as answer
    from . import compared

    held = _load(ask, ask.scenario, [a, b])
    found = answer(held, _policy_id(held, a), _policy_id(held, b))
    return _write(compared.compare_view(found, out.lang), held, out)


@app.command
def diff(a: str, b: str, /, *, ask: Ask = _ASK, out: Out = _OUT) -> int:
    """Vad två policyer säger olika, med fil och rad, och vilka områden som flyttas. / What differs."""
    from . import differing

    held = _load(ask, ask.scenario, [a, b])
    first, second = (held.policy(_policy_id(held, name)) for name in (a, b))
    return _write(differing.diff_view(held, first, second, out.lang), held, out)


@app.command
def explain(area: str, what: str | None = None, /, *, ask: AskWhich = _ASK_WHICH, out: Out = _OUT) -> int:
    """Varför? Ett område, en insats eller ett värde. / Why? An area, an insats or a value."""
    from ..lookup import find_area
    from . import explained

    held = _load(ask, ask.scenario, ask.policy)
    names, lang = _policies(held, ask), out.lang
    words = held.book.vocabulary
    if what is None:
        view = explained.explain_area(held, find_area(held, area), names, lang)
    elif what in words.attributes or what in words.derived:
        view = explained.explain_value(held, find_area(held, area), what, names[0], lang)
    else:
        level = held.book.insatser[what].level if what in held.book.insatser else None
        view = explained.explain_insats(held, find_area(held, area, level), what, names, lang)
    return _write(view, held, out)


@app.command
def check(*paths: str, format: Literal["human", "json"] = "human", lang: _Lang = "sv") -> int:
    """Kontrollera regler, fakta och scenarier. / Check rules, facts and scenarios."""
    from ..checking import check as checked
    from ..record import dump
    from . import listed

    done, problems = checked(paths)
    if format == "json":
        deliver(dump(listed.check_data(done, problems, lang)), None)
    else:
        for p in problems:
            print(p.show(lang) + "\n", file=sys.stderr)
        print(listed.check_text(done, problems, lang))
    return 1 if problems else 0


@app.command(name="list")
def list_(
    what: Literal["all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar", "bodies"] = "all",
    /,
    *,
    scenario: _Scenario = None,
    out: Out = _OUT,
) -> int:
    """Lista policyer, insatser, scenarier, områden. / List what there is."""
    from . import listed

    held = _load(_WHICH, scenario)
    return _write(listed.list_view(held, what, out.lang), held, out)


@app.command
def who(insats: str, area: str, /, *, ask: Ask = _ASK, out: Out = _OUT) -> int:
    """Vem svarar för en insats i ett område, och vägen uppåt. / Who answers, and the way up."""
    from ..lookup import find_area, find_insats
    from . import answering

    held = _load(ask, ask.scenario)
    asked = find_insats(held, insats)
    return _write(answering.who_view(held, asked, find_area(held, area, asked.level), out.lang), held, out)


@app.command
def body(name: str, /, *, ask: AskWhich = _ASK_WHICH, out: Out = _OUT) -> int:
    """Allt en nämnd eller ett bolag svarar för, per policy. / Everything a body answers for."""
    from ..lookup import find_body
    from . import answering

    held = _load(ask, ask.scenario, ask.policy)
    found = find_body(held, name)
    return _write(answering.body_view(held, found, _policies(held, ask), out.lang), held, out)


@app.command
def gaps(*, ask: AskWhich = _ASK_WHICH, out: Out = _OUT) -> int:
    """Luckor, dubbelt ledarskap och cirklar. / Gaps, two leaders for one thing, circles."""
    from . import gapped

    held = _load(ask, ask.scenario, ask.policy)
    return _write(gapped.gaps_view(held, _policies(held, ask), out.lang), held, out)


@app.command
def goals(*, ask: AskWhich = _ASK_WHICH, out: Out = _OUT) -> int:
    """Mål, indikatorer över tid och måluppfyllelse. / Goals, indicators in time, fulfilment."""
    from . import answering

    held = _load(ask, ask.scenario, ask.policy)
    policy = _policies(held, ask)[0] if ask.policy else ""
    return _write(answering.goals_view(held, policy, out.lang), held, out)


@app.command
def graph(
    *,
    ask: AskWhich = _ASK_WHICH,
    format: Annotated[Literal["json", "graphml"] | None, Parameter(help="Utformat / output format")] = None,
    output: _Output = None,
) -> int:
    """Ansvarsgrafen som JSON (node-link) eller GraphML. / The graph as JSON or GraphML."""
    from ..graph import build, graphml, node_link
    from ..plan import own_decisions, readings_of_own
    from ..record import dump
    from .answering import held_by

    held = _load(ask, ask.scenario, ask.policy)
    chosen = held.policy(_policies(held, ask)[0])
    reading, *others = readings_of_own(held, chosen)
    found = build(held_by(held), own_decisions(held, chosen, reading))
    found.graph.update(policy=chosen.id, day=held.day.isoformat(), **dict(reading))
    if others:
        said = ", ".join(f"{name}={choice}" for name, choice in reading)
        print(f"tolkning: {said} (--tolkning)", file=sys.stderr)
    suffix = Path(output).suffix if output else ""
    kind = format or ("graphml" if suffix == ".graphml" else "json")
    return deliver(graphml(found) if kind == "graphml" else dump(node_link(found)), output)


@app.command
def handlingsplan(
    policy: str,
    /,
    *,
    ask: Ask = _ASK,
    format: Annotated[
        Literal["table", "md", "html", "xlsx", "json", "csv"] | None, Parameter(help="Utformat / output format")
    ] = None,
    output: _Output = None,
    lang: _Lang = "sv",
) -> int:
    """Skriv policyns handlingsplan, eller underlag till verksamhetsplaner. / Write the plan."""
    from ..plan import plans
    from . import planned

    held = _load(ask, ask.scenario, [policy])
    found = plans(held, _policy_id(held, policy))
    kind = format or (Path(output).suffix.lstrip(".") if output else "")
    view = planned.plan_view(found, lang)
    if kind == "html":
        return deliver(planned.as_html(view.blocks, lang).encode(), output)
    if kind == "xlsx":
        return deliver(planned.as_excel(found, lang), output)
    return _write(view, held, Out(cast("Format | None", format), output, lang))


@app.command
def verify(record: str, /, *, lang: _Lang = "sv") -> int:
    """Upprepa en körning och säg vad som skiljer. / Repeat a run and say what differs."""
    from ..record import differences, read_record, rerun_of
    from ..words import pick

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


# ── what commands share


def _load(when: When, scenario: str | None, policies: Sequence[str] | None = None) -> Scenario:
    """The scenario with what the command line changes in it."""
    from ..scenario import load_scenario

    chosen: dict[str, tuple[str, ...]] = {}
    for text in when.tolkning or ():
        name, _, choice = text.partition("=")
        chosen[name] = tuple(c for c in choice.split(",") if c)
    files = tuple(dict.fromkeys(Path(p) for p in policies or () if _is_file(p)))
    return load_scenario(scenario, _date(when.day), _date(when.known), chosen, files)


def _policies(scenario: Scenario, when: Which) -> list[str]:
    """The policies asked for, or those that the scenario's file names."""
    return [_policy_id(scenario, p) for p in when.policy] if when.policy else list(scenario.named)


def _policy_id(scenario: Scenario, policy: str) -> str:
    """The id of a policy named by id or by the file it stands in."""
    from ..text import shown

    if not _is_file(policy):
        return scenario.policy(policy).id
    return next(p.id for p in scenario.policies.values() if p.file == shown(policy))


def _is_file(policy: str) -> bool:
    return policy.endswith((".yaml", ".yml"))


def _command(scenario: str, when: Which) -> list[str]:
    """The command that repeats a run."""
    words = ["grund", "run", scenario]
    for option, values in (("--policy", when.policy), ("--tolkning", when.tolkning)):
        for value in values or ():
            words += [option, value]
    for option, day in (("--day", when.day), ("--known", when.known)):
        words += [option, day] if day else []
    return words


def _date(text: str | None) -> date | None:
    from ..problems import GrundError, problem

    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text or not 1800 <= found.year < 2300:
            raise ValueError(text)
        return found
    except ValueError:
        raise GrundError([problem("G216", None, text=text)]) from None


def _write(view: View, scenario: Scenario, out: Out) -> int:
    """The view in the wanted format, to stdout or, whole or not at all, to a file."""
    from ..record import dump
    from . import tables, views

    shown = views.marked(view, scenario)
    kind = out.format or _format_of(out.output)
    if kind == "json":
        data = dump(shown.data)
    elif kind == "csv":
        data = tables.as_csv(shown.header, shown.rows, out.lang).encode()
    else:
        text = tables.as_markdown if kind == "md" else tables.as_text
        data = text(shown.blocks, out.lang).encode()
    return deliver(data, out.output)


def _format_of(output: str | None) -> str:
    """The format a file's name asks for; raises `GrundError` where no writer here knows it."""
    from ..problems import GrundError, Place, problem

    suffix = Path(output).suffix if output else ".txt"
    if suffix not in _SUFFIXES:
        known = ", ".join(s for s in _SUFFIXES if s)
        raise GrundError([problem("G506", Place(str(output)), suffix=suffix, known=known)])
    return _SUFFIXES[suffix]


_USAGE = {
    "UnknownCommandError": "okänt kommando",
    "MissingArgumentError": "ett argument saknas",
    "UnknownOptionError": "okänt val",
    "CoercionError": "ogiltigt värde",
    "UnusedCliTokensError": "för många argument",
    "RepeatArgumentError": "samma val två gånger",
    "RequiresEqualsError": "skriv --val=värde",
}
"""The usage errors of the command line's library, in Swedish; its own sentence follows in brackets."""


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point; exits with the documented code."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = _wanted_language(words)
    sys.exit(_guarded(words, lang))


def _wanted_language(words: Sequence[str]) -> str:
    """The language of errors, read before the command line is understood."""
    for i, word in enumerate(words):
        if word == "--lang=en" or (word == "--lang" and words[i + 1 : i + 2] == ["en"]):
            return "en"
    return "sv"


def _guarded(words: list[str], lang: str) -> int:
    from ..problems import GrundError, Place, problem

    try:
        result = app(words, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except GrundError as error:
        for p in error.problems:
            print(p.show(lang) + "\n", file=sys.stderr)
        return 3
    except BrokenPipeError:
        _drop_stdout()
        return 0
    except SystemExit:  # the help's printer leaves this way where nobody reads it any more
        _drop_stdout()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _drop_stdout()
        where = "stdout"
        print(problem("G505", Place(where), file=where, why=reason(error)).show(lang), file=sys.stderr)
        return 3
    except Exception as error:
        return _unforeseen(error, lang)


def _drop_stdout() -> None:
    """Nothing more can be written: let the interpreter close quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception, lang: str) -> int:
    """A usage error of the command line (2), or a fault of our own (3), never with a traceback."""
    from cyclopts import CycloptsError

    from ..problems import problem

    if isinstance(error, CycloptsError):
        said = str(error).strip()
        known = _USAGE.get(type(error).__name__)
        why = f"{known} ({said})" if known and lang != "en" else said
        print(problem("G509", None, why=why).show(lang), file=sys.stderr)
        return 2
    if os.environ.get("GRUND_DEBUG"):
        raise error
    why = f"{type(error).__name__}: {error}"
    print(problem("G901", None, why=why).show(lang), file=sys.stderr)
    return 3
