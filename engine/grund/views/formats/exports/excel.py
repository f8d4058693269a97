"""Excel: a summary with live formulas, the lines as a table that can be filtered, whom the policies reach, and a sheet
about the run.

Every formula has its value cached, so that a reader that computes nothing shows the right sums; the sums are those of
the lines; text never becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter

from ....analysis.compare.tally import tallies
from ....budgeting.money import Money, total
from ....budgeting.policy_budgets import Budget, PolicyBudget
from ....model.names import sort_key
from ....model.numbers import pick
from ...budget import findings, title_of
from ...budget.telling import Said
from ...heading import heading
from ...run import reading_word
from ...tally import tally_block
from ...wording.values import MISSING, marks_legend
from ..columns import headings
from ..money import kronor
from ..text import FICTIONAL
from .budget_tables import tables_of
from .line_sheet import KEY, KRONOR_SHOWN, LINE, SumOf, line_heads, line_table, price_cells
from .records import COLUMNS, about
from .sheet_layout import Looks, heads, note, on_paper, opened, pairs, write_blocks


def as_excel(budget: Budget, lang: str) -> bytes:
    """The workbook: Sammanfattning, Underlag, Omfattning, a sheet for each table of the terminal, Om."""
    out, book = opened(f"Budget {budget.scenario.id}")
    looks = Looks(book)
    names = (
        pick(lang, "Sammanfattning", "Summary"), pick(lang, "Underlag", "Data"), pick(lang, "Omfattning", "Reach"),
        pick(lang, "Om", "About"), pick(lang, "Styckkostnader", "Unit costs"),
    )  # fmt: skip
    tables = tables_of(budget, lang)
    summary, lines, reached, price_sheet, *others, about_ = (
        book.add_worksheet(name) for name in (*names[:3], names[4], *tables, names[3])
    )
    keys: dict[SumOf, int] = {}
    prices = price_cells(price_sheet, names[4], budget, looks, lang)
    last = line_table(lines, budget, looks, lang, keys, prices)
    where = {name: _column(names[1], at, last) for at, name in enumerate(LINE)}
    _summary(summary, budget, looks, lang, where, keys)
    counted = tallies(budget.scenario, [policy.id for policy in budget.policies], budget.days.values())
    write_blocks(reached, [tally_block(counted, lang, str)], looks, lang)
    _about(about_, budget, looks, lang)
    for sheet, blocks in zip(others, tables.values(), strict=True):
        write_blocks(sheet, blocks, looks, lang)
    on_paper(book)
    book.close()
    return out.getvalue()


def _summary(
    sheet: Any, budget: Budget, looks: Looks, lang: str, where: dict[str, str], keys: Mapping[SumOf, int]
) -> None:
    """Per body and year for each policy and reading: `SUMIFS` over the lines, with what it comes to."""
    widths = [_BODY, *[_AMOUNT] * (2 * len(budget.years) + 3)]
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide)
    say = Said(budget, "mnkr", lang)
    sheet.write_string(0, 0, title_of(say), looks("title"))
    notes = (
        findings(say)[0],
        *sorted(heading(budget.scenario, lang, budget.policies), key=lambda line: not line.startswith(FICTIONAL)),
        pick(
            lang,
            "Belopp i kronor. Minst och högst skiljer sig åt när ett beslut inte kan avgöras. "
            "Belopp som saknas ingår inte i summorna; ”saknas” visar var de finns.",
            "Amounts in SEK. Low and high differ if a decision cannot be made. "
            "Missing amounts are not included in the totals; “missing” shows where they are.",
        ),
    )
    for at, text in enumerate(notes, 1):
        note(sheet, at, text, widths, looks)
    at = len(notes) + 2
    for side in budget.sides:
        sums = _Sums(budget, side, lang, where, keys, side.by("body", "year"))
        at = _side(sheet, budget, side, looks, lang, sums, at) + 2


_BODY, _AMOUNT = 46, 18
"""The widths of the columns of the summary, in characters."""


def _side(sheet: Any, budget: Budget, side: PolicyBudget, looks: Looks, lang: str, sums: _Sums, at: int) -> int:
    """One policy in one reading; the row after its last. At most stands apart where something is undecided."""
    reading = reading_word(budget.scenario, side.reading, lang)
    title = f"{side.policy.label.get(lang)} ({side.policy.id})"
    sheet.write_string(at, 0, " · ".join(filter(None, (title, reading))), looks("bold"))
    bodies = budget.scenario.book.organisation.bodies
    nobody = pick(lang, "utan finansiär eller fördelningsnyckel", "no payer or cost-sharing key")
    names = {b: bodies[b].called(lang) if b else nobody for (b,) in side.by("body")}
    columns = sums.columns()
    texts = (*headings(lang, "body_name"), *(head for head, *_ in columns))
    heads(sheet, at + 1, texts, [False, *[True] * len(columns)], [_BODY, *[_AMOUNT] * len(columns)], looks)
    at += 2
    order = sorted(names, key=lambda b: (not b, sort_key(names[b])))
    for body in (*order, None):
        name = pick(lang, "Summa", "Total") if body is None else names[body]
        sheet.write_string(at, 0, name, looks("total" if body is None else "plain"))
        for column, (_, bound, year) in enumerate(columns, 1):
            cell = sums.cell(body, bound, year, (at - len(order), column) if body is None else None)
            look = looks("total" if body is None else "right", cell.shape)
            sheet.write_formula(at, column, cell.formula, look, cell.value)
        at += 1
    return at - 1


class _Cell(NamedTuple):
    """A cell of the summary: a live formula, what it comes to, and the format of its number."""

    formula: str
    value: Decimal | str
    shape: str


class _Sums(NamedTuple):
    """The sums of a side. Lines are found by the number of their sum, which tells `n1` from `N1`."""

    found: Budget
    side: PolicyBudget
    lang: str
    where: Mapping[str, str]
    keys: Mapping[SumOf, int]
    by: Mapping[tuple[Any, ...], Money]

    def columns(self) -> list[tuple[str, str, int | None]]:
        """Head, bound and year of each column; `unknown` counts what is not known."""
        split = self.side.money.low != self.side.money.high
        words = {"low": pick(self.lang, "minst", "at least"), "high": pick(self.lang, "högst", "at most")}
        columns = [
            (f"{year or pick(self.lang, 'Summa', 'Total')} {words[bound] if split else ''}".rstrip(), bound, year)
            for year in (*self.found.years, None)
            for bound in (("low", "high") if split else ("low",))
        ]
        unknown = [(pick(self.lang, "Belopp som saknas", "Missing amounts"), "unknown", None)]
        return columns + (unknown if self.side.money.unknown else [])

    def cell(self, body: str | None, bound: str, year: int | None, below: tuple[int, int] | None) -> _Cell:
        """A body's cell, or the total of those in the rows from `below` on (row, column)."""
        money = total(m for (of, when), m in self.by.items() if body in (of, None) and year in (when, None))
        count = self._over(body, year, f"COUNTIFS(KEY{{}},{self.where['amount_ore']},{_quoted(self._word)})")
        if bound == "unknown":
            return _Cell(f"={count}", Decimal(money.unknown), "0")
        amount = self._over(body, year, f"SUMIFS({self.where[f'{bound}_ore']},KEY{{}})")
        if below is not None:
            row, column = below
            letter = xlsxwriter.utility.xl_col_to_name(column)
            last = row + len({of for of, _ in self.by})
            amount = f"SUM({letter}{row + 1}:{letter}{last})"
        value = kronor(getattr(money, bound)) or Decimal(0)
        if not money.unknown:
            return _Cell(f"={amount}", value, KRONOR_SHOWN)
        formula = f'=IF(AND({amount}=0,{count}>0),"{self._word}",{amount})'
        return _Cell(formula, value or self._word, f'{KRONOR_SHOWN}" + {self._word}"')

    @property
    def _word(self) -> str:
        return pick(self.lang, *MISSING)

    def _over(self, body: str | None, year: int | None, text: str) -> str:
        """A formula over the lines of a body, or of all: a term for each sum that they are in."""
        dated = f",{self.where['year']},{year}" if year else ""
        choices = set(self.side.reading)
        numbers = [
            number for (policy, reading, of), number in self.keys.items()
            if policy == self.side.policy.id and body in (of, None) and set(_pairs(reading)) <= choices
        ]  # fmt: skip
        terms = [text.format(dated).replace("KEY", f"{self.where[KEY]},{number}") for number in numbers]
        return "+".join(terms) or "0"


def _pairs(reading: str) -> list[tuple[str, str]]:
    """The choices of a reading as it is written: `a=b, c=d`."""
    pairs = (text.partition("=") for text in reading.split(", ") if text)
    return [(name, choice) for name, _, choice in pairs]


def _column(sheet: str, at: int, last: int) -> str:
    """A column of the lines as a range of its sheet."""
    letter = xlsxwriter.utility.xl_col_to_name(at)
    return f"'{sheet}'!${letter}$2:${letter}${last + 1}"


def _quoted(text: str) -> str:
    """A text in a formula."""
    return '"' + text.replace('"', '""') + '"'


def _about(sheet: Any, budget: Budget, looks: Looks, lang: str) -> None:
    """What the file is: the run, marks, columns, what is unknown, and the documents of the prices, frames and rules."""
    lines = list(about(budget).items())
    lines.append(("", marks_legend(lang)))
    for side in budget.sides:
        reading = reading_word(budget.scenario, side.reading, lang)
        unknown = pick(lang, "belopp där uppgift saknas", "amounts with no data")
        lines.append((", ".join(filter(None, (side.policy.id, reading))), f"{unknown}: {side.money.unknown}"))
    word = pick(lang, "kolumn", "column")
    heads = dict(zip(LINE, line_heads(lang), strict=True))
    lines += [
        (f"{word}: {heads[c.name]}", pick(lang, c.sv.replace("öre", "kr"), c.en.replace("öre", "SEK"))) for c in COLUMNS
    ]
    number = pick(
        lang, "nummer för policy, tolkning och aktör, som summorna räknas efter",
        "number of policy, interpretation and body, which the sums go by",
    )  # fmt: skip
    lines.append((f"{word}: {heads[KEY]}", number))
    lines += [(s.id, ", ".join(filter(None, (s.title, s.publisher, s.date, s.url)))) for s in _sources(budget)]
    pairs(sheet, lines, looks)


def _sources(budget: Budget) -> list[Any]:
    """The documents that what costs and decides is cited from."""
    book = budget.scenario.book
    used: dict[str, None] = {}
    for side in budget.sides:
        for insats in {n.insats for n in side.lines}:
            ruling = side.policy.rulings[insats]
            cited = [book.insatser[insats].citation, *(rule.citation for rule in ruling.rules)]
            for part in book.insatser[insats].costs.parts:
                cited += [v.citation for v in side.policy.parameters[part.unit_cost].values]
            used |= dict.fromkeys(d for c in cited for d in c.documents)
    used |= dict.fromkeys(d for r in budget.scenario.planning.ramar for d in r.citation.documents)
    return [book.sources[d] for d in sorted(used) if d in book.sources]
