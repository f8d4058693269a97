"""Values: how values are written for people, in Swedish and English.

Decimal comma, no-break space between thousands and U+2212 for minus in Swedish, whatever the machine's locale; å, ä
and ö sort last and in that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ...model.absences import ABSENCES, NO_VALUE
from ...model.numbers import SPACE, number_text, pick
from ...model.sources import MARKS, Citation, in_swedish
from ...problems.problem import nearest

if TYPE_CHECKING:
    from ...model.decisions import Verdict
    from ...model.expressions import Value
    from ...model.policies import Rulebook

NO_DATA: Final = ("uppgift saknas", "no data")
"""A fact that nobody has, in words; in a cell among others, `MISSING`."""
MISSING: Final = ("saknas", "missing")
NOT_APPLICABLE: Final = ABSENCES[NO_VALUE]
"""What has no value, whatever becomes known."""
VERDICT_WORDS: Final[dict[Verdict, tuple[str, str]]] = {
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "unknown": ("kan inte avgöras", "cannot be decided"),
}


FLAGS: Final = {"assumption": ("antagande", "assumption"), "illustration": ("fiktiv uppgift", "fictional")}
"""What stands beside a statement that no source supports."""


def verdict_word(verdict: Verdict, lang: str) -> str:
    """A verdict as people say it."""
    return pick(lang, *VERDICT_WORDS[verdict])


def off_text(gap: Decimal, unit: str, lacking: bool, lang: str) -> str:
    """How far a comparison was from holding, to stand after it."""
    if not gap:
        return pick(lang, " (lika)", " (equal)")
    off = number_text(gap.normalize(), lang) + unit
    if lacking:
        return pick(lang, f" ({off} saknas till gränsen)", f" ({off} below the threshold)")
    return pick(lang, f" ({off} från gränsen)", f" ({off} from the threshold)")


def not_applicable_text(names: Sequence[str], lang: str) -> str:
    """That something rests on what has no value, so that no fact can settle it."""
    listed = ", ".join(names)
    return pick(
        lang,
        f"ej tillämpligt: {listed}; ingen uppgift kan avgöra det",
        f"not applicable: {listed}; no fact can settle it",
    )


def share_text(value: Decimal, lang: str) -> str:
    """A share 0..1 as per cent with one decimal."""
    return percent_text((value * 100).quantize(Decimal("0.1")), lang)


def percent_text(number: Decimal | int, lang: str) -> str:
    """A number of per cent: `12,5 %`, `12.5%`."""
    return f"{number_text(number, lang)}{pick(lang, SPACE, '')}%"


def value_text(value: Value | None, lang: str) -> str:
    """A value without label: yes/no, a number, a date, or an identifier."""
    if value is None:
        return pick(lang, *NO_DATA)
    if isinstance(value, bool):
        return pick(lang, "ja" if value else "nej", "yes" if value else "no")
    if isinstance(value, Decimal):
        return number_text(value, lang)
    return value.isoformat() if isinstance(value, date) else str(value)


def value_data(value: Value | None) -> bool | str | None:
    """A value as JSON has it: a number as text, with its decimals; true and false as they are; None is unknown."""
    return value if value is None or isinstance(value, bool) else str(value)


def day_text(day: date, precision: str = "day") -> str:
    """A day as exactly as it is known: `2023-12-02`, `2023-12` or `2023`."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


UNITS: Final[Mapping[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "row": (("rad", "rader"), ("row", "rows")),
    "table": (("tabell", "tabeller"), ("table", "tables")),
    "area": (("område", "områden"), ("area", "areas")),
    "attribute": (("attribut", "attribut"), ("attribute", "attributes")),
    "case": (("testfall", "testfall"), ("test case", "test cases")),
    "condition_value": (("villkorsvärde", "villkorsvärden"), ("condition value", "condition values")),
    "counting": (("område räknas", "områden räknas"), ("area counts", "areas count")),
    "decision": (("beslut", "beslut"), ("decision", "decisions")),
    "defect": (("brist", "brister"), ("defect", "defects")),
    "error": (("fel", "fel"), ("error", "errors")),
    "fact": (("uppgift", "uppgifter"), ("fact", "facts")),
    "file": (("fil", "filer"), ("file", "files")),
    "gap": (("lucka", "luckor"), ("gap", "gaps")),
    "here": (("område i underlaget", "områden i underlaget"), ("area in the data set", "areas in the data set")),
    "insats": (("insats", "insatser"), ("intervention", "interventions")),
    "line_more": (("rad till", "rader till"), ("more line", "more lines")),
    "interpretation_more": (("tolkning till", "tolkningar till"), ("more interpretation", "more interpretations")),
    "more": (("till", "till"), ("more", "more")),
    "not_settled": (("inte avgjort", "inte avgjorda"), ("not settled", "not settled")),
    "note": (("iakttagelse", "iakttagelser"), ("note", "notes")),
    "policy": (("policy", "policyer"), ("policy", "policies")),
    "proved": (("bevisat", "bevisade"), ("proved", "proved")),
    "recalculated": (
        ("område beräknades på nytt", "områden beräknades på nytt"),
        ("area was recalculated", "areas were recalculated"),
    ),
    "refuted": (("motbevisat", "motbevisade"), ("disproved", "disproved")),
    "relation": (("relation", "relationer"), ("relation", "relations")),
    "resident": (("invånare", "invånare"), ("resident", "residents")),
    "row_more": (("rad till", "rader till"), ("more row", "more rows")),
    "rule": (("regel", "regler"), ("rule", "rules")),
    "rulebook": (("regelverk", "regelverk"), ("rulebook", "rulebooks")),
    "ruling": (("beslutsordning", "beslutsordningar"), ("ruling", "rulings")),
    "scenario": (("scenario", "scenarier"), ("scenario", "scenarios")),
    "section_more": (("avsnitt till", "avsnitt till"), ("more section", "more sections")),
    "source": (("källa", "källor"), ("source", "sources")),
    "table_row": (("tabellrad", "tabellrader"), ("table row", "table rows")),
    "world": (("underlag", "underlag"), ("data set", "data sets")),
    "value": (("värde", "värden"), ("value", "values")),
    "warning": (("påpekande", "påpekanden"), ("warning", "warnings")),
}
"""What is counted, one and many, in Swedish and English."""


COUNTED: Final[Mapping[str, str]] = {
    "policies": "policy", "insatser": "insats", "rulings": "ruling", "rules": "rule", "examples": "case",
    "attributes": "attribute", "sources": "source", "areas": "area", "links": "relation", "facts": "fact",
    "rows": "row",
}  # fmt: skip
"""The unit of what is listed and counted, by its name in files."""


def count_text(n: int | Decimal, lang: str, unit: str) -> str:
    """`n` with its unit in singular or plural."""
    noun = UNITS[unit][lang == "en"][n != 1]
    return f"{number_text(n, lang)}{SPACE}{noun}"


def first_texts(texts: Sequence[str], most: int | None, lang: str, between: str = ", ") -> str:
    """`A, B och 3 till`: the first texts, at most so many, and how many more there are."""
    shown = texts[:most]
    return between.join(shown) + and_more(len(texts) - len(shown), lang)


def and_more(left: int, lang: str) -> str:
    """` och 3 till`, to stand after what is shown; empty where nothing is left."""
    return f" {pick(lang, 'och', 'and')} {count_text(left, lang, 'more')}" if left > 0 else ""


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def marks_text(marks: Iterable[str], lang: str) -> str:
    """Marks in brackets: `[H]`, `[antagande]`, `[fiktiv uppgift]`."""
    return " ".join(f"[{pick(lang, *FLAGS[mark]) if mark in FLAGS else mark}]" for mark in marks)


def flags_text(citation: Citation, lang: str) -> str:
    """The marks of a statement."""
    return marks_text(citation.flags, lang)


def supposed_text(citation: Citation, lang: str) -> str:
    """The same without the source status: what is assumed, or an example."""
    return marks_text((flag for flag in citation.flags if flag in FLAGS), lang)


def marks_legend(lang: str) -> str:
    """What the marks mean, on one line."""
    side = 1 if lang == "en" else 0
    return " · ".join(f"[{mark}] {meanings[side]}" for mark, meanings in MARKS.items())


def sources_text(book: Rulebook, documents: Iterable[str], lang: str) -> str:
    """Documents with who published them and when."""
    sources = map(book.sources.__getitem__, dict.fromkeys(documents))
    texts = [[book.said(text, lang) for text in (s.title, s.publisher, s.date)] for s in sources]
    return "; ".join(f"{title} ({publisher}, {date})" for title, publisher, date in texts)


def possible_areas_text(lang: str) -> str:
    """Which areas are possible, and that a missing fact makes no difference."""
    return pick(
        lang,
        "Möjligt är varje område vars uppgifter har värden inom de deklarerade gränserna; ett mått kan vara "
        f"{NOT_APPLICABLE[0]} (per invånare där ingen bor). Att en uppgift bara saknas är ingen skillnad.",
        "Possible is any area whose facts have values within the declared ranges; a measure may be "
        f"{NOT_APPLICABLE[1]} (per resident where nobody lives). That a fact is merely missing is no difference.",
    )


def quoted(text: str, lang: str) -> str:
    """A quotation from a document, which is in Swedish: among English it says so."""
    return in_swedish(text) if lang == "en" else f"”{text}”"


def meant(name: str, known: Iterable[str], lang: str) -> str:
    """A name that is not known, and the known one that it may be meant for."""
    near = nearest(name, known)
    return name if near is None else f"{name} ({pick(lang, 'menade du', 'did you mean')} {near}?)"
