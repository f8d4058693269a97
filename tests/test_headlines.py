"""The first sentence of every answer: a template for each command and branch, in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pytest

import command_line
from grund.model.sources import Label
from grund.views.wording.headlines import HEADLINES, amount_text, areas_text, headline
from grund.views.wording.values import UNITS

DAY: Final = date(2026, 2, 17)
SLOTS: Final = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("key", HEADLINES)
def test_both_languages_say_the_same_of_a_branch(key: str) -> None:
    swedish, english = HEADLINES[key]
    assert set(SLOTS.findall(swedish)) == set(SLOTS.findall(english))
    assert swedish.count("⟦") == english.count("⟦") == swedish.count("⟧")


@pytest.mark.parametrize("key", HEADLINES)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_sentence_is_whole_whatever_the_numbers_are(key: str, number: int) -> None:
    for lang in ("sv", "en"):
        text = said(key, lang, number)
        assert text[0] == text[0].upper() and not re.search(r"[{}⟦⟧]|  |\b0\b", text), text


def said(key: str, lang: str, number: int) -> str:
    """The sentence with every number as given, and every text in place."""
    texts = dict.fromkeys(SLOTS.findall("".join(HEADLINES[key])), number)
    slots: dict[str, Any] = {
        **texts,
        **{k: "x" for k in texts if k not in NUMBERS},
        "day": DAY,
        "start": DAY,
        "last": DAY,
    }
    return headline(key, lang, **slots)


NUMBERS: Final = frozenset((
    "count", "no", "open", "late", "decisions", "days", "partly", "full", "unmet", "answers", "gaps", "shared", "true",
    "false", "depends", "other", "proved", "refuted", "missing", "frames",
))  # fmt: skip

BRANCHES: Final = [
    # none, one, many
    ("near.none", {}, "Inget beslut skulle ändras om en enda uppgift vore en annan."),
    ("near", {"count": 1, "area": "Husby", "insats": "Skola", "turn": "ja om a ändras från 1 till 2"},
     "1 beslut skulle ändras om en enda uppgift vore en annan; närmast är Husby, där Skola blir ja om a ändras från 1 "
     "till 2."),
    ("goals", {"count": 3, "full": 1, "partly": 0, "unmet": 2, "open": 0},
     "Av 3 mål uppfylls 1 helt, inga delvis och 2 inte."),
    ("who.none", {"subject": "Skola", "area": "Husby"}, "Ingen ansvarig aktör är känd för Skola i Husby."),
    ("who.leder", {"bodies": ["A", "B"], "subject": "Skola", "area": "Husby", "top": ""},
     "A och B leder Skola i Husby."),
    ("list", {"counts": ["1 policy", "2 insatser", "3 attribut"]},
     "Underlaget har 1 policy, 2 insatser och 3 attribut."),
    # cannot be decided, not settled in time
    ("run", {"day": DAY, "policy": "Nuläget", "yes": "27", "areas": "117 stadsdelar", "no": "85", "open": "5"},
     "Den 17 februari 2026 får 27 av 117 stadsdelar minst en insats enligt Nuläget; 85 får ingen och 5 kan "
     "inte avgöras."),
    ("prove", {"proved": 1, "refuted": 0, "late": 2, "other": 0},
     "1 påstående är bevisat och inga motbevisade; 2 hann inte avgöras."),
    ("explain.unknown", {"area": "Husby", "insats": "Skola", "policies": ["Nuläget"], "because": "",
                         "missing": ["CNI"]},
     "Det går inte att avgöra om Husby får Skola enligt Nuläget: uppgift saknas om CNI."),
    # two interpretations
    ("compare.change", {"gains": "5 (hela nämnder: 25)", "loses": "inga", "swaps": "11", "same": "101", "amounts": "",
                        "open": "", "late": ""},
     "Från A till B får 5 (hela nämnder: 25) fler insatser och inga färre, 11 byter insatser och 101 är oförändrade."),
]  # fmt: skip


@pytest.mark.parametrize(("key", "slots", "wanted"), BRANCHES)
def test_the_branches_of_a_sentence(key: str, slots: dict[str, Any], wanted: str) -> None:
    assert headline(key, "sv", **slots).replace("\u00a0", " ") == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            "compare nulage nulage-med-stadsdelslyft",
            "Av 117 stadsdelar omfattas 27 av A och 28 (hela nämnder: 46) av B",
        ),
        (
            "explain Rågsved insats-handlingsplan",
            "Rågsved får Styrande handlingsplan med mål och delmål enligt 4 policyer",
        ),
        ("goals --lang en", "Of 9 goals, none are fully met, none partly met and 2 not met"),
        ("who insats-handlingsplan Rågsved", "Ingen ansvarig aktör är känd"),
        ("list --lang en", "The data set has 10 policies, 27 interventions and"),
    ],
)
def test_an_answer_begins_with_what_was_found(words: str, wanted: str) -> None:
    code, out, err = command_line.run(words.split())
    assert code == 0, err.decode()
    first = " ".join(out.decode("utf-8").replace("\u00a0", " ").split("\n\n")[0].split())
    assert wanted in first


def test_a_number_stands_with_its_unit() -> None:
    level = Label("stadsdel", "neighbourhood", "stadsdelar", "neighbourhoods")
    assert [areas_text(level, n, "sv").replace("\u00a0", " ") for n in (0, 1, 2)] == [
        "inga stadsdelar", "1 stadsdel", "2 stadsdelar",
    ]  # fmt: skip
    assert areas_text(Label("rut"), 2, "sv").replace("\u00a0", " ") == "2 områden (områdestyp: rut)"
    assert amount_text("12,3", "mnkr", "sv").replace("\u00a0", " ") == "12,3 mnkr"
    assert amount_text("12.3", "mnkr", "en").replace("\u00a0", " ") == "SEK 12.3 million"
    assert all(len(forms) == 2 for pair in UNITS.values() for forms in pair)
