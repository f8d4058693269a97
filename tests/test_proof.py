"""The proof reading: small policies named by the defect they hold, and agreement with enumeration (see soak_proof)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

import fuzz_commands
import soak_proof
from case_files import Built, Case, Raw, build, read
from grund.analysis.check import loose
from grund.analysis.proofs.defects import findings as prove
from grund.analysis.proofs.finding import NOTES, Finding
from grund.engines.symbolic import prover as symbolic
from grund.engines.symbolic import questions, z3
from grund.engines.symbolic.prover import Prover
from grund.engines.symbolic.questions import Assumptions, PolicySide, Possible, says
from grund.language.unsatisfiable import never
from grund.model.policies import Label
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError, Problem
from grund.views.wording.cases import sentence

HOME: Final = Path(__file__).parent / "defects"
DEFECTS: Final = [case for path in sorted(HOME.glob("*.yaml")) for case in read(path)]
_SUBJECT: Final = {"G338": "table", "G344": "what", "G707": "name", "G708": "members", "G709": "policy", "G710": "name"}


@pytest.mark.parametrize("case", DEFECTS, ids=lambda c: c.id)
def test_defect(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly these findings come out, each of them in both languages and, where one is due, with its case."""
    monkeypatch.chdir(tmp_path)
    if "problems" in case.raw:  # it is refused before anything is proved
        with pytest.raises(GrundError) as error:
            build(case, tmp_path)
        assert [p.code for p in error.value.problems] == case.raw["problems"]
        return
    found = findings(build(case, tmp_path))
    also = set(case.get("also", []))
    kept = [f for f in found if not f.note or f.problem.code in also]
    assert [said(f) for f in kept] == case.raw["findings"], [f.problem.show("en") for f in found]
    for finding in found:
        assert finding.problem.message("sv") and finding.problem.cure("en")
        if finding.problem.code in ("G701", "G709"):
            assert finding.case is not None and finding.words is not None
            assert sentence(finding.words, finding.case, "sv")


def findings(built: Built) -> list[Finding]:
    """What the proof reading finds in a case; its world, where it has one, shows and is checked."""
    policies = list(built.book.policies.values())
    scenario = _scenario(built) if built.case.get("world") else None
    return prove(built.book, policies, scenario)


def _scenario(built: Built) -> Scenario:
    words = Label("w")
    return Scenario(
        "s", words, words, "", built.book, built.facts, built.case.day, None, dict(built.book.policies),
        tuple(built.book.policies), {}, (), "", (), "omrade", "", "", "", False,
    )  # fmt: skip


def said(finding: Finding) -> str:
    """A finding as a case says it: `CODE what it is about`."""
    return _named(finding.problem)


def _named(found: Problem) -> str:
    code, words = found.code, found.words
    several = {"G701": ("first", "second"), "G337": ("table", "first", "second"), "G869": ("table", "row")}
    parts = several.get(code, (_SUBJECT.get(code, "rule"),))
    return " ".join((code, *(str(words[part]) for part in parts)))


def test_defects_are_many_and_named() -> None:
    """At least forty, good and bad, each with a note."""
    assert len(DEFECTS) >= 40
    assert len({c.id for c in DEFECTS}) == len(DEFECTS)
    assert all(c.get("note") and ("findings" in c.raw or "problems" in c.raw) for c in DEFECTS)
    assert len([c for c in DEFECTS if c.raw.get("findings") == []]) >= 12


@pytest.mark.slow
def test_agrees_with_enumeration() -> None:
    """Every verdict about random small policies equals that of trying every area; the long form is soak_proof."""
    counts = soak_proof.soak(40, 2026)
    assert counts["policies"] == counts["regions"] == 40
    assert counts["questions"] > 400
    assert counts["findings"] and counts["changes: found"] and counts["conditions of regions"]


@pytest.mark.parametrize("case", DEFECTS, ids=lambda c: c.id)
def test_boxes_claim_nothing_that_is_not_proved(case: Case, tmp_path: Path) -> None:
    """A rule or a table that is seen to be wrong without the solver is one that the solver proves so."""
    if "problems" in case.raw:
        return
    book = build(case, tmp_path).book
    rules = [r for p in book.policies.values() for g in p.rulings.values() for r in g.rules]
    seen = {f"G702 {r.id}" for r in rules if never(r.when, book.vocabulary.attributes)}
    tables = [_named(found) for found in loose(book)]
    seen.update(tables)
    assert tables == case.raw.get("seen", tables)
    assert seen <= set(case.raw["findings"])
    if case.id.startswith("rules/dead-") and case.id not in UNSEEN:
        assert seen


UNSEEN: Final = {
    f"rules/dead-{name}"
    for name in ("enum", "sum", "unless", "parameter", "in-time", "derived", "quotient", "rounding")
}
"""What only the solver tells."""


def _small(tmp_path: Path, raw: dict[str, Any]) -> Built:
    return build(Case("small", {"name": "small", "note": "-"} | raw), tmp_path)


WORDS: Final = {"levels": {"omrade": {}}, "attributes": {"n": {"type": "number", "min": "0", "max": "9"}}}


def test_a_false_witness_fails_loudly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that the plain reading does not confirm is an internal error, never an answer."""
    built = _small(tmp_path, {"vocabulary": WORDS, "when": "n > 4"})
    policy = built.book.policies["p"]
    prover = Prover(built.book.vocabulary, "omrade", [PolicySide(policy)], Assumptions())
    monkeypatch.setattr(symbolic, "confirmed", lambda *_: False)
    with pytest.raises(GrundError, match="G905"):
        prover.ask(says(policy.rulings["i"], "yes"))


def test_out_of_time_is_not_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the solver does not settle is said to be that, and no defect is claimed."""
    built = _small(
        tmp_path, {"vocabulary": WORDS, "rules": [{"id": "r1", "when": "n > 4"}, {"id": "r2", "when": "n > 5"}]}
    )
    monkeypatch.setattr(symbolic, "solve", lambda *_: "open")
    found = prove(built.book, built.book.policies.values())
    assert {f.problem.code for f in found} == {"G711"}


def test_without_the_solver_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Z3 is not installed, the cure is the command that installs it."""
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(GrundError, match=r"grund\[proof\]"):
        z3.demand()


def test_a_real_area_goes_first(tmp_path: Path) -> None:
    """A finding is shown by an area of the world where one shows it."""
    raw = {
        "vocabulary": WORDS,
        "rules": [{"id": "r1", "when": "n > 4"}, {"id": "r2", "when": "n > 7", "then": "no"}],
        "world": {"areas": {"liten": "omrade", "stor": "omrade"}, "facts": {"liten": {"n": "1"}, "stor": {"n": "8"}}},
    }
    conflict = findings(_small(tmp_path, raw))[0]
    assert conflict.problem.code == "G701"
    assert conflict.case is not None and conflict.case.area is not None and conflict.case.area.id == "stor"
    assert isinstance(replace(conflict.case, area=None), Possible)
    assert NOTES.isdisjoint({"G701", "G702"})


@pytest.mark.slow
@pytest.mark.parametrize("words", [["check", "rules/stockholm"], ["list", "policies"], ["claims", "tjansteutlatandet"]])
def test_the_solver_is_loaded_only_where_it_is_asked(words: list[str]) -> None:
    """It takes a tenth of a second, which nobody who proves nothing should wait."""
    code = f"import sys; from grund.cli import app; app._guarded({words!r}, 'sv'); sys.exit('z3' in sys.modules)"
    root = Path(__file__).resolve().parents[1]
    where = {**os.environ, "PYTHONPATH": str(root / "engine")}
    assert subprocess.run([sys.executable, "-c", code], cwd=root, env=where, capture_output=True).returncode == 0


def test_a_sabotaged_solver_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that lies about a number does not get its answer past the plain reading, and no exit is quiet."""
    built = _small(tmp_path, {"vocabulary": WORDS, "when": "n > 4"})
    policy = built.book.policies["p"]
    prover = Prover(built.book.vocabulary, "omrade", [PolicySide(policy)], Assumptions())
    monkeypatch.setattr(z3.Assignment, "number", lambda *_: 0)
    with pytest.raises(GrundError, match="G905"):
        prover.ask(says(policy.rulings["i"], "yes"))


@pytest.mark.slow
def test_no_command_ends_in_a_fault() -> None:
    """Policies that have little in common, towns, slips; the long form is fuzz_commands."""
    counts, faults = fuzz_commands.fuzz(48, 2026)
    assert counts["commands"] >= 48 and faults == []


_UNKNOWN: Final = {"min": "0", "max": "9", "values": [{"value": "unknown", "note": "n"}]}


@pytest.mark.parametrize(
    ("above", "own", "status"),
    [
        ({"g": _UNKNOWN}, {}, "none"), ({}, {"g": _UNKNOWN}, "case"),
        ({"g": _UNKNOWN}, {"g": {"values": [{"value": "5"}]}}, "case"),
    ],
    ids=["inherited", "alone", "overridden"],
)  # fmt: skip
def test_unknown_parameters_of_two_policies(above: Raw, own: Raw, status: str, tmp_path: Path) -> None:
    """One that is inherited from one declaration is one unknown; one that a policy declares itself is its own."""
    rule = {
        "insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "n >= param.g" if above else "n >= 3"}]}}
    }
    other = {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "n >= param.g"}]}}}
    policies = {"p": rule | {"parameters": above}, "q": {"extends": "p", "parameters": own} | ({} if above else other)}
    built = _small(tmp_path, {"vocabulary": WORDS, "policies": policies})
    one, two = (built.book.policies[name] for name in "pq")
    prover = Prover(
        built.book.vocabulary, "omrade", [PolicySide(one), PolicySide(two)], Assumptions(built.case.day, complete=True)
    )
    answer = prover.ask(questions.differs(says(one.rulings["i"], "yes"), says(two.rulings["i"], "yes", side=1)))
    assert answer.status == status
    assert answer.case is None or "g: " in sentence(built.book.vocabulary, answer.case, "sv")
