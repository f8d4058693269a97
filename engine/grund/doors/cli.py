"""The command line: `grund COMMAND`.

Enters: words. Leaves: data on stdout, talk on stderr, an exit code: 0 ok, 1 findings, 2 usage, 3 data.
Promise: an error never shows a traceback, and nothing is half written.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from ..scenario import Scenario
    from .views import View

Lang = Literal["sv", "en"]
Format = Literal["table", "json", "csv", "md"]
_SUFFIXES = {".json": "json", ".csv": "csv", ".md": "md", ".txt": "table"}

_Scenario = Annotated[str | None, Parameter(["--scenario"], help="Scenario: namn eller fil / name or file")]
_Day = Annotated[str | None, Parameter(help="Dag ÅÅÅÅ-MM-DD / the day")]
_Known = Annotated[str | None, Parameter(help="Som det var känt dagen / as known on that day")]
_Tolkning = Annotated[list[str] | None, Parameter(help="Tolkning NAMN=VAL / reading NAME=CHOICE")]
_Policy = Annotated[list[str] | None, Parameter(help="Policy: id eller fil / id or file")]
_Format = Annotated[Format | None, Parameter(help="Utformat / output format")]
_Output = Annotated[str | None, Parameter(["--output", "-o"], help="Skriv till fil / write to file")]
_LangP = Annotated[Lang, Parameter(help="Språk / language")]

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
def run(
    scenario: str | None = None,
    /,
    *,
    policy: _Policy = None,
    day: _Day = None,
    known: _Known = None,
    tolkning: _Tolkning = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Kör ett scenario: vad beslutas, för vilka, vad saknas. / Run a scenario."""
    from dataclasses import replace

    from ..record import record
    from ..scenario import run as answer
    from . import replayed, views

    held = _load(scenario, day, known, tolkning, policy)
    names = [_policy_id(held, p) for p in policy] if policy else _named(held)
    found = answer(held, names)
    view = views.run_view(held, found, lang)
    view = replayed.with_extras(held, view, lang)
    command = _command(scenario or held.id, policy, day, known, tolkning)
    view = replace(view, data=record(held, found, command))
    return _write(views.marked(view, held), format, output, lang)


@app.command
def compare(
    a: str,
    b: str,
    /,
    *,
    scenario: _Scenario = None,
    day: _Day = None,
    known: _Known = None,
    tolkning: _Tolkning = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Jämför två policyer: båda, bara A, bara B, okänt. / Compare two policies."""
    from ..comparison import compare as answer
    from . import compared, views

    held = _load(scenario, day, known, tolkning, [a, b])
    found = answer(held, _policy_id(held, a), _policy_id(held, b))
    view = compared.compare_view(found, lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def explain(
    area: str,
    what: str | None = None,
    /,
    *,
    policy: _Policy = None,
    scenario: _Scenario = None,
    day: _Day = None,
    known: _Known = None,
    tolkning: _Tolkning = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Varför? Ett område, en insats eller ett värde. / Why? An area, an insats or a value."""
    from ..scenario import find_area
    from . import explained, views

    held = _load(scenario, day, known, tolkning, policy)
    names = [_policy_id(held, p) for p in policy] if policy else _named(held)
    if what is None:
        view = explained.explain_area(held, find_area(held, area), names, lang)
    elif what in held.book.vocabulary.attributes or what in held.book.vocabulary.derived:
        view = explained.explain_value(held, find_area(held, area), what, names[0], lang)
    else:
        level = held.book.insatser[what].level if what in held.book.insatser else None
        view = explained.explain_insats(held, find_area(held, area, level), what, names, lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def check(*paths: str, format: Literal["human", "json"] = "human", lang: _LangP = "sv") -> int:
    """Kontrollera regler, fakta och scenarier. / Check rules, facts and scenarios."""
    from ..checking import check as checked
    from . import listed

    done, problems = checked(paths)
    if format == "json":
        from ..record import dump

        sys.stdout.buffer.write(dump(listed.check_data(done, problems, lang)))
    else:
        for p in problems:
            print(p.show(lang) + "\n", file=sys.stderr)
        print(listed.check_text(done, problems, lang))
    return 1 if problems else 0


@app.command(name="list")
def list_(
    what: Literal["all", "policies", "insatser", "scenarios", "areas", "attributes", "tolkningar"] = "all",
    /,
    *,
    scenario: _Scenario = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Lista policyer, insatser, scenarier, områden. / List what there is."""
    from . import listed, views

    held = _load(scenario, None, None, None, None)
    view = listed.list_view(held, what, lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def who(
    insats: str,
    area: str,
    /,
    *,
    scenario: _Scenario = None,
    day: _Day = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Vem svarar för en insats i ett område, och vägen uppåt. / Who answers, and the way up."""
    from ..scenario import find_area, find_insats
    from . import answering, views

    held = _load(scenario, day, None, None, None)
    asked = find_insats(held, insats)
    view = answering.who_view(held, asked, find_area(held, area, asked.level), lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def body(
    name: str,
    /,
    *,
    policy: _Policy = None,
    scenario: _Scenario = None,
    day: _Day = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Allt en nämnd eller ett bolag svarar för, per policy. / Everything a body answers for."""
    from . import answering, views

    held = _load(scenario, day, None, None, policy)
    names = [_policy_id(held, p) for p in policy] if policy else _named(held)
    view = answering.body_view(held, answering.find_body(held, name), names, lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def gaps(
    *,
    policy: _Policy = None,
    scenario: _Scenario = None,
    day: _Day = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Luckor, dubbelt ledarskap och cirklar. / Gaps, two leaders for one thing, circles."""
    from . import gapped, views

    held = _load(scenario, day, None, None, policy)
    names = [_policy_id(held, p) for p in policy] if policy else _named(held)
    view = gapped.gaps_view(held, names, lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def goals(
    *,
    policy: Annotated[str, Parameter(help="Policy: id")] = "",
    scenario: _Scenario = None,
    day: _Day = None,
    known: _Known = None,
    format: _Format = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Mål, indikatorer över tid och måluppfyllelse. / Goals, indicators in time, fulfilment."""
    from . import answering, views

    held = _load(scenario, day, known, None, None)
    view = answering.goals_view(held, held.policy(policy).id if policy else "", lang)
    return _write(views.marked(view, held), format, output, lang)


@app.command
def graph(
    *,
    policy: Annotated[str, Parameter(help="Policy: id")] = "",
    scenario: _Scenario = None,
    day: _Day = None,
    tolkning: _Tolkning = None,
    format: Annotated[Literal["json", "graphml"] | None, Parameter(help="Utformat / output format")] = None,
    output: _Output = None,
) -> int:
    """Ansvarsgrafen som JSON (node-link) eller GraphML. / The graph as JSON or GraphML."""
    from ..graph import build, graphml, node_link
    from ..plan import own_decisions, readings_of_own
    from ..record import dump
    from .answering import held_by

    held = _load(scenario, day, None, tolkning, None)
    chosen = held.policy(policy or held.named[0])
    reading = readings_of_own(held, chosen)[0]
    found = build(held_by(held), own_decisions(held, chosen, reading))
    suffix = Path(output).suffix if output else ""
    kind = format or ("graphml" if suffix == ".graphml" else "json")
    return _deliver(graphml(found) if kind == "graphml" else dump(node_link(found)), output)


@app.command
def handlingsplan(
    policy: str,
    /,
    *,
    scenario: _Scenario = None,
    day: _Day = None,
    tolkning: _Tolkning = None,
    format: Annotated[
        Literal["table", "md", "html", "xlsx", "json", "csv"] | None, Parameter(help="Utformat / output format")
    ] = None,
    output: _Output = None,
    lang: _LangP = "sv",
) -> int:
    """Skriv policyns handlingsplan, eller underlag till verksamhetsplaner. / Write the plan."""
    from ..plan import plans
    from . import planned, views

    held = _load(scenario, day, None, tolkning, [policy])
    found = plans(held, _policy_id(held, policy))
    suffix = Path(output).suffix.lstrip(".") if output else ""
    kind = format or (suffix if suffix in ("html", "xlsx") else None)
    view = planned.plan_view(found, lang)
    if kind == "html":
        return _deliver(planned.as_html(view.blocks, lang).encode(), output)
    if kind == "xlsx":
        return _deliver(planned.as_excel(found, lang), output)
    return _write(views.marked(view, held), kind, output, lang)


@app.command
def verify(record: str, /, *, lang: _LangP = "sv") -> int:
    """Upprepa en körning och säg vad som skiljer. / Repeat a run and say what differs."""
    from ..record import differences, read_record, rerun_of
    from ..words import pick

    data = read_record(record)
    found = differences(data, rerun_of(data))
    for kind, what in found:
        said = pick(lang, *{"input": ("indata", "input"), "result": ("resultat", "result")}[kind])
        print(f"{said}: {what}")
    if not found:
        print(pick(lang, "samma indata, samma resultat", "same inputs, same results"))
    return 1 if found else 0


def _load(
    scenario: str | None,
    day: str | None,
    known: str | None,
    tolkning: Sequence[str] | None,
    policies: Sequence[str] | None,
) -> Scenario:
    """The scenario with what the command line changes in it."""
    from ..scenario import load_scenario

    chosen: dict[str, tuple[str, ...]] = {}
    for text in tolkning or ():
        name, _, choice = text.partition("=")
        chosen[name] = tuple(c for c in choice.split(",") if c)
    files = tuple(dict.fromkeys(Path(p) for p in policies or () if _is_file(p)))
    return load_scenario(scenario, _date(day), _date(known), chosen, files)


def _command(
    scenario: str, policy: Sequence[str] | None, day: str | None, known: str | None, tolkning: Sequence[str] | None
) -> list[str]:
    """The command that repeats a run."""
    words = ["grund", "run", scenario]
    for name in policy or ():
        words += ["--policy", name]
    for option, value in (("--day", day), ("--known", known)):
        words += [option, value] if value else []
    for text in tolkning or ():
        words += ["--tolkning", text]
    return words


def _is_file(policy: str) -> bool:
    return policy.endswith((".yaml", ".yml"))


def _policy_id(scenario: Scenario, policy: str) -> str:
    """The id of a policy named by id or by the file it stands in."""
    from ..text import shown

    if not _is_file(policy):
        return scenario.policy(policy).id
    return next(p.id for p in scenario.policies.values() if p.file == shown(policy))


def _named(scenario: Scenario) -> list[str]:
    """The policies that the scenario's file names."""
    return list(scenario.named)


def _date(text: str | None) -> date | None:
    from ..problems import GrundError, problem

    if text is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else date.fromisoformat("-")
    except ValueError:
        raise GrundError([problem("G216", None, text=text)]) from None


def _write(view: View, format: str | None, output: str | None, lang: str) -> int:
    """The view in the wanted format, to stdout or, whole or not at all, to a file."""
    from ..record import dump
    from . import tables

    kind = format or _SUFFIXES.get(Path(output).suffix if output else "", "table")
    if kind == "json":
        data = dump(view.data)
    elif kind == "csv":
        data = tables.as_csv(view.header, view.rows, lang).encode()
    else:
        text = tables.as_markdown if kind == "md" else tables.as_text
        data = text(view.blocks, lang).encode()
    return _deliver(data, output)


def _deliver(data: bytes, output: str | None) -> int:
    """Bytes to stdout, or whole or not at all to a file."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        write_file(output, data)
    return 0


def write_file(path: str, data: bytes) -> None:
    """Write to a temporary file beside the target, then rename; raises `GrundError`."""
    from ..problems import GrundError, Place, problem

    target = Path(path)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise GrundError([problem("G505", Place(path), file=path, why=_reason(error))]) from None


_REASONS = {
    errno.ENOENT: "@no_folder",
    errno.EACCES: "@no_permission",
    errno.EPERM: "@no_permission",
    errno.EROFS: "@no_permission",
    errno.ENOSPC: "@full",
    errno.EISDIR: "@a_folder",
    errno.ENAMETOOLONG: "@long_name",
}


def _reason(error: OSError) -> str:
    """Why the system refused, in the reader's language."""
    return _REASONS.get(error.errno or 0, "@system_error")


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
        print(problem("G505", Place(where), file=where, why=_reason(error)).show(lang), file=sys.stderr)
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
        print(problem("G509", None, why=str(error).strip()).show(lang), file=sys.stderr)
        return 2
    if os.environ.get("GRUND_DEBUG"):
        raise error
    why = f"{type(error).__name__}: {error}"
    print(problem("G901", None, why=why).show(lang), file=sys.stderr)
    return 3
