"""Claims: what the report says, judged on the recorded facts; and statements put to a proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from grund.judging import Judged, Judgement, judge
from grund.problems import GrundError
from grund.scenario import Scenario, load_scenario
from grund.statements import prove_claims

JUDGED: Final[dict[Judgement, str]] = {
    "true": "1 2 9 10 11 12 16 17 18 22 23 29 33 34 39",
    "conditional": "4 14 24 32 35 37 45",
    "open": "3 5 8 13 21 25 28 30 31 38 40 43 46",
    "rule": "7 15 19 20 26 27 36 41 42 44 47 49",
    "judgement": "6 48",
}
"""The verdicts of the domain study, found by hand from the same public sources."""


@pytest.fixture(scope="module")
def report() -> Scenario:
    """The shipped scenario of the report's claims."""
    return load_scenario("tjansteutlatandet")


@pytest.fixture(scope="module")
def judged(report: Scenario) -> dict[str, Judged]:
    """Every claim judged."""
    return {j.claim.id: j for j in judge(report)}


def test_verdicts_of_the_report(judged: dict[str, Judged]) -> None:
    """Every statement gets the verdict that was found by hand."""
    wanted = {f"c{int(n):02}": verdict for verdict, some in JUDGED.items() for n in some.split()}
    assert {name: j.judgement for name, j in judged.items() if not j.claim.ours} == wanted


def test_ours_are_apart(judged: dict[str, Judged]) -> None:
    """What the document does not say is marked as ours; what it does say has its quote and place."""
    for name, one in judged.items():
        assert one.claim.ours is name.startswith("v")
        assert one.claim.ours or (one.claim.citation.quote and one.claim.citation.place)
        assert len(one.claim.citation.quote.split()) <= 12


def test_the_fall_shows_every_measure(judged: dict[str, Judged]) -> None:
    """Whether the number fell depends on the measure and the base year; all eight show, with their numbers."""
    found = {f.way.label.en: (f.holds, f.counts) for f in judged["c24"].found}
    assert found == {
        "all classes, against 2023": (False, (6, 8)),
        "class vulnerable, against 2023": (False, (4, 5)),
        "class particularly vulnerable, against 2023": (False, (2, 3)),
        "like for like, against 2023": (False, (6, 6)),
        "all classes, against 2021": (False, (8, 8)),
        "class vulnerable, against 2021": (True, (6, 5)),
        "class particularly vulnerable, against 2021": (False, (2, 3)),
        "like for like, against 2021": (True, (8, 6)),
    }


def test_a_claim_that_is_open_on_data_can_be_proved(report: Scenario, judged: dict[str, Judged]) -> None:
    """Need-driven insatser are monotone, whatever the threshold: no data say so, a proof does."""
    assert judged["v06"].judgement == "open"
    proved = {p.claim.id: p.standing for p in prove_claims(report)}
    assert proved["v06"] == "proved"


def test_what_holds_today_need_not_hold(report: Scenario, judged: dict[str, Judged]) -> None:
    """True on the data and refuted for every possible area: the list may change tomorrow."""
    assert judged["v01"].judgement == "true"
    found = next(p for p in prove_claims(report) if p.claim.id == "v01")
    assert found.standing == "refuted"
    assert found.case is not None and found.case.values[0]["klassning"] != "ingen"


SCENARIO: Final = """\
scenario: egna
label: Egna
world: stockholm
day: 2026-02-17
policies: [nulage]
level: stadsdel
source: {document: tu-2026, place: "s. 1"}
claims:
"""


@pytest.fixture
def claim(tmp_path: Path) -> Callable[[str], Judged]:
    """A claim of one's own, judged."""

    def one(check: str) -> Judged:
        path = tmp_path / "egna.yaml"
        path.write_text(f"{SCENARIO}  - {{id: x, label: x, source: tu-2026, {check}}}\n", encoding="utf-8")
        return judge(load_scenario(path))[0]

    return one


@pytest.mark.parametrize(
    ("check", "wanted"),
    [
        ('check: {every: stadsdel, where: "klassning > ingen", receives: insats-skola, policy: stadsdelslyft}', "true"),
        ('check: {no: stadsdel, where: "klassning = ingen", receives: insats-skola, policy: stadsdelslyft}', "false"),
        ('check: {some: stadsdel, where: "klassning >= utsatt", at_least: 9}', "false"),
        ('check: {some: stadsdel, where: "klassning >= utsatt", at_least: 8}', "true"),
        ('check: {areas: stadsdel, where: "klassning >= utsatt", are: [sd-husby]}', "false"),
        ("check: {every: stadsdel, receives: insats-hembesok, policy: nulage}", "open"),
        ("check: {every: stadsdel, where: i_fokusomrade, outside: [sdo-bromma, sdo-sodermalm]}", "true"),
        ('check: {some: stadsdel, where: "i_fokusomrade and omfattas_fokus_jarva", at_least: 6}', "conditional"),
        ("check: {insats: insats-skola, policy: stadsdelslyft, equal_to: stadsdelslyft-ersatter}", "false"),
        ("check: {insats: insats-skola, policy: stadsdelslyft, never_less_than: stadsdelslyft-ersatter}", "true"),
        ("check: {insats: insats-pilot, policy: nulage, never_depends_on: fokusomrade}", "open"),
    ],
)  # fmt: skip
def test_forms(claim: Callable[[str], Judged], check: str, wanted: str) -> None:
    """Each form of a check, on the recorded facts."""
    assert claim(check).judgement == wanted


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("check: {every: stadsdelen, holds: i_fokusomrade}", "G312"),
        ("check: {holds: i_fokusomrade}", "G301"),
        ('check: {every: stadsdel, holds: "klassning >= utsat"}', "G203"),
        ("check: {every: stadsdel, receives: insats-skola, policy: nulage}", "G312"),
        ("check: {some: stadsdel, within: [sdo-jarvaa]}", "G312"),
        ("check: {fewer: polisomrade, where: \"klass_polis = utsatt\"}", "G301"),
        ("kind: check", "G301"),
    ],
)  # fmt: skip
def test_mistakes(claim: Callable[[str], Judged], check: str, code: str) -> None:
    """A name that is not declared, or a check that says nothing, is a problem at its place."""
    with pytest.raises(GrundError) as error:
        claim(check)
    assert [p.code for p in error.value.problems] == [code]
