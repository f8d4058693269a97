"""Fetch: the requests that would be sent, what came and what is missing of it, and what was kept when it stopped."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from ..exchange.calls import Call
from ..exchange.fetched import Fetched
from ..model.absences import ABSENCES
from ..model.numbers import number_text, pick
from ..problems.problem import Problem
from ..problems.visible_text import visible
from .wording.values import first_texts

_NAMED: Final = 8
_FINDINGS: Final = {
    "only_here": ("finns inte i {}", "not in {}"),
    "only_there": ("finns bara i {}", "only in {}"),
    "renamed": ("annat namn i {} (inom parentes)", "another name in {} (in brackets)"),
    "drawn_anew": ("ny gräns under samma id (andel gemensam yta)", "new border under the same id (share in common)"),
    "only_first": ("bara i det första lagret", "only in the first layer"),
    "only_second": ("bara i det andra lagret", "only in the second layer"),
    "not_covered_area": ("täcks inte helt (andel)", "not covered wholly (share)"),
    "not_covered_other": ("täcks inte helt, andra lagret (andel)", "not covered wholly, second layer (share)"),
    "below_floor": ("under den minsta ytan, inte med", "below the floor, left out"),
    "strips": ("remsor under 1 ha", "strips under 1 ha"),
    "repaired": ("ytor som korsade sig själva, lagade", "surfaces that crossed themselves, repaired"),
}


def planned_text(calls: Sequence[Call], folder: str | None, lang: str) -> str:
    """The requests, none of which has been sent."""
    sv = "Inget har anropats. Frågorna, med dina ord där bara tjänsten vet koderna:"
    en = "Nothing has been called. The requests, with your words where only the service knows the codes:"
    lines = [pick(lang, sv, en), "", *(f"  {visible(call.shown)}" for call in calls)]
    if not calls:
        lines[0] = pick(lang, "Inget anropas: båda lagren är filer.", "Nothing is called: both layers are files.")
    if folder:
        lines += ["", f"{pick(lang, 'Filerna hamnar i', 'The files go to')} {folder}"]
    return "\n".join(lines)


def watched_text(base: str, lang: str) -> str:
    """What is waited for, on a terminal."""
    host = urlsplit(base).hostname or base
    return pick(lang, f"Svar från {host}", f"Answers from {host}")


def written_text(folder: str, fetched: Fetched, files: Mapping[str, bytes], changed: bool, lang: str) -> str:
    """The files with their rows, what is missing by kind, what a reader must know, and where to go on."""
    same = (
        "" if changed else pick(lang, " (oförändrad sedan förra hämtningen)", " (unchanged since it was last fetched)")
    )
    lines = [f"{folder}{same}", *files_listed(files, lang)]
    known = sum(bool(fact.value) for fact in fetched.facts)
    if fetched.facts:
        lines += ["", f"{pick(lang, 'Värden', 'Values')}: {number_text(known, lang)}"]
        lines += [_missing(kind, count, lang) for kind, count in fetched.missing.items()]
    for kind, names in fetched.findings.items():
        lines += ["", _finding(kind, names, lang)]
    lines += _remarks(fetched, lang)
    lines += ["", *_next(folder, fetched, files, lang)]
    return "\n".join(lines)


def _remarks(fetched: Fetched, lang: str) -> list[str]:
    """How many notes must follow the figures, and what two editions of a code list do not tell."""
    lines = []
    if fetched.description.get("codelist", {}).get("compared_with"):
        sv = "En kod som finns i båda kan ändå ha fått en ny gräns: grund fetch geo jämför de två kartlagren."
        en = "A code in both may still have got a new border: grund fetch geo compares the two map layers."
        lines += ["", pick(lang, sv, en)]
    notes = fetched.description.get("notes") or ()
    if notes:
        sv, en = "Anmärkningar i fetch.yaml som ska följa siffrorna", "Notes in fetch.yaml that must follow the figures"
        lines += ["", f"{pick(lang, sv, en)}: {len(notes)}"]
    return lines


def files_listed(files: Mapping[str, bytes], lang: str) -> list[str]:
    """Files by name, each with its number of rows."""
    rows = {name: number_text(data.count(b"\n") - 1, lang) for name, data in files.items() if name.endswith(".csv")}
    return [f"  {name}" + (f": {pick(lang, 'rader', 'rows')} {rows[name]}" if name in rows else "") for name in files]


def _missing(kind: str, count: int, lang: str) -> str:
    name, _, note = kind.partition(": ")
    reason = pick(lang, *ABSENCES[name])
    sv, en = f"Saknas, {reason}", f"Missing, {reason}"
    return f"{pick(lang, sv, en)}{f' ({visible(note)})' if note else ''}: {number_text(count, lang)}"


def _finding(kind: str, names: Sequence[str], lang: str) -> str:
    stem = next((stem for stem in _FINDINGS if kind.startswith(stem)), "")
    other = kind.removeprefix(stem).strip("_") or pick(lang, "det andra lagret", "the second layer")
    head = (pick(lang, *_FINDINGS[stem]) if stem else kind).format(visible(other))
    shown = first_texts([visible(name) for name in names], _NAMED, lang, "; ")
    more = pick(lang, " i fetch.yaml", " in fetch.yaml") if len(names) > _NAMED else ""
    count = number_text(len(names), lang)
    return f"{head[:1].upper()}{head[1:]}: {count}\n  {shown}{more}"


def _next(folder: str, fetched: Fetched, files: Mapping[str, bytes], lang: str) -> list[str]:
    """The next command, or what the rules must name first."""
    if "scenario.yaml" in files:
        return [f"  grund run {shlex.quote(f'{folder}/scenario.yaml')}"]
    ids = ", ".join(source.id for source in fetched.sources)
    sv = f"Källan {ids} hör hemma i rules/…/sources.csv; raden står i {folder}/sources.csv.\n"
    sv += "Med --rules NAMN blir mappen ett eget underlag."
    en = f"The source {ids} belongs in rules/…/sources.csv; the row stands in {folder}/sources.csv.\n"
    en += "With --rules NAME the folder becomes a data set of its own."
    return [pick(lang, sv, en)]


def stopped_text(last: Call | None, problems: Sequence[Problem], kept: int, part: str, lang: str) -> str:
    """The request that was last sent, where no problem says it, and what is kept of those before it; empty where
    nothing was sent."""
    if last is None:
        return ""
    is_placed = any(problem.place == last.place for problem in problems)
    head = f"{pick(lang, 'Senaste frågan', 'The last request')}: {visible(last.place.file)}"
    lines = [head] * (not is_placed)
    if kept:
        sv = f"{kept} svar är sparade i {part}. Samma kommando igen fortsätter därifrån. Inget annat är skrivet."
        en = f"{kept} answers are kept in {part}. The same command again goes on from there. Nothing else is written."
    else:
        sv, en = "Inget är skrivet.", "Nothing is written."
    return "\n".join((*lines, pick(lang, sv, en)))
