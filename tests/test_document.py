"""The page that follows the staff report sentence by sentence: its names exist, and quotes stand in the report."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import grund

ROOT = Path(__file__).parents[1]
REPORT = Path(os.environ.get("GRUND_TJANSTEUTLATANDE", ROOT / "../shared/facts/seed-tjansteutlatande.txt"))
"""The report's text, which is not the project's to give away: named in the environment, or beside the project."""


def rows() -> list[list[str]]:
    """The rows of the page's table: place, what is said, what carries it, verdict."""
    lines = (ROOT / "docs/document.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| p")][1:]


def names() -> set[str]:
    """Everything that the table may name."""
    book = grund.load().book
    declared = {*book.insatser, *book.policies, *book.sources, *book.vocabulary.tolkningar, *book.organisation.goals}
    rules = {r.id for p in book.policies.values() for ruling in p.rulings.values() for r in ruling.rules}
    duties = {name for d in book.organisation.duties for name in (d.id, d.insats)}
    claims = {c.id for c in grund.load("tjansteutlatandet").claims}
    return declared | rules | duties | claims | {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}


def test_what_carries_a_sentence_exists() -> None:
    """Each name is declared; what nothing carries is left out on purpose."""
    known = names()
    for place, said, carried, verdict in rows():
        named = re.findall(r"`([^`]+)`", carried)
        assert [n for n in named if n not in known] == [], (place, said)
        assert named or verdict.startswith("O:"), (place, said)


def test_every_row_is_true_open_or_left_out() -> None:
    """And what is open says what is missing."""
    assert len(rows()) > 60
    for place, said, _, verdict in rows():
        assert re.match(r"T$|T: |O: |Open: ", verdict), (place, said, verdict)


def test_every_claim_of_the_report_has_a_row() -> None:
    """No sentence is examined that the page leaves out."""
    named = {name for row in rows() for name in re.findall(r"`(c\d\d)`", row[2])}
    assert {c.id for c in grund.load("tjansteutlatandet").claims if not c.ours} == named


@pytest.mark.skipif(not REPORT.exists(), reason="the report's text is not here")
def test_quotes_stand_in_the_report() -> None:
    """Word for word; quotation marks inside a quote are written single."""
    report = re.sub(r"\s+", " ", REPORT.read_text(encoding="utf-8"))
    files = [*(ROOT / "rules/stockholm").rglob("*.yaml"), *(ROOT / "scenarios").glob("*.yaml")]
    quotes = [q for path in files for q in re.findall(r'quote: "([^"]*)"', path.read_text(encoding="utf-8"))]
    assert len(quotes) > 100
    assert [q for q in quotes if q.replace("’", "”") not in report] == []
