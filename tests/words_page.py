"""The page of words, `docs/words.md`: what names in files, codes and programs are called where people read them.

Written by `renew.py` from the tables that the outputs are written from; only the first table stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from grund.analysis.accountability.goals import FULFILMENT_WORDS
from grund.analysis.accountability.responsibility import GAPS
from grund.analysis.claims import JUDGEMENTS
from grund.analysis.diff.change import KINDS
from grund.analysis.proofs.claims import STANDINGS
from grund.budgeting import bridge, lines
from grund.budgeting.allocation import METHODS
from grund.loading.schema.hover import FIELDS
from grund.model.absences import ABSENCES
from grund.model.costs import PART_KINDS
from grund.model.organisation import GOAL_KINDS, ROLES
from grund.model.sources import MARKS
from grund.views.compare.change import CHANGE_WORDS, GROUP_WORDS
from grund.views.formats.columns import COLUMNS
from grund.views.wording.values import UNITS, VERDICT_WORDS

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "words.md"
HEAD: Final = """\
# Words

A file, a code and a program have one name for a thing, and people read it in Swedish or English. This page says which \
word stands for which name. It is written by `python tests/renew.py` from the tables that the answers are written from.

Three words say that something is not known, and each says one thing: *uppgift saknas* (no data) of a fact that nobody \
has, *kan inte avgöras* (cannot be decided) of a decision that needs it, and *inte avgjort* (not settled) where time \
ran out before an answer was found.
"""
TERMS: Final[Mapping[str, tuple[str, str]]] = {
    "policy": ("policy", "policy"),
    "scenario": ("scenario", "scenario"),
    "world": ("underlag", "data set"),
    "insats, insatser": ("insats, insatser", "intervention, interventions"),
    "field": ("sakområde", "policy area"),
    "level": ("områdestyp", "area type"),
    "area": ("område", "area"),
    "rule": ("regel", "rule"),
    "when, unless": ("villkor", "condition"),
    "exception_to": ("undantag", "exception"),
    "otherwise": ("annars", "otherwise"),
    "tolkning": ("tolkning", "interpretation"),
    "tolkningar": ("tolkningsfrågor", "open questions of interpretation"),
    "parameter": ("tröskelvärde, parameter", "threshold, parameter"),
    "breakpoints": ("brytpunkter", "breakpoints"),
    "attribute": ("egenskap (attribut)", "attribute"),
    "derived": ("härlett attribut", "derived attribute"),
    "fact": ("uppgift", "fact"),
    "baseline": ("jämförelsegrund", "baseline"),
    "reach": ("omfattas", "is reached"),
    "examples, given, expect": ("testfall", "test cases"),
    "coverage": ("testtäckning", "test coverage"),
    "rules (a folder)": ("regelverk", "rulebook"),
    "body": ("aktör", "body"),
    "duty": ("uppdrag", "duty"),
    "goal, indicator, target": ("mål, indikator, årsmål", "goal, indicator, target"),
    "outcome": ("utfall", "actual"),
    "gap": ("lucka", "gap"),
    "claim, judgement": ("påstående, bedömning", "claim, finding"),
    "mark": ("källstatus", "source status"),
    "assumption": ("antagande", "assumption"),
    "illustration": ("fiktivt exempel", "fictional example"),
    "proviso": ("förbehåll", "proviso"),
    "quantity": ("volym", "volume"),
    "unit_cost": ("styckkostnad", "unit cost"),
    "keys": ("fördelningsnyckel", "cost-sharing key"),
    "ramar": ("budgetram", "budget limit"),
    "left": ("avvikelse", "variance"),
    "floor, cap": ("lägsta belopp, högsta belopp", "minimum, maximum"),
    "need, weight": ("behov, vikt", "need, weight"),
    "journal": ("händelselogg", "event log"),
    "run record": ("körprotokoll", "run record"),
    "remark (--strict)": ("påpekande", "warning"),
    "cure": ("så rättar du", "how to fix it"),
    "kr, tkr, mnkr": ("kr, tkr, mnkr", "SEK, SEK thousand, SEK million"),
}
"""Concepts: the names in files and options, and the words."""

Pairs = Mapping[str, tuple[str, str]]
VALUES: Final[Mapping[str, Pairs]] = {
    "A decision": VERDICT_WORDS,
    "A group of a comparison": GROUP_WORDS,
    "A change from A to B": CHANGE_WORDS,
    "A claim": JUDGEMENTS,
    "A proof": STANDINGS,
    "A goal": FULFILMENT_WORDS,
    "The kind of a goal": GOAL_KINDS,
    "A role": ROLES,
    "A gap": GAPS,
    "A source status": MARKS,
    "Why a value is missing": ABSENCES,
    "A difference between two versions": KINDS,
    "The kind of a cost": PART_KINDS,
    "Why an amount has no payer": lines.KINDS,
    "A step between two budgets": bridge.STEPS,
    "A method of allocation": METHODS,
}


def page() -> str:
    """The page as it is to be now."""
    return "\n".join((HEAD, *_lines()))


def _lines() -> Iterator[str]:
    yield from ("## Concepts", "", *_table("in files and options", TERMS), "")
    yield from ("## Values", "", "What stands in JSON and CSV, by what it is a value of.", "")
    for title, pairs in VALUES.items():
        yield from (f"### {title}", "", *_table("value", pairs), "")
    yield from ("## Units", "", "What is counted, one and many.", "", "| svenska | English |", "|---|---|")
    yield from (f"| {', '.join(dict.fromkeys(sv))} | {', '.join(dict.fromkeys(en))} |" for sv, en in UNITS.values())
    yield from ("", "## Columns of CSV and JSON", "")
    yield from _table("key", {key: (of.label.sv, of.label.en) for key, of in COLUMNS.items()})
    yield from ("", "## Fields of files", "", *_table("field", FIELDS), "")


def _table(head: str, pairs: Pairs) -> Iterator[str]:
    yield f"| {head} | svenska | English |"
    yield "|---|---|---|"
    for name, (sv, en) in pairs.items():
        yield "| " + " | ".join(text.replace("|", "\\|") for text in (f"`{name}`", sv, en)) + " |"
