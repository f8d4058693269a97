"""Breakpoints, held to plain: at every value of the parameter on random policies and worlds, and on the shipped ones
at every breakpoint, just below and just above it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note

import grund
import strategies
from case_files import Built, Case, build, text
from command_line import run
from grund.analysis.sensitivity import breakpoints
from grund.analysis.sensitivity.breakpoints import courses, turning_values
from grund.analysis.sensitivity.piecewise import Profiler
from grund.engines import interpreter
from grund.language.intervals import unscaled
from grund.model.expressions import FIRST
from grund.model.policies import Parameter, ParameterValue, Policy
from grund.model.sources import Citation
from grund.problems.problem import GrundError
from strategies import Sample
from test_properties import FEWER


def with_value(policy: Policy, held: Parameter, p: int) -> Policy:
    """The policy with the parameter at a value, in smallest units."""
    value = ParameterValue(FIRST, unscaled(p, held.type), Citation())
    return replace(policy, parameters={**policy.parameters, held.id: replace(held, values=(value,))})


def at(built: Built, p: int, policy: str = "p", insats: str = "i") -> dict[str, str] | None:
    """Every area's verdict where the parameter has a value, by plain; None where two rules conflict."""
    chosen = built.book.policies[policy]
    world = built.facts.at(built.case.day, built.case.known)
    frame = interpreter.frame(built.book.vocabulary, with_value(chosen, chosen.parameters["g"], p), world)
    try:
        return {d.area.id: d.verdict for d in interpreter.decide_all(frame, insats)}
    except GrundError as error:
        if {problem.code for problem in error.problems} != {"G317"}:
            raise
        return None


def swept(built: Built, low: int, high: int) -> Mapping[str, Any] | str:
    """Every area's course, or the code of what stood in the way."""
    chosen = built.book.policies["p"]
    world = built.facts.at(built.case.day, built.case.known)
    frame = interpreter.frame(built.book.vocabulary, chosen, world)
    profiler = Profiler(frame, chosen.parameters["g"], low, high)
    try:
        return {c.area.id: c for c in courses(frame, chosen.rulings["i"], (), profiler)}
    except GrundError as error:
        return error.problems[0].code


@pytest.mark.slow
@FEWER
@given(sample=strategies.samples(parameter=True).filter(lambda s: "param.g" in str([s.raw["rules"], s.raw["derived"]])))
def test_random_policies(sample: Sample) -> None:
    """At every value there is, the course says what plain says; what is refused is a product or a sum of roundings."""
    note("a case for tests/cases:\n" + text(sample.raw))
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("found", sample.raw), Path(folder))
    found = swept(built, -20, 20)
    if found == "G542":
        return
    every = {p: at(built, p) for p in range(-20, 21)}
    if found == "G317":
        assert None in every.values()
        return
    assert isinstance(found, dict)
    assert all(said is not None for said in every.values())
    for p, said in every.items():
        assert {area: course.at(p) for area, course in found.items()} == said, p
    for course in found.values():
        assert all(a != b for a, b in zip(course.verdicts, course.verdicts[1:], strict=False))


# ── by hand


def small(when: str, values: list[str], kind: str = "number", **derived: Any) -> Built:
    """One rule, and an area for each value of `x`; an empty one is missing."""
    domain = {"min": "0", "max": "100"} if kind == "number" else {}
    raw = {
        "name": "small", "note": "", "day": "2026-01-01",
        "vocabulary": {
            "levels": {"del": {}}, "attributes": {"x": {"type": kind} | (domain | {"decimals": "1"} if domain else {})},
            "parameters": {"g": {"type": kind, "values": [{"value": "unknown", "note": "okänt"}]} | domain},
            "derived": derived,
        },
        "world": {
            "areas": {f"d{i}": "del" for i in range(len(values))},
            "dated": [
                {"area": f"d{i}", "attribute": "x", "value": v, "valid_from": "2025-01-01"}
                for i, v in enumerate(values) if v
            ],
        },
        "rules": [{"id": "r", "when": when, "then": "yes"}], "otherwise": "no",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        return build(Case("small", raw), Path(folder))


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("x >= param.g", [("yes", 6, "no"), ("yes", 6, "no"), ("yes", 7, "no"), ("unknown",)]),
        ("x > param.g", [("yes", 5, "no"), ("yes", 6, "no"), ("yes", 7, "no"), ("unknown",)]),
        ("param.g >= x", [("no", 5, "yes"), ("no", 6, "yes"), ("no", 7, "yes"), ("unknown",)]),
        ("x = param.g", [("no", 5, "yes", 6, "no"), ("no",), ("no",), ("unknown",)]),
        ("x in [param.g .. param.g + 1]", [("no", 4, "yes", 6, "no"), ("no", 5, "yes", 6, "no"),
                                            ("no", 6, "yes", 7, "no"), ("unknown",)]),
        ("2 * param.g - 1 < x", [("yes", 3, "no"), ("yes", 4, "no"), ("yes", 4, "no"), ("unknown",)]),
        ("param.g > 40", [("no", 41, "yes")] * 4),
        ("x >= param.g or param.g is missing", [("yes", 6, "no"), ("yes", 6, "no"), ("yes", 7, "no"), ("unknown",)]),
    ],
)  # fmt: skip
def test_ties_and_strictness(when: str, wanted: list[tuple[Any, ...]]) -> None:
    """5, 5.5, 6.5 and nothing against a whole number: where each turns, by hand."""
    found = swept(small(when, ["5", "5.5", "6.5", ""]), 0, 100)
    assert isinstance(found, dict)
    for course, said in zip(found.values(), wanted, strict=True):
        mine = [course.verdicts[0]]
        for start, verdict in zip(course.starts[1:], course.verdicts[1:], strict=True):
            mine += [start, verdict]
        assert tuple(mine) == said


def test_a_value_cut_to_its_domain() -> None:
    """What is computed stays at the end of its domain, and no parameter takes it beyond."""
    cut = {"type": "number", "min": "10", "max": "30", "clamp": "true"}
    for formula, when in (
        ("x + param.g", "c >= 40"), ("x + param.g", "c >= 30"), ("x + param.g", "c <= 10"),
        ("100 / (param.g + x)", "c > 12"), ("x - param.g", "c < 5"),
    ):  # fmt: skip
        built = small(when, ["5", ""], c=cut | {"formula": formula})
        found = swept(built, 0, 100)
        assert isinstance(found, dict)
        for p in range(101):
            assert {area: course.at(p) for area, course in found.items()} == at(built, p), (formula, when, p)


def test_a_date() -> None:
    """A date parameter turns on a day; days may be added to it."""
    first, last = date(2020, 1, 1).toordinal(), date(2030, 1, 1).toordinal()
    found = swept(small("x < param.g + 10", ["2026-02-01", ""], "date"), first, last)
    assert isinstance(found, dict)
    assert found["d0"].starts[1:] == (date(2026, 1, 23).toordinal(),)
    assert found["d1"].verdicts == ("unknown",)


def test_what_cannot_be_solved_is_refused() -> None:
    """A product of the parameter with itself is named, never approximated."""
    assert swept(small("param.g * param.g > x", ["5"]), 0, 100) == "G542"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> grund.Scenario:
    """A new project, as `grund init` leaves it."""
    from grund.loading.paths import schemas, template
    from grund.views.init import files

    for name, data in files(template(), schemas()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return grund.load()


def test_a_project(project: grund.Scenario) -> None:
    """At every breakpoint, just below and just above, plain says the same; counts and residents too."""
    found = breakpoints(project, "trygghet", "minst_invanare")
    assert [int(v) for v in found.values] == [201, 901, 1201]
    assert [(int(s.first), int(s.last), s.counts["yes"], int(s.residents)) for s in found.stretches("belysning")] == [
        (0, 200, 4, 2600), (201, 900, 3, 2400), (901, 1200, 2, 1500), (1201, 100000, 1, 300),
    ]  # fmt: skip
    policy = project.policy("trygghet")
    for value in found.values:
        for p in (int(value) - 1, int(value), int(value) + 1):
            moved = with_value(policy, found.parameter, p)
            frame = interpreter.frame(project.book.vocabulary, moved, project.today)
            wanted = {d.area.id: d.verdict for d in interpreter.decide_all(frame, "belysning")}
            assert found.verdicts("belysning", unscaled(p, found.parameter.type)) == wanted
    assert {name for c in found.courses for name in c.missing} == {"trygghet"}


def test_the_command(project: grund.Scenario, tmp_path: Path) -> None:
    """Swedish first, CSV and JSON beside it; what is wrong is said with its code."""
    for words, code, said in (
        (["trygghet", "minst_invanare"], 0, "3 brytpunkter"),
        (["trygghet", "param.minst_invanare", "--lang", "en"], 0, "yes → no: Fantasihamn"),
        (["trygghet", "minst_invanare", "--from", "300", "--format", "csv"], 0, ";300;900;3;2;1;2400;0;"),
        (["trygghet", "minst_invanare", "--format", "json"], 0, '"breakpoints"'),
        (["trygghet", "minst_invånare"], 2, "menade du ”minst_invanare”"),
        (["trygghet", "minst_invanare", "--from", "9", "--to", "3"], 2, "G543"),
        (["trygghet", "minst_invanare", "--from", "-1"], 2, "G403"),
        (["trygghet", "minst_invanare", "--to", "2,5"], 2, "G404"),
        (["trygghet", "minst_invanare", "--to", "många"], 2, "G402"),
    ):
        result = run(["sweep", *words], tmp_path)
        assert result.code == code
        assert said in (result.text + result.talk).replace("\N{NO-BREAK SPACE}", " ")


def test_the_city() -> None:
    """No CNI is public, so whatever the threshold every area is unknown, and the report says for want of what."""
    scenario = grund.load()
    found = breakpoints(scenario, "behovsstyrd", "cni_troskel_konstruerad")
    assert found.values == ()
    (only,) = found.stretches("insats-skola")
    assert only.counts == {"yes": 0, "no": 0, "unknown": 117}
    assert all("alder_65_ensamboende" in c.missing for c in found.courses if c.insats.id == "insats-skola")


def test_rulings_of_the_same_conditions_are_swept_once() -> None:
    """The values alone are those of every ruling, in whichever policy they were looked for first."""
    scenario = grund.load()
    for policy, parameter in (
        ("omradestyp", "omradestyp_grans"), ("nulage", "cni_troskel"), ("omradestyp", "cni_troskel"),
        ("behovsstyrd", "cni_troskel_konstruerad"), ("omradestyp", "omradestyp_grans"),
    ):  # fmt: skip
        assert turning_values(scenario, policy, parameter) == breakpoints(scenario, policy, parameter).values
    assert len(turning_values(scenario, "omradestyp", "omradestyp_grans")) > 10
    with pytest.raises(GrundError, match="G312"):
        turning_values(scenario, "nulage", "no-such-limit")
