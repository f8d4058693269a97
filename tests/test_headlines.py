"""The first sentence of every answer: a template for each command and branch, in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pytest

import command_line
from grund.model.sources import Label
from grund.views.wording.headline_texts import HEADLINES
from grund.views.wording.headlines import amount_text, areas_text, headline

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
    "false", "depends", "other", "proved", "refuted", "missing", "frames", "errors", "failed", "events", "bodies",
    "rows", "yes", "gains", "loses", "swaps", "same",
))  # fmt: skip

TIMES: Final = {
    "start": date(2022, 5, 2), "last": date(2024, 6, 1), "decisions": 9, "areas": 1, "days": 2, "most": "7 beslut"
}  # fmt: skip
BRANCHES: Final = [
    # none, one, many
    ("timeline", TIMES | {"event": "”Ny lista”", "day": date(2023, 1, 1), "unnamed": ""},
     "Mellan 2 maj 2022 och 1 juni 2024 ändrades 9 beslut i 1 område, vid 2 tillfällen; störst betydelse hade ”Ny "
     "lista” (1 januari 2023), som ändrade 7 beslut."),
    ("timeline", TIMES | {"event": "", "day": date(2023, 1, 1), "unnamed": date(2023, 1, 1)},
     "Mellan 2 maj 2022 och 1 juni 2024 ändrades 9 beslut i 1 område, vid 2 tillfällen; flest ändrades 1 januari 2023: "
     "7 beslut."),
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
    ("sweep.open", {"parameter": "CNI-tröskel", "open": 117},
     "Det går inte att avgöra om CNI-tröskel ändrar beslut för 117 områden, eftersom uppgifter saknas; andra beslut "
     "ändras inte."),
    ("sweep", {"parameter": "Gränsen", "count": 1, "low": "2", "high": "2", "now": "2", "open": 1},
     "Gränsen har 1 brytpunkt mellan 2 och 2; i dag är värdet 2; för 1 område kan något beslut inte avgöras, vilket "
     "värdet än är."),
    ("run", {"day": DAY, "policy": "Nuläget", "yes": "27", "areas": "117 stadsdelar", "no": "85", "open": "5"},
     "Den 17 februari 2026 får 27 av 117 stadsdelar minst en insats enligt Nuläget; 85 får ingen och 5 kan "
     "inte avgöras."),
    ("run", {"day": DAY, "policy": "Nuläget", "yes": "2", "areas": "6 områden", "no": "4", "open": "",
             "names": ["Fantasihamn", "Sagolunda"]},
     "Den 17 februari 2026 får 2 av 6 områden (Fantasihamn och Sagolunda) minst en insats enligt Nuläget; 4 får "
     "ingen."),
    ("prove", {"proved": 1, "refuted": 0, "late": 2, "other": 0},
     "1 påstående är bevisat och inga motbevisade; 2 hann inte avgöras."),
    ("explain.unknown", {"area": "Husby", "insats": "Skola", "policies": ["Nuläget"], "because": "",
                         "missing": ["CNI"]},
     "Det går inte att avgöra om Husby får Skola enligt Nuläget: uppgift saknas om CNI."),
    # checks, tests and runs made again
    ("check.none", {"errors": 0, "read": ["1 regelverk", "2 scenarier"], "warnings": ""},
     "Inga fel i 1 regelverk och 2 scenarier."),
    ("check.none", {"errors": 0, "read": ["1 policy"], "warnings": "inga påpekanden"},
     "Inga fel i 1 policy; inga påpekanden."),
    ("check", {"errors": 1, "read": [], "warnings": ""}, "1 fel hittades."),
    ("check", {"errors": 2, "read": ["1 scenario"], "warnings": "3 påpekanden"},
     "2 fel hittades; 1 scenario kunde läsas; 3 påpekanden."),
    ("check.nothing", {"errors": 0, "read": [], "warnings": ""}, "Det finns inget att kontrollera."),
    ("test", {"count": 1, "failed": 0, "coverage": ""}, "1 testfall prövades, alla med väntat resultat."),
    ("test", {"count": 14, "failed": 0, "coverage": "91 %"},
     "14 testfall prövades, alla med väntat resultat; testtäckningen är 91 %."),
    ("test.failed", {"count": 14, "failed": 2, "coverage": ""}, "2 av 14 testfall ger inte väntat resultat."),
    ("test.none", {"count": 0, "failed": 0, "coverage": ""}, "Det finns inga testfall."),
    ("verify", {"record": "k.json", "signer": None, "count": 0}, "Körningen ger samma resultat som k.json."),
    ("verify.apart", {"record": "k.json", "signer": None, "count": 1},
     "Körningen skiljer sig från k.json på 1 ställe."),
    ("report", {"file": "r.html"}, "Rapporten är sparad som r.html; öppna den i en webbläsare."),
    # live mode
    ("live.update", {"decisions": 68, "areas": 9, "bodies": 1},
     "68 beslut i 9 områden ändrades; 1 aktör ska underrättas."),
    ("live.update", {"decisions": 1, "areas": 1, "bodies": 0}, "1 beslut i 1 område ändrades."),
    ("live.update.none", {"decisions": 0, "areas": 0, "bodies": 0}, "Inga beslut ändrades."),
    ("live.trial", {"decisions": 2, "areas": 1, "bodies": 2},
     "2 beslut i 1 område skulle ändras; 2 aktörer skulle underrättas."),
    ("live.trial.none", {}, "Inga beslut skulle ändras."),
    ("live.open", {"file": "s.db", "count": 0, "day": DAY},
     "Händelseloggen s.db har inga händelser; besluten gäller 17 februari 2026."),
    ("live.history.area", {"area": "Husby", "count": 1}, "Husby fick ändrade beslut genom 1 händelse."),
    # what would change a decision
    ("what.turns", {"policies": ["P"], "verdict": "ja", "change": "barn ändras från 60 till högst 49"},
     "Enligt P blir beslutet ja om barn ändras från 60 till högst 49."),
    ("what.together", {"policies": ["P"], "facts": "CNI och CNI-tröskel"},
     "Enligt P avgörs beslutet om detta blir känt: CNI och CNI-tröskel."),
    ("what.none", {"policies": ["P"], "most": 3}, "Ingen ändring av högst 3 uppgifter ändrar beslutet enligt P."),
    ("what.unknown", {"policies": ["P"], "most": 3},
     "Inga uppgifter som saknas, högst 3 åt gången, räcker för att avgöra beslutet enligt P."),
    ("what.late", {"policies": ["P"], "most": 3},
     "Inte avgjort om någon uppgift ändrar beslutet enligt P: tiden räckte inte."),
    # files of areas
    ("rows.file", {"areas": 3, "file": "a.csv", "decisions": 6, "open": 0, "output": "b.csv"},
     "3 områden i a.csv gav 6 beslut; resultatet finns i b.csv."),
    ("rows.file", {"areas": 1, "file": "a.csv", "decisions": 2, "open": 1, "output": "b.csv"},
     "1 område i a.csv gav 2 beslut, varav 1 inte kan avgöras; resultatet finns i b.csv."),
    ("rows.file.none", {"file": "a.csv", "output": "b.csv"},
     "Det finns inga områden att besluta om i a.csv; inget beslut skrevs till b.csv."),
    ("rows", {"rows": 2, "policy": "P", "yes": 1, "no": 0, "open": 3},
     "2 rader prövades mot P: 1 beslut blev ja och inga nej; 3 kan inte avgöras."),
    ("compare.file", {"areas": 3, "file": "a.csv", "gains": 1, "loses": 0, "swaps": 0, "same": 2, "open": 0},
     "Av 3 områden i a.csv får 1 fler insatser från A till B och inga färre, inga byter insatser och 2 är "
     "oförändrade."),
    ("claims", {"count": 1, "true": 1, "false": 0, "depends": 0, "open": 0, "other": 0},
     "Av 1 påstående stämmer 1 och inga är fel."),
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
        ("compare nulage nulage-med-stadsdelslyft-ersatter", "11 617 invånare; inga stadsdelar (snäv tolkning: 6)"),
        ("who insats-handlingsplan Rågsved", "Ingen ansvarig aktör är känd"),
        ("list --lang en", "The data set has 10 policies, 27 interventions and"),
    ],
)
def test_an_answer_begins_with_what_was_found(words: str, wanted: str) -> None:
    code, out, err = command_line.run(words.split())
    assert code == 0, err.decode()
    first = " ".join(out.decode("utf-8").replace("\u00a0", " ").split("\n\n")[0].split())
    assert wanted in first


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        ("1", "1 receives more"),
        ("1 (narrow: 4)", "receives more"),
        ("1–3", "1–3 receive more"),
        ("1\u00a0000", "1\u00a0000 receive more"),
        ("14", "14 receive more"),
        ("none", "none receive"),
    ],
)
def test_a_verb_agrees_with_a_count_in_several_interpretations(count: str, wanted: str) -> None:
    slots = dict.fromkeys(("loses", "swaps", "same"), "none") | dict.fromkeys(("amounts", "open", "late"), "")
    assert wanted in headline("compare.change", "en", gains=count, **slots)


def test_a_number_stands_with_its_unit() -> None:
    level = Label("stadsdel", "neighbourhood", "stadsdelar", "neighbourhoods")
    assert [areas_text(level, n, "sv").replace("\u00a0", " ") for n in (0, 1, 2)] == [
        "inga stadsdelar", "1 stadsdel", "2 stadsdelar",
    ]  # fmt: skip
    assert areas_text(Label("rut"), 2, "sv").replace("\u00a0", " ") == "2 områden (områdestyp: rut)"
    assert amount_text("12,3", "mnkr", "sv").replace("\u00a0", " ") == "12,3 mnkr"
    assert amount_text("12.3", "mnkr", "en").replace("\u00a0", " ") == "SEK 12.3 million"
