"""What a person means by a name: whole names, parts of names, and areas that only serve a computation."""

from __future__ import annotations

from functools import cache

import pytest

import grund
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError, Problem


@cache
def stockholm() -> Scenario:
    """The shipped scenario."""
    return grund.load("stockholm-2026")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("hasselby gard", "sd-hasselby-gard"),
        ("HÄSSELBY GÅRD", "sd-hasselby-gard"),
        ("Hässelby Vällingby", "sdo-hasselby-vallingby"),
        ("po-hasselby-gard", "po-hasselby-gard"),
        ("pj-hasselby", "pj-hasselby"),
        ("Älvsjö/Solberga", "po-alvsjo-solberga"),
    ],
)
def test_a_whole_name_or_an_id(text: str, area: str) -> None:
    """Case, marks and hyphens do not matter."""
    assert grund.find_area(stockholm(), text).id == area


def problem_of(text: str) -> Problem:
    """What is wrong with a name."""
    with pytest.raises(GrundError) as error:
        grund.find_area(stockholm(), text)
    (found,) = error.value.problems
    return found


def test_a_part_of_a_name_gets_its_candidates() -> None:
    """They used to be one comparable area, which answered that nobody gets anything. It stands last."""
    problem = problem_of("Hässelby")
    assert problem.code == "G470"
    listed = problem.words["areas"]
    assert listed.startswith("Hässelby gård (stadsdel, sd-hasselby-gard), Hässelby strand")
    assert listed.endswith("Hässelby (jamforbart, pj-hasselby)")


def test_a_name_of_other_days_says_which() -> None:
    """A district that is no more has its last day beside it."""
    problem = problem_of("Spånga")
    assert (problem.code, problem.words["areas"]) == (
        "G470",
        "Spånga-Tensta (stadsdelsomrade, sdo-spanga-tensta, –2023-07-01)",
    )


def test_several_areas_of_one_name_have_their_levels() -> None:
    """A name shared by two levels, neither of which is asked about."""
    problem = problem_of("Järva")
    assert (problem.code, problem.words["areas"]) == (
        "G408",
        "Järva (fokusomrade, fokus-jarva), Järva (stadsdelsomrade, sdo-jarva)",
    )


def test_no_area_at_all() -> None:
    """The nearest name is offered."""
    problem = problem_of("Tenst")
    assert (problem.code, problem.near) == ("G401", "Tensta")
