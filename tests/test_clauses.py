"""Conditions said in words: by themselves, and of several areas in a clause, in both languages."""

from __future__ import annotations

import pytest

from grund.language.typing import condition
from grund.loading.vocabulary import scope
from grund.views.wording.clauses import areas_that
from grund.views.wording.sentences import Speaker
from stockholm import stockholm

CASES = (
    ("i_fokusomrade", "stadsdelar som ligger i ett fokusområde", "neighbourhoods that are in a focus area"),
    ("not i_fokusomrade", "stadsdelar som inte ligger i något fokusområde",
     "neighbourhoods that are not in any focus area"),
    ("klassning = ingen", "stadsdelar som inte finns på polisens lista",
     "neighbourhoods that are not on the police list"),
    ("klassning = utsatt", "stadsdelar vars klassificering är utsatt område",
     "neighbourhoods whose classification is vulnerable area"),
    ("not (klassning = utsatt)", "stadsdelar vars klassificering inte är utsatt område",
     "neighbourhoods whose classification is not vulnerable area"),
    ("not (klassning = ingen)", "stadsdelar som finns på polisens lista",
     "neighbourhoods that are on the police list"),
    ("not (klassning in (utsatt, riskomrade))",
     "stadsdelar vars klassificering inte är utsatt område eller riskområde",
     "neighbourhoods whose classification is not vulnerable area or risk area"),
    ("cni >= 2", "stadsdelar vars CNI är minst 2", "neighbourhoods whose CNI is at least 2"),
    ("not (cni >= 2)", "stadsdelar vars CNI är mindre än 2", "neighbourhoods whose CNI is less than 2"),
    ("cni is missing", "stadsdelar vars CNI saknas", "neighbourhoods whose CNI is missing"),
    ("not (cni is missing)", "stadsdelar vars CNI saknas inte", "neighbourhoods whose CNI is not missing"),
    ("day >= 2025-07-01", "stadsdelar när dagen är tidigast 2025-07-01",
     "neighbourhoods when the day is no earlier than 2025-07-01"),
    ("2025-07-01 < day", "stadsdelar när dagen är efter 2025-07-01", "neighbourhoods when the day is after 2025-07-01"),
    ("i_fokusomrade and (omfattas_fokus_jarva or cni < 1)",
     "stadsdelar som ligger i ett fokusområde och (som ligger i ett stadsdelsområde med Fokus Järva eller vars CNI är "
     "mindre än 1)",
     "neighbourhoods that are in a focus area and (that are in a city district with Fokus Järva or whose CNI is less "
     "than 1)"),
    ("not (i_fokusomrade or omfattas_fokus_jarva)",
     "stadsdelar som uppfyller detta: inte (ligger i ett fokusområde eller ligger i ett stadsdelsområde med Fokus "
     "Järva)",
     "neighbourhoods that meet this: not (is in a focus area or is in a city district with Fokus Järva)"),
    ("true", "stadsdelar", "neighbourhoods"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "swedish", "english"), CASES)
def test_a_condition_is_said_of_areas(text: str, swedish: str, english: str) -> None:
    words = stockholm().book.vocabulary
    expr = condition(text, scope(words, {}, "stadsdel"))
    for lang, expected in (("sv", swedish), ("en", english)):
        assert areas_that(Speaker(words, {}, lang), words.levels["stadsdel"].label, expr) == expected
