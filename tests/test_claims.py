"""Claims: what the report says, judged on the recorded facts; and statements put to a proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from case_files import Case, build
from command_line import run
from grund.analysis.claims import Judged, Judgement, judge
from grund.analysis.proofs.audit import audit
from grund.analysis.proofs.claims import ProofBasis, ground_of, prove_claims
from grund.engines.symbolic import prover as symbolic
from grund.loading.claims import Spoken, typed
from grund.loading.scenario import load_scenario, typed_claims
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from grund.views.check_prove import case_data, unknown_text
from grund.views.conditions import stated

JUDGED: Final[dict[Judgement, str]] = {
    "true": "1 2 4 9 10 12 17 18 22 23 29 33 39",
    "conditional": "14 24 32 34 35 37 45",
    "open": "3 11 13 21 25 28 30 31 38 40 43 46 54 56 63",
    "rule": "19 20 26 27 36 41 42 44 47 49 64",
    "judgement": "6 7 48 51 52 53 55 58 59 60 61",
    "proposal": "5 8 15 16 50 62",
}
"""The verdicts of a reading of the report sentence by sentence, found by hand from the same public sources."""

MOVERS: Final = "4 5 8 13 14 15 16 56 61 62"
"""What the movers of the motion say, by the report; all else is the administration's."""


THRESHOLD: Final = "cni_troskel_konstruerad"


@pytest.fixture(scope="module")
def report() -> Scenario:
    """The shipped scenario of the report's claims."""
    return load_scenario("tjansteutlatandet")


@pytest.fixture(scope="module")
def judged(report: Scenario) -> dict[str, Judged]:
    """Every claim judged."""
    return {j.claim.id: j for j in judge(report, report.claims)}


@pytest.mark.slow
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


def test_who_says_it(report: Scenario, judged: dict[str, Judged]) -> None:
    """Every claim of the document says whose it is: the movers' views are not the administration's."""
    assert list(report.speakers) == ["motionarerna", "socialforvaltningen"]
    movers = {f"c{int(n):02}" for n in MOVERS.split()}
    for name, one in judged.items():
        wanted = "" if one.claim.ours else "motionarerna" if name in movers else "socialforvaltningen"
        assert (name, one.claim.says) == (name, wanted)


def test_agreement_stands_beside_objection(judged: dict[str, Judged]) -> None:
    """What the administration agrees with, what it does not see a need for, and what it proposes, are all claims."""
    quotes = [j.claim.citation.quote for j in judged.values() if not j.claim.ours]
    assert len([q for q in quotes if q.startswith("instämmer med motionärerna")]) == 2
    assert any("ser inte behovet" in q for q in quotes)
    assert judged["c50"].judgement == "proposal"


def test_who_was_not_asked(judged: dict[str, Judged]) -> None:
    """All councils concerned were asked; three of eleven were not, and they are named."""
    asked = {f.way.label.en: (f.holds, {a.name for a in f.areas}) for f in judged["v11"].found}
    assert asked["councils with a vulnerable area"][0] is True
    assert asked["councils with a focus area"][0] is True
    assert asked["all eleven"] == (False, {"Hägersten-Älvsjö", "Norra innerstaden", "Södermalm"})


@pytest.mark.slow
def test_another_day_is_warned_of() -> None:
    """A statement made on one day and judged on another stands under a warning; on its own day it does not."""
    for words, warned in ((["--day", "2022-06-01"], True), ([], False)):
        assert ("gjordes en annan dag" in run(["claims", "tjansteutlatandet", *words]).text) is warned


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
    proved = {p.claim.id: p.standing for p in prove_claims(ground_of(report), report.claims)}
    assert proved["v06"] == "proved"


def test_what_holds_today_need_not_hold(report: Scenario, judged: dict[str, Judged]) -> None:
    """True on the data and refuted for every possible area: the list may change tomorrow."""
    assert judged["v01"].judgement == "true"
    found = next(p for p in prove_claims(ground_of(report), report.claims) if p.claim.id == "v01")
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
        held = load_scenario(path)
        return judge(held, held.claims)[0]

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
        ("check: {policy: stadsdelslyft, equal_to: stadsdelslyft-ersatter}", "false"),
        ("check: {policy: stadsdelslyft-ersatter, never_less_than: stadsdelslyft}", "false"),
        (
            "check: {insats: insats-skola, policy: stadsdelslyft, differs_from: stadsdelslyft-ersatter,"
            ' exactly_where: "(omfattas_fokus_jarva or i_lyftets_namnder) and klassning = ingen"}',
            "true",
        ),
        (
            "check: {insats: insats-skola, policy: stadsdelslyft, differs_from: stadsdelslyft-ersatter,"
            ' exactly_where: "omfattas_fokus_jarva"}',
            "false",
        ),
        ('check: {areas: polisomrade, where: "klass_polis = utsatt", within: sdo-jarva, are: po-hjulsta}', "true"),
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
        ("says: ingen, kind: open", "G312"),
        ("check: {policy: nulage, never_depends_on: klass_poliss}", "G312"),
        ("check: {policy: stadsdelslyft, differs_from: nulage, insats: insats-sig}", "G301"),
        ("check: {policy: stadsdelslyft, some_rule: insats-skol}", "G312"),
        ("check: {policy: nulage, exactly_one_rule: insats-skola, some_rule: insats-skola}", "G301"),
        ("check: {policy: stadsdelslyft, differs_from: nulage, exactly_where: i_fokusomrade}", "G301"),
        (f"check: {{policy: behovsstyrd, never_less_with_more: cni, whatever: {{{THRESHOLD}: [20, 0]}}}}", "G723"),
        (f"check: {{policy: behovsstyrd, never_less_with_more: cni, whatever: {{{THRESHOLD}: [0, 21]}}}}", "G723"),
        (f"check: {{policy: behovsstyrd, never_less_with_more: cni, whatever: {{{THRESHOLD}: [1]}}}}", "G303"),
    ],
)  # fmt: skip
def test_mistakes(claim: Callable[[str], Judged], check: str, code: str) -> None:
    """A name that is not declared, or a check that says nothing, is a problem at its place."""
    with pytest.raises(GrundError) as error:
        claim(check)
    assert [p.code for p in error.value.problems] == [code]


@pytest.mark.parametrize(
    ("check", "standing"),
    [
        ('every: stadsdel, where: "klassning >= utsatt", receives: insats-skola, policy: stadsdelslyft', "proved"),
        ('every: stadsdel, where: "i_fokusomrade", receives: insats-skola, policy: stadsdelslyft', "refuted"),
        ('no: stadsdel, where: "klassning = ingen", receives: insats-skola, policy: stadsdelslyft-ersatter', "proved"),
        ("policy: stadsdelslyft, never_less_than: stadsdelslyft-ersatter", "proved"),
        ("policy: stadsdelslyft-ersatter, never_less_than: stadsdelslyft", "refuted"),
        ("policy: stadsdelslyft, equal_to: stadsdelslyft", "proved"),
        (
            "insats: insats-skola, policy: stadsdelslyft, differs_from: stadsdelslyft-ersatter,"
            ' exactly_where: "(omfattas_fokus_jarva or i_lyftets_namnder) and klassning = ingen"',
            "proved",
        ),
        (
            "insats: insats-skola, policy: stadsdelslyft, differs_from: stadsdelslyft-ersatter,"
            ' exactly_where: "omfattas_fokus_jarva"',
            "refuted",
        ),
        ("insats: insats-platssamverkan, policy: nulage, never_depends_on: klass_polis", "proved"),
        ("insats: insats-hembesok, policy: nulage, never_depends_on: cni", "refuted"),
        ("policy: behovsstyrd, never_less_with_more: cni, whatever: {cni_troskel_konstruerad: [0, 20]}", "proved"),
        ("insats: insats-skola, policy: stadsdelslyft, never_less_with_more: klassning", "proved"),
        ("policy: stadsdelslyft-ersatter, some_rule: insats-skola", "refuted"),
        ('policy: stadsdelslyft-ersatter, some_rule: insats-skola, where: "klassning >= utsatt"', "proved"),
        ('policy: stadsdelslyft-ersatter, exactly_one_rule: insats-skola, where: "klassning >= utsatt"', "proved"),
        ("policy: stadsdelslyft-ersatter, exactly_one_rule: insats-skola", "refuted"),
    ],
)
def test_proofs(report: Scenario, check: str, standing: str) -> None:
    """Each form of a check as a person types it, for every possible area."""
    found = prove_claims(ground_of(report), typed_claims(report, [check]))
    assert [p.standing for p in found] == [standing]


@pytest.mark.parametrize(
    ("check", "sv", "en"),
    [
        (
            'every: stadsdel, where: "i_fokusomrade", receives: insats-skola, policy: stadsdelslyft',
            "alla stadsdelar som ligger i ett fokusområde får Skola",
            "all neighbourhoods that are in a focus area receive School",
        ),
        (
            'no: stadsdel, holds: "klassning = ingen"',
            "inga stadsdelar uppfyller villkoret ”",
            "no neighbourhoods meet the condition “",
        ),
        (
            "policy: stadsdelslyft, equal_to: nulage",
            "ger samma beslut om varje insats",
            "give the same decision on every intervention",
        ),
        ("policy: nulage, never_depends_on: cni", "beror ingen insats på ”CNI”", "no intervention depends on “CNI”"),
        (
            'policy: stadsdelslyft-ersatter, some_rule: insats-skola, where: "i_fokusomrade"',
            "aktiv, för stadsdelar som ligger i ett fokusområde",
            "is active, for neighbourhoods that are in a focus area",
        ),
    ],
)
def test_what_is_examined_is_a_sentence(report: Scenario, check: str, sv: str, en: str) -> None:
    """For a condition that names its subject and for one that does not; of all insatser, of every one."""
    (claim,) = typed_claims(report, [check])
    for lang, wanted in (("sv", sv), ("en", en)):
        assert claim.ways[0].check is not None
        assert wanted in stated(report, claim.ways[0].check, lang)


def test_a_refuting_case_is_a_real_area_where_one_refutes(report: Scenario) -> None:
    """A reader is shown an area that she knows."""
    said = "every: stadsdel, where: omfattas_fokus_jarva, receives: insats-skola, policy: stadsdelslyft-ersatter"
    case = prove_claims(ground_of(report), typed_claims(report, [said]))[0].case
    assert case is not None and case.area is not None and case.told[0]["klassning"] == "ingen"


def test_what_is_unknown_refutes_nothing(report: Scenario) -> None:
    """A real area refutes only by what is known of it: of home visits nothing is, so the counterexample is made up."""
    said = "every: stadsdel, receives: insats-hembesok, policy: nulage"
    found = prove_claims(ground_of(report), typed_claims(report, [said]))[0]
    assert found.standing == "refuted"
    assert found.case is not None and found.case.area is None


@pytest.mark.parametrize("extra", ["", " or cni > 1"])
def test_a_refuting_area_of_which_not_all_is_known_says_so(report: Scenario, extra: str) -> None:
    """What is known refutes all the same; a reader is told that it is not all. Where all is known, nothing is said."""
    check = (
        f"every: stadsdel, where: klassning = ingen{extra}, receives: insats-stadning, policy: stadsdelslyft-ersatter"
    )
    case = prove_claims(ground_of(report), typed_claims(report, [check]))[0].case
    assert case is not None and case.area is not None
    name, told = case.area.name, unknown_text(report.book.vocabulary, case, "en")
    assert told == (
        f"Facts are missing about {name} (missing: CNI). What is known refutes it all the same." if extra else ""
    )
    assert case_data(case)["unknown"] == (["cni"] if extra else [])


def test_a_real_area_refutes_without_the_solver(report: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the data refute needs no proof."""
    monkeypatch.setattr(symbolic, "solve", lambda *_: "open")
    found = prove_claims(ground_of(report), typed_claims(report, ['every: stadsdel, holds: "befolkning > 5"']))[0]
    assert found.standing == "refuted"
    assert found.case is not None and found.case.area is not None


def test_whatever_is_that_range_and_no_other(tmp_path: Path) -> None:
    """A parameter that declares no domain is as free as the range says, and not only its declared value."""
    raw = {
        "name": "open", "note": "-", "when": "n >= param.g", "parameters": {"g": {"values": [{"value": "5"}]}},
        "vocabulary": {"levels": {"omrade": {}}, "attributes": {"n": {"type": "number", "min": "0", "max": "9"}}},
    }  # fmt: skip
    built = build(Case("open", raw), tmp_path)
    book = built.book
    of = Spoken(book.vocabulary, book.insatser, book.policies, book.sources, {})
    ground = ProofBasis(book, book.policies, built.case.day)

    def standing(low: str, high: str) -> str:
        text = f'every: omrade, where: "n >= 5", receives: i, policy: p, whatever: {{g: [{low}, {high}]}}'
        return prove_claims(ground, [typed(text, of, "claim")])[0].standing

    assert (standing("0", "5"), standing("0", "6"), standing("7", "9")) == ("proved", "refuted", "refuted")


POLICY: Final = """\
policy: egen
extends: nulage
label: Egen
assumption: true
note: ett exempel
insatser:
  insats-kultur:
    otherwise: no
    rules:
      - {id: kultur-utsatta, when: "klassning >= utsatt", then: yes, assumption: true, note: ett exempel}
claims:
  - {id: alla, label: alla får, check: {CHECK}, assumption: true, note: ett exempel}
"""


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ('every: stadsdel, where: "klassning >= utsatt", receives: insats-kultur', None),
        ("every: stadsdel, where: i_fokusomrade, receives: insats-kultur", "G724"),
        ("every: stadsdel, receives: insats-kultur, within: sdo-jarva", "G722"),
    ],
)
def test_claims_of_a_policy(tmp_path: Path, check: str, code: str | None) -> None:
    """A policy's file claims things of the policy itself; `check --prove` holds it to them, and so does `prove`."""
    path = tmp_path / "egen.yaml"
    path.write_text(POLICY.replace("CHECK", check), encoding="utf-8")
    if code == "G722":
        with pytest.raises(GrundError, match=code):
            load_scenario(more=(path,))
        return
    found = [f for f in audit([str(path)]) if not f.note]
    assert [f.problem.code for f in found] == ([code] if code else [])
    assert all(f.case is not None and f.case.area is not None for f in found)


@pytest.mark.parametrize(
    ("words", "code", "shown"),
    [
        (["--claim", "policy: stadsdelslyft, never_less_than: stadsdelslyft-ersatter"], 0, "bevisat"),
        (["--claim", "policy: stadsdelslyft-ersatter, never_less_than: stadsdelslyft"], 1, "motbevisat"),
        (["tjansteutlatandet"], 0, "motbevisat"),
        (["--policy", "stadsdelslyft"], 0, "alla-utsatta"),
        (["--claim", "every: stadsdel, holds: 'klassning >= utsat'"], 2, "claim 1:1:"),
        (["--claim", "every: [}"], 2, "G105"),
        (["--claim", ""], 2, "G301"),
    ],
)
def test_prove_from_the_command_line(words: list[str], code: int, shown: str) -> None:
    """What is typed, and what a policy's file claims, is to hold; what a scenario examines need not."""
    result = run(["prove", *words])
    assert result.code == code
    assert shown in result.text + result.talk


@pytest.mark.slow
def test_out_of_time_is_an_answer_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not settled is said to be that, and a script can tell."""
    monkeypatch.setattr(symbolic, "solve", lambda *_: "open")
    result = run(["prove", "--claim", "policy: stadsdelslyft, never_less_than: stadsdelslyft-ersatter"])
    assert result.code == 1
    assert "inte avgjort" in result.text
