"""Prove: the view of `grund prove`: how claims stand, in this world and for every possible area.

What was examined stands beside what the claim is called; a counterexample is shown with the values that make it one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from ..analysis.claims import found_by
from ..analysis.proofs.claims import STANDINGS, Proved, ground_of, prove_claims
from ..model.claims import Claim
from ..model.numbers import pick
from ..model.scenario import Scenario
from ..problems.problem import GrundError, problem
from .check_prove import case_data, unknown_text
from .claims import found_text
from .conditions import stated
from .formats.text import Block
from .heading import heading
from .result import Result
from .wording.cases import sentence
from .wording.headlines import agreed, headline
from .wording.values import NOT_APPLICABLE, count_text, possible_areas_text

_NOT_PROVABLE: Final = (
    "{left:påstående|påståenden} kan inte bevisas eller motbevisas automatiskt",
    "{left:claim|claims} cannot be proved or disproved automatically",
)

_HEADER = ("id", "policy", "claim", "way", "statement", "data", "standing", "insats", "case")


def proofs_view(scenario: Scenario, claims: Sequence[Claim], timeout: int, lang: str) -> tuple[Result, bool]:
    """Every claim that can be put to a proof; and whether something that is to hold does not, or is not settled.

    What a scenario's file says is examined; what a policy's file says, and what is typed, is to hold.
    """
    if not claims:
        raise GrundError([problem("G721", None, id=scenario.id)])
    proofs = prove_claims(ground_of(scenario), claims, timeout)
    title = pick(
        lang,
        "Påståenden, i underlaget och för alla möjliga områden",
        "Claims, in the data set and for every possible area",
    )
    blocks = [Block(title, (), (), (proofs_finding(proofs, len(claims), lang), *heading(scenario, lang)))]
    blocks += [_block(scenario, one, lang) for one in proofs]
    blocks.append(Block("", (), (), _notes(proofs, lang)))
    rows = tuple(_row(scenario, one, lang) for one in proofs)
    data = [
        {
            **dict(zip(_HEADER, row, strict=True)),
            "case": case_data(one.case) if one.case else None,
            "unsure": case_data(one.unsure) if one.unsure else None,
        }
        for one, row in zip(proofs, rows, strict=True)
    ]
    wrong = any(one.standing == "open" for one in proofs)
    wrong = wrong or any(one.standing == "refuted" and one.claim not in scenario.claims for one in proofs)
    return Result(tuple(blocks), _HEADER, rows, {"kind": "grund-proofs", "proofs": data}), wrong


def _block(scenario: Scenario, one: Proved, lang: str) -> Block:
    title = f"{one.claim.id}  {_called(one, lang)}".rstrip()
    words = (pick(lang, "i underlaget", "in the data set"), pick(lang, "alla möjliga områden", "every possible area"))
    case = _case(scenario, one, lang)
    stands = pick(lang, *STANDINGS[one.standing])
    lines = (
        _statement(scenario, one, lang),
        f"{words[0]}: {_data(scenario, one, lang)}",
        f"{words[1]}: {stands}{f' – {case}' if case else ''}",
        unknown_text(scenario.book.vocabulary, one.case, lang) if one.case else "",
        _inapplicable(scenario, one, lang),
        _unsure(scenario, one, lang),
    )
    return Block(title, (), (), tuple(line for line in lines if line))


def _called(one: Proved, lang: str) -> str:
    way = one.way.label.get(lang)
    return f"{one.claim.label.get(lang)}{f' ({way})' if way else ''}"


def _statement(scenario: Scenario, one: Proved, lang: str) -> str:
    assert one.way.check is not None
    return stated(scenario, one.way.check, lang)


def _data(scenario: Scenario, one: Proved, lang: str) -> str:
    """What the data say, in every reading that changes it."""
    plain_way = one.way if not one.way.label.sv else type(one.way)(type(one.way.label)(""), one.way.check)
    return " · ".join(found_text(scenario, f, lang) for f in found_by(scenario, plain_way))


def _case(scenario: Scenario, one: Proved, lang: str) -> str:
    if one.asks:
        return pick(
            lang,
            "gäller när alla uppgifter finns, men reglerna frågar om uppgifter saknas, och då kan besluten skilja sig",
            "so where every fact is known; but the rules ask whether a fact is missing, and decisions may differ there",
        )
    if one.case is None:
        words = scenario.book.vocabulary
        rests = ", ".join(words.label(name, lang) for name in one.rests)
        return (
            pick(
                lang,
                f"beror på {rests}, som räknas ur andra områden",
                f"depends on {rests}, which is computed of other areas",
            )
            if rests
            else ""
        )
    wording = sentence(scenario.book.vocabulary, one.case, lang)
    insats = f"{scenario.book.insatser[one.insats].label.get(lang)}: " if one.insats else ""
    return f"{insats}{wording}"


def _inapplicable(scenario: Scenario, one: Proved, lang: str) -> str:
    """That an area refutes a claim by what cannot be decided there; empty where all of it can."""
    if one.case is None or not one.case.inapplicable:
        return ""
    names = ", ".join(scenario.book.vocabulary.label(name, lang) for name in one.case.inapplicable)
    return pick(
        lang,
        f"Där är {names} {NOT_APPLICABLE[0]}: ett beslut som vilar på det kan inte avgöras av någon uppgift.",
        f"There {names} is {NOT_APPLICABLE[1]}: no fact can settle a decision that rests on it.",
    )


def _unsure(scenario: Scenario, one: Proved, lang: str) -> str:
    """That what is proved of two policies is decided otherwise while a fact is missing; empty where it is not."""
    if one.unsure is None:
        return ""
    case = sentence(scenario.book.vocabulary, one.unsure, lang)
    return pick(
        lang,
        "Medan en uppgift saknas kan ett beslut vara känt enligt den ena och inte gå att avgöra enligt den andra "
        f"({case}). Det är ingen skillnad i en jämförelse.",
        f"While a fact is missing, a decision may be known under one and not under the other ({case}). "
        "That is no difference in a comparison.",
    )


def _totals(proofs: Iterable[Proved], number: int, lang: str) -> str:
    """`10 bevisade, 2 motbevisade, 0 ej avgjorda`."""
    proof_list = list(proofs)
    numbers = [sum(one.standing == standing for one in proof_list) for standing in STANDINGS]
    units = ("proved", "refuted", "not_settled")
    wording = ", ".join(count_text(n, lang, unit) for n, unit in zip(numbers, units, strict=True))
    left = number - len({one.claim.id for one in proof_list})
    return f"{wording}; {agreed(_NOT_PROVABLE, lang, left=left)}" if left else wording


def _notes(proofs: Iterable[Proved], lang: str) -> tuple[str, ...]:
    return (
        pick(
            lang,
            "”Bevisat” gäller alla värden inom de deklarerade gränserna, när alla uppgifter finns; "
            "värden som räknas ut av andra områden kan vara vilka som helst.",
            "“Proved” covers all values within the declared ranges, with all facts known; "
            "values computed from other areas may be anything.",
        ),
        *([possible_areas_text(lang)] if _about_missing(proofs) else []),
    )


def _about_missing(proofs: Iterable[Proved]) -> bool:
    """Whether some claim stands or falls with what has no value."""
    return any(one.unsure is not None or (one.case is not None and one.case.inapplicable) for one in proofs)


def _row(scenario: Scenario, one: Proved, lang: str) -> tuple[str, ...]:
    return (
        one.claim.id, one.claim.policy, one.claim.label.get(lang), one.way.label.get(lang),
        _statement(scenario, one, lang), _data(scenario, one, lang), one.standing, one.insats,
        _case(scenario, one, lang),
    )  # fmt: skip


def proofs_finding(proofs: Sequence[Proved], number: int, lang: str) -> str:
    """How many claims are proved, refuted or not settled, and how many no proof can say anything of."""
    counts = Counter(one.standing for one in proofs)
    other = number - len({one.claim.id for one in proofs})
    slots = {"proved": counts["proved"], "refuted": counts["refuted"], "late": counts["open"], "other": other}
    return headline("prove", lang, **slots)
