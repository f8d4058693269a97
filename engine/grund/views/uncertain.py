"""Uncertain: decisions that uncertain facts reach, in words, rows and sentences.

What is decided is decided by the recorded values; beside it stands what it comes to whatever the uncertain ones are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, cast

from ..analysis import uncertainty
from ..analysis.uncertainty.by_decision import UncertainDecision
from ..engines.interpreter import decide
from ..engines.run import frame_of
from ..language.intervals import unscaled
from ..model.decisions import Verdict
from ..model.expressions import Type
from ..model.facts import Area
from ..model.names import sort_key
from ..model.numbers import SPACE, number_text, pick
from ..model.scenario import Answers, Scenario, reading_text
from ..model.uncertain import FORMS, Between, OneOf, Replicates, UncertainFact, UncertainOutcome
from .formats.columns import headings
from .formats.text import Block, Cell
from .result import Result
from .wording.headlines import agreed
from .wording.sentences import Speaker
from .wording.values import flags_text, share_text, verdict_word

HEADER: Final = ("outcome", "draws_yes", "draws", "share_low", "share_high")
"""The columns of a decision's outcome."""
_FINDING: Final = {
    "decision": (
        "Osäkra uppgifter berör {count:beslut|beslut}: {sure} blir lika oavsett deras värden och {depends} beror på "
        "dem⟦; {open} är inte avgjorda⟧.",
        "Uncertain facts reach {count:decision|decisions}: {sure} {sure:=is|are} the same whatever their values and "
        "{depends} {depends:=depends|depend} on them⟦; {open} {open:=is|are} not settled⟧.",
    ),
    "area": (
        "Osäkra uppgifter berör {count:område|områden}: {sure} hör till samma grupp oavsett deras värden och {depends} "
        "beror på dem⟦; {open} är inte avgjorda⟧.",
        "Uncertain facts reach {count:area|areas}: {sure} {sure:=is|are} in the same group whatever their values and "
        "{depends} {depends:=depends|depend} on them⟦; {open} {open:=is|are} not settled⟧.",
    ),
}
_LISTED: Final = 60
"""So many uncertain facts are listed one by one."""


def uncertain_note(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """That facts are uncertain, which, and that the recorded values decide; nothing where none is."""
    counts = Counter(attribute for _, attribute in scenario.uncertain.facts)
    if not counts:
        return ()
    words = scenario.book.vocabulary
    names = [
        f"{words.label(name, lang)} ({agreed(_AREAS, lang, count=count)})"
        for name, count in sorted(counts.items(), key=lambda pair: sort_key(words.label(pair[0], lang)))
    ]
    lead = pick(lang, "Osäkra uppgifter", "Uncertain facts")
    end = pick(lang, "Besluten följer de registrerade värdena.", "The decisions follow the recorded values.")
    return (f"{lead}: {', '.join(names)}. {end}",)


_AREAS: Final = ("{count:område|områden}", "{count:area|areas}")


def outcome_word(outcome: UncertainOutcome, lang: str) -> str:
    """What an outcome is called: `ja oavsett`, `beror på`, `inte avgjort`."""
    if outcome.kind == "depends":
        return pick(lang, "beror på", "depends")
    if outcome.kind == "not_settled":
        return pick(lang, "inte avgjort", "not settled")
    word = verdict_word(cast("Verdict", outcome.answers[0]), lang)
    return f"{word} {pick(lang, 'oavsett', 'whatever')}"


def share_words(outcome: UncertainOutcome, answer: str, lang: str) -> str:
    """The share of the draws with an answer, and its interval; why there is none, where none can be told."""
    if outcome.counts is None:
        return "" if outcome.kind == "whatever" else pick(lang, "ingen fördelning", "no distribution")
    total, count = sum(outcome.counts.values()), outcome.counts.get(answer, 0)
    low, high = uncertainty.by_decision.wilson(count, total)
    share = share_text(Decimal(count) / total, lang)
    return f"{share} ({percent(low, lang)}–{share_text(high, lang)})"


def _shares(outcome: UncertainOutcome, lang: str) -> str:
    """The share of every answer but no, which is the rest."""
    if outcome.counts is None:
        return share_words(outcome, "yes", lang)
    others = [answer for answer in outcome.answers if answer != "no"] or ["no"]
    return "; ".join(
        f"{verdict_word(cast('Verdict', answer), lang)} {share_words(outcome, answer, lang)}" for answer in others
    )


def percent(share: Decimal, lang: str) -> str:
    """A share as a percentage without its sign."""
    return number_text((share * 100).quantize(Decimal("0.1")), lang)


def uncertain_finding(outcomes: Iterable[UncertainOutcome], lang: str, of: str = "decision") -> str:
    """How many decisions (or areas) are reached, are sure, and depend."""
    kinds = Counter(outcome.kind for outcome in outcomes)
    slots = {"sure": kinds["whatever"], "depends": kinds["depends"], "open": kinds["not_settled"]}
    return agreed(_FINDING[of], lang, count=kinds.total(), **slots)


_SHARES: Final = (
    f"Andel: {{count:dragning|dragningar}}, frö {{seed}}, med 95{SPACE}% konfidensintervall (Wilson). För intervall "
    "och mängder anges ingen andel. ”Inte avgjort”: samma i allt som har prövats, men allt har inte prövats.",
    "Share: {count:draw|draws}, seed {seed}, with the 95% Wilson confidence interval. No share is given for intervals "
    "and sets. “Not settled”: the same in everything that was tried, but not everything was.",
)


def draws_note(scenario: Scenario, lang: str) -> str:
    """How shares are counted: draws, seed and interval; and that there are none of what has no distribution."""
    return agreed(_SHARES, lang, count=scenario.uncertain.draws, seed=str(scenario.uncertain.seed))


def explained(
    scenario: Scenario, result: Result, area: Area, insats: str | None, policies: Sequence[str], lang: str
) -> Result:
    """The explanation of an area, or of an insats in it, with what its decisions come to whatever the uncertain facts
    are; unchanged where none is uncertain."""
    if not scenario.uncertain:
        return result
    rulings = [
        (policy, ruling)
        for policy in map(scenario.policy, policies)
        for ruling in policy.rulings.values()
        if ruling.insats.level == area.level and insats in (None, ruling.insats.id)
    ]
    if not rulings:
        return result
    answers = [
        Answers(policy, ruling, reading, (decide(frame_of(scenario, policy, reading), ruling.insats.id, area),))
        for policy, ruling in rulings
        for reading in scenario.readings([ruling])
    ]
    block, facts = uncertain_blocks(scenario, answers, lang, complete=True)
    data = {**result.data, "uncertain": uncertainty.by_decision.uncertain_data(scenario, answers)}
    blocks = (*result.blocks[:-1], block, facts, *result.blocks[-1:])
    short = (*result.short[:-1], block, *result.short[-1:]) if result.short else ()
    return replace(result, blocks=blocks, short=short, data=data)


def uncertain_blocks(scenario: Scenario, answers: Sequence[Answers], lang: str, complete: bool = False) -> list[Block]:
    """The decisions that depend on uncertain facts, or are not settled (`complete`: or that they reach), and the
    uncertain facts; nothing where there are none."""
    if not scenario.uncertain:
        return []
    met = list(uncertainty.by_decision.uncertain_decisions(scenario, answers))
    columns = (
        *headings(lang, "policy", "insats", "name", "tolkning"), pick(lang, "Registrerat", "Recorded"),
        *headings(lang, "outcome"), pick(lang, "Andel (95 %)", "Share (95%)"),
    )  # fmt: skip
    rows = tuple(
        (
            one.answers.policy.id, one.answers.ruling.insats.label.get(lang), one.area.name,
            reading_text(one.answers.reading), verdict_word(one.verdict, lang), outcome_word(one.outcome, lang),
            _shares(one.outcome, lang),
        )
        for one in met
        if complete or one.outcome.kind != "whatever" or one.verdict not in one.outcome.answers
    )  # fmt: skip
    notes = (uncertain_finding([one.outcome for one in met], lang), draws_note(scenario, lang))
    title = pick(lang, "Beslut som beror på osäkra uppgifter", "Decisions that depend on uncertain facts")
    if complete:
        title = pick(lang, "Beslut som osäkra uppgifter berör", "Decisions that uncertain facts reach")
    return [Block(title, columns, rows, notes), facts_block(scenario, lang)]


def facts_block(scenario: Scenario, lang: str) -> Block:
    """The uncertain facts: what is recorded, and what it may be."""
    words, facts = scenario.book.vocabulary, list(scenario.uncertain.facts.values())
    areas = {area.id: area for area in scenario.facts.areas}
    speak = Speaker(words, {}, lang)
    rows: list[tuple[Cell, ...]] = []
    for fact in facts[:_LISTED]:
        attribute = words.attributes[fact.attribute]
        recorded = scenario.today.read(fact.area, attribute)[0]
        rows.append((
            words.label(fact.attribute, lang), areas[fact.area].name,
            "–" if recorded is None else speak.value(recorded, attribute.type.name),
            form_words(fact, attribute.type, speak, lang), attribute.unit.get(lang),
            flags_text(fact.citation, lang),
        ))  # fmt: skip
    more = len(facts) - len(rows)
    columns = (
        pick(lang, "Uppgift", "Fact"), *headings(lang, "name"), pick(lang, "Registrerat", "Recorded"),
        pick(lang, "Kan vara", "May be"), pick(lang, "Enhet", "Unit"), pick(lang, "Källstatus", "Source status"),
    )  # fmt: skip
    notes = (agreed(("{more:uppgift|uppgifter} till.", "{more:more fact|more facts}."), lang, more=more),)
    return Block(pick(lang, "Osäkra uppgifter", "Uncertain facts"), columns, tuple(rows), notes if more else ())


_FORMS: Final = {
    "between": ("mellan {0} och {1}", "between {0} and {1}"),
    "normal": ("normalfördelad, medel {0}, standardavvikelse {1}", "normal, mean {0}, standard deviation {1}"),
    "triangular": ("triangelfördelad från {0} till {2}, mest sannolikt {1}", "triangular from {0} to {2}, mode {1}"),
    "beta": ("Beta: {0} av {1} i urvalet, gånger {2}", "Beta: {0} of {1} in the sample, times {2}"),
    "replicates": ("{1} dragningar i {0}", "{1} draws in {0}"),
}


def form_words(fact: UncertainFact, kind: Type, speak: Speaker, lang: str) -> str:
    """What an uncertain fact may be."""
    form = fact.form
    if isinstance(form, OneOf):
        values = [speak.value(unscaled(step, kind), kind.name) for step in form.values]
        return pick(lang, "en av: ", "one of: ") + "; ".join(values)
    if isinstance(form, Between):
        values = [speak.value(unscaled(step, kind), kind.name) for step in (form.low, form.high)]
    else:
        point = pick(lang, ",", ".") if not isinstance(form, Replicates) else "."
        values = [text.replace(".", point) for text in uncertainty.by_decision.form_values(form, kind)]
    name = next(name for name, one in FORMS.items() if isinstance(form, one))
    return pick(lang, *_FORMS[name]).format(*values)


def with_outcomes(
    scenario: Scenario, answers: Sequence[Answers], rows: tuple[tuple[Cell, ...], ...]
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The columns of outcomes, and the rows of decisions (or no rows) with them; unchanged where no fact is
    uncertain."""
    if not scenario.uncertain:
        return (), rows
    met = {
        (id(one.answers), one.area.id): one for one in uncertainty.by_decision.uncertain_decisions(scenario, answers)
    }
    keys = ((id(a), d.area.id) for a in answers for d in a.decisions)
    return HEADER, tuple((*row, *_cells(met.get(key))) for row, key in zip(rows, keys, strict=bool(rows)))


def _cells(one: UncertainDecision | None) -> tuple[Cell, ...]:
    """A decision's outcome as cells (see `HEADER`); of one that no uncertain fact reaches, nothing."""
    if one is None:
        return (None,) * len(HEADER)
    outcome = one.outcome
    word = f"{outcome.answers[0]}_whatever" if outcome.kind == "whatever" else outcome.kind
    if outcome.counts is None:
        return (word, None, None, None, None)
    total, yes = sum(outcome.counts.values()), outcome.counts.get("yes", 0)
    return (word, yes, total, *uncertainty.by_decision.wilson(yes, total))
