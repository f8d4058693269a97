"""The word list, held: words that officials and native readers read as something else are not shown.

A phrase here was shown once. `words_shown` collects what is shown: the output of every command in both languages, the
help, the codes, the labels and notes of our rules and scenarios, the documents. A word that is also the right one for
something else is looked for in headings only, or with the words around it that make it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from together import together
from words_shown import Shown, names, shown, swedish_alone, swedish_words

LEFT: Final = {
    "sv": (
        # headings that are no nouns, and what municipal follow-up calls otherwise
        r"Att veta", r"I allt\b", r"Vad som inte är känt", r"Mot ramarna", r"ramar som inte håller", r"Ram minus",
        r"Vägen uppåt", r"Mycket hänger på", r"Vem svarar(?! för)", r"^Svarar\b", r"^Märke$", r"^Slag$", r"^Bot\b",
        # who is responsible, in roles: har ansvaret
        r"\bansvarar\b(?! för)", r"ingen känd\b(?! \w)", r"ingen känd svarar", r"svarar inte\b",
        # the opposite of what the rule does, destroying records, a client's file, places for ranks
        r"minst tät", r"[Gg]allring", r"poster på listan", r"lika för lika", r"listning", r"[Bb]yter plats",
        r"delar plats", r"[Ny]y plats", r"\bplats \{\} av", r"\b[Jj]ournal", r"\b[Oo]msättning\b",
        # translated word for word
        r"säger samma sak", r"just när detta", r"och aldrig annars", r"[Oo]mråden som flyttas", r"ett enda faktum",
        r"kända tillsammans", r"betalar\b.*ingen känd", r"träffar av", r"lästes om", r"Gå dit med",
        r"är ingen (?:JSON|journal)", r"systemet säger nej", r"\bvore .* i stället för", r"upphäver regeln",
        r"påhittade för att visa hur det fungerar", r"\bverklig[ta]? område", r"\bverkliga områden",
        r"Vad reglerna läser", r"räknas inte till någotdera", r"denna värld", r"^Flytt$", r"^Genom$",
        r"\bi den läsningen", r"\bläsningar(?:na)?\b", r"regelböcker", r"\bregelbok\b",
        # actual results alone are utfall
        r"^(?!Utfall$|inga utfall$|Utfall saknas).*\b[Uu]tfall",
        # three words for three kinds of not knowing
        r"\b[Oo]känt\b(?! (?:fält|kommando|format|alternativ|namn|ord|villkor))", r"\bokända\b", r"ej avgjor",
        r"inte avgjort eller inte känt", r"^öppet$", r"\böppet\b(?= *[·;:,(]|$)", r"inget värde finns",
        r"inte tillgängligt", r"[Oo]avgjor",
        # money
        r"\b[Kk]var\b(?= *\|)", r"^Mängd$", r"^Gap\b", r"[Gg]olven\b", r"behovsväg[dt]", r"start \(engångs\)",
    ),
    "en": (
        r"To know", r"\b[Ii]n all\b(?! \w)", r"What is not known", r"Against the frames", r"\b[Ff]rames?\b",
        r"The way up",
        r"way up", r"Much hangs on", r"[Hh]angs? on", r"\bwhom much\b", r"^Mark$", r"^Cure\b", r"^Kind$",
        # who is responsible
        r"[Ww]ho answers", r"^Answers$", r"\banswers for\b(?! (?:one|each|every))", r"answer for\b",
        r"nobody (?:is )?known", r"nobody answers",
        r"takes? part\b", r"carr(?:ies|y) out", r"to be told", r"To be told", r"nobody has named",
        # Swedish in English
        r"\b[Ii]nsats(?:er|en|erna)?\b", r"\btolkning(?:ar)?\b", r"\bmnkr\b", r"\bstadsdel(?:ar|sområden?)?\b",
        r"\bnämnd\b",
        r"\bfokusområden?\b",
        # words of another trade
        r"\b[Rr]eadings?\b", r"[Jj]udgement", r"\bsub-goal", r"no outcomes", r"\b[Oo]utcomes?\b", r"goal of the field",
        r"hits of", r"defeats", r"suppressed for secrecy", r"is no (?:JSON|journal)", r"no journal", r"\b[Jj]ournal\b",
        r"the system says", r"sides? of (?:a )?tests?", r"\brulebox", r"were read again", r"Go there with",
        # written as a proof reads
        r"say the same\.", r"just when", r"never otherwise", r"Areas that move", r"one single fact were",
        r"known together", r"\breckon", r"\banew\b", r"\bof one's own", r"\bstands? on\b(?! (?:one|every))",
        r"\bwere\b.* instead of", r"not so under", r"put to a proof",
        r"[Uu]ndecided", r"gets? (?:something|nothing)", r"\bonly A\b|\bonly B\b",
        # three words for three kinds of not knowing
        r"\b[Uu]nknown\b(?! (?:field|command|format|option|name|word|column|value|area|scenario|code|source|"
        r"database| ))",
        # money
        r"^Left$", r"^Quantity$", r"\bkronor\b", r"\bkr\b", r"^Gap:", r"rounded one by one",
    ),
}  # fmt: skip
"""Patterns of what is shown no more, by language."""

QUOTED: Final = re.compile(
    r"[”“\"][^”“\"]*[”“\"]|'[^']* [^']*'|`[^`]*`|\b\S*[-_=/.]\S*\b|--\S+|\{[^{}]*\}|‹\w+›|\(in Swedish\)"
    r"|\bunknown for \S+"
)
"""Quotations, code, slots, ids and options: what they say is not ours."""
FILES: Final = ("nknown", "tolkning", r"\bkr\b", "nämnd", "kronor", "eadings", "utcomes", "ndecided")
"""In a document also words of the rule language and of the city's own names, which it explains."""
ALLOWED: Final = (
    "kr (SEK), tkr (SEK thousand) or mnkr (SEK million)", "insatser (interventions)", "tolkningar (interpretations)",
    "interventions (insatser)", "interventions (*insatser*)", "body, insats or area (SIE)",
    "vocabulary, insatser, policy, goals, world or scenario", "yes, no or unknown", "value, unknown, not_available",
    "write infeasible: unknown", "indikator eller utfall saknas", "okänt värde", "okänt område", "okänt scenario",
    "value judgement", "or mnkr (SEK million)", "mnkr (SEK million)", "(default: mnkr)", "data frame", "kr (SEK)",
)  # fmt: skip
"""What may be said all the same: an option or a field beside the word it stands for, and the names in a code."""


SLOTS: Final = re.compile(r"\{[^{}]*\}|\b[a-z]+(?:-[a-z]+)+\b|\böre\b")
"""Slots, ids and the hundredth of a krona, which has no English name."""


def wrong() -> Iterator[tuple[Shown, str]]:
    """Each text with a phrase that it is not to have."""
    patterns = {lang: [re.compile(p) for p in left] for lang, left in LEFT.items()}
    allowed = re.compile("|".join(map(re.escape, (*sorted(names(), key=len, reverse=True), *ALLOWED))))
    for text in shown():
        bare = QUOTED.sub(" ", allowed.sub(" ", text.text))
        for pattern in patterns[text.lang]:
            if pattern.search(bare) and not (text.document and any(word in pattern.pattern for word in FILES)):
                yield text, pattern.pattern


def words_we_left() -> list[str]:
    """None of the phrases of the list is shown."""
    assert len(shown()) > 10_000
    return [f"{text.where}: {text.text[:120]} ({phrase})" for text, phrase in wrong()]


def adjectives_alone() -> list[str]:
    """`vid` is a preposition; a heading that ends in it reads as unfinished."""
    bare = re.compile(r"^(?:vid|snäv)$|\b(?:vid|snäv)$")
    return [str(text) for text in shown() if text.heading and text.lang == "sv" and bare.search(text.text)]


def questions_in_headings() -> list[str]:
    """A heading is a noun phrase."""
    return [str(text) for text in shown() if text.heading and not text.document and "?" in text.text]


def swedish_in_english() -> list[str]:
    """English output is English."""
    named = re.compile("|".join(map(re.escape, (*sorted(names(), key=len, reverse=True), *ALLOWED))))
    texts = [text for text in shown() if text.lang == "en" and not text.document]
    assert len(texts) > 5_000
    return [
        f"{text.where}: {text.text[:120]} ({', '.join(words)})"
        for text in texts
        if (words := swedish_words(named.sub(" ", SLOTS.sub(" ", text.text))))
    ]


@together(
    "faults", [words_we_left, adjectives_alone, questions_in_headings, swedish_in_english], ids=lambda f: f.__name__
)
def test_what_is_shown(faults: Callable[[], list[str]]) -> None:
    """One test, for what is shown is collected once: every command is asked, in both languages."""
    assert not faults(), "\n".join(faults())


def test_our_notes_labels_and_titles_are_in_both_languages() -> None:
    faults = list(swedish_alone())
    assert not faults, "\n".join(faults)
