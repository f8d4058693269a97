"""Budgets: amounts, who pays, years, what is unknown, and that everything adds up to the öre."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import command_line
import grund
from grund.budgeting.bridge import waterfall
from grund.budgeting.line_columns import COLUMNS
from grund.budgeting.lines import BudgetLine, amount
from grund.budgeting.money import Money, money, total
from grund.budgeting.policy_budgets import Budget, PolicyBudget, _near, budget
from grund.budgeting.records import data, rows
from grund.model.costs import YEARS
from grund.model.decisions import VERDICTS
from grund.problems.problem import GrundError
from grund.views.budget import budget_view
from grund.views.formats.html import fragment
from grund.views.formats.text import Block, NumericText, as_text
from towns import town, towns

ONE: dict[str, Any] = {
    "areas": {"a0": {"district": "d1", "folk": 1001, "behov": "true"}},
    "costs": {
        "anlaggning": {"quantity": "1", "per": "area", "price": "100.01", "once": None, "ramp": [], "key": None},
        "besok": {"quantity": "folk", "per": "area", "price": "10.00", "once": "5.00", "ramp": [], "key": None},
        "cirkel": {"quantity": "folk / 7", "per": "area", "price": "1.00", "once": None, "ramp": [], "key": None},
    },
    "index": None,
}


def changed(insats: str, **said: Any) -> dict[str, Any]:
    """The plain town with something else said of an insats."""
    return {**ONE, "costs": {**ONE["costs"], insats: {**ONE["costs"][insats], **said}}}


def lines(side: PolicyBudget, insats: str, part: str = "drift") -> list[BudgetLine]:
    """The lines of a part of an insats."""
    return [n for n in side.lines if (n.insats, n.part) == (insats, part)]


def first(folder: Path, held: dict[str, Any]) -> PolicyBudget:
    """The budget of policy P in a town."""
    return budget(town(folder, held), ["p"]).sides[0]


# ── amounts


def test_rounded_once_half_away_from_zero() -> None:
    """2.5 öre is 3, and what is unknown stays unknown."""
    assert amount(Decimal("0.25"), Fraction(10)) == 3
    assert amount(Decimal("0.333333"), Fraction(3)) == 1
    assert amount(None, Fraction(1)) is None
    assert amount(Decimal(1), None) is None


def test_quantity_is_rounded_before_price(tmp_path: Path) -> None:
    """1 001 / 7 is 143.00; times one krona."""
    (line, *_) = lines(first(tmp_path, ONE), "cirkel")
    assert (line.quantity, line.amount) == (Decimal("143.00"), 14300)


def test_one_off_falls_once(tmp_path: Path) -> None:
    """In the first year that says yes, and in no other."""
    held = lines(first(tmp_path, ONE), "besok", "start")
    assert [(n.year, n.amount) for n in held] == [(2027, 1001 * 500)]


RAMPED: dict[str, Any] = {**changed("anlaggning", ramp=["0.2", "0.6", "1"], once="50.00"), "index": "102.5"}
LATER: dict[str, Any] = {**RAMPED, "areas": {**ONE["areas"], "a1": {"district": "d1", "folk": None, "behov": "true"}}}
"""With an area that Q decides in the second year only."""


@pytest.mark.parametrize("asked", [(2028,), (2029,), (2027, 2029), (2028, 2031), (2030,), (2027, 2028, 2029, 2030)])
@pytest.mark.parametrize("policy", ["p", "q"])
def test_a_year_is_the_same_whatever_other_years_are_asked(tmp_path: Path, policy: str, asked: tuple[int, ...]) -> None:
    """Ramps and one-off parts count from the plan's first year, and an allocation grants what the budget says."""
    scenario = town(tmp_path, LATER)
    through = budget(scenario, [policy], range(2027, 2032)).sides[0]
    some = budget(scenario, [policy], asked)
    assert some.sides[0].lines == tuple(n for n in through.lines if n.year in asked)
    assert tuple(some.days) == asked


def test_one_off_after_an_undecided_year(tmp_path: Path) -> None:
    """Q is undecided without residents until 2028, when it says yes: the start may fall in either year."""
    held = {**changed("besok", quantity="1"), "areas": {"a0": {"district": "d1", "folk": None, "behov": "true"}}}
    side = budget(town(tmp_path, held), ["q"]).sides[0]
    assert [(n.year, n.verdict) for n in lines(side, "besok", "start")] == [(2027, "unknown"), (2028, "unknown")]
    assert [(n.year, n.verdict) for n in lines(side, "besok")] == [(2027, "unknown"), (2028, "yes"), (2029, "yes")]


def test_ramp_and_index(tmp_path: Path) -> None:
    """A half in the first year; from 2028 in the prices of that year; the last share holds."""
    held = {**changed("anlaggning", ramp=["0.5", "1"]), "index": "102.5"}
    got = [n.amount for n in lines(first(tmp_path, held), "anlaggning")]
    exact = [Decimal("5000.5"), Decimal(10001) * Decimal("1.025"), Decimal(10001) * Decimal("1.025")]
    assert got == [int(x.quantize(Decimal(1), ROUND_HALF_UP)) for x in exact]


def test_without_index_the_price_is_unknown(tmp_path: Path) -> None:
    """An index that is named and has no value is no index of 1: it is what the amount waits for."""
    path = tmp_path / "s.yaml"
    town(tmp_path, {**ONE, "index": "102.5"})
    text = json.loads(path.read_text(encoding="utf-8"))
    text["parameters"]["ix"] = {"value": "unknown", "illustration": "true"}
    path.write_text(json.dumps(text), encoding="utf-8")
    side = budget(grund.load(path), ["p"]).sides[0]
    assert {(n.amount, n.missing) for n in lines(side, "anlaggning")} == {(None, ("param.ix",))}


def priced(folder: Path, values: list[dict[str, str]], **part: Any) -> Budget:
    """The plain town with dated prices of `anlaggning`."""
    town(folder, ONE)
    path = folder / "s.yaml"
    text = json.loads(path.read_text(encoding="utf-8"))
    text["parameters"]["pris_anlaggning"] = [{**value, "illustration": "true"} for value in values]
    path.write_text(json.dumps(text), encoding="utf-8")
    rules = folder / "rules" / "stad" / "insatser.yaml"
    insatser = json.loads(rules.read_text(encoding="utf-8"))
    insatser["insatser"]["anlaggning"]["costs"]["drift"] |= part
    rules.write_text(json.dumps(insatser), encoding="utf-8")
    return budget(grund.load(path), ["p"], None, ["anlaggning"])


DATED = [{"value": "100.00"}, {"from": "2028-03-01", "value": "200.00"}, {"from": "2029-07-01", "value": "unknown"}]


def test_a_price_that_changes_within_a_year_is_said(tmp_path: Path) -> None:
    """The year has the price of its day, and the page says when it changes and ends; every year's price is there."""
    found = priced(tmp_path, DATED)
    assert [n.amount for n in lines(found.sides[0], "anlaggning")] == [10000, 10000, 20000]
    shown = " ".join(as_text(budget_view(found, "sv").blocks, "sv").replace("\u00a0", " ").split())
    assert "ändras 2028-03-01 från 100,00 till 200,00; hela 2028 räknas som den 2028-01-01" in shown
    assert "upphör 2029-07-01 (var 200,00); hela 2029 räknas som den 2029-01-01" in shown
    assert "2027–2028 100,00" in shown and "2029 200,00" in shown
    changed_, ended = data(found)["price_changes"]
    assert (changed_["day"], changed_["before"], changed_["after"]) == ("2028-03-01", "100.00", "200.00")
    assert (changed_["counted_from"], changed_["prorated"]) == ("2028-01-01", False)
    assert (ended["day"], ended["after"], ended["policy"], ended["part"]) == ("2029-07-01", None, "p", "drift")


def test_a_price_is_prorated_where_that_is_declared(tmp_path: Path) -> None:
    """60 days of 2028 at 100 and 306 at 200; a year in which it ends is unknown and waits for it."""
    found = priced(tmp_path, DATED, prorate="true")
    first, second, third = lines(found.sides[0], "anlaggning")
    assert (first.amount, second.amount) == (10000, round(Fraction(60 * 10000 + 306 * 20000, 366)))
    assert third.amount is None and third.missing == ("param.pris_anlaggning",)
    shown = " ".join(as_text(budget_view(found, "sv").blocks, "sv").replace("\u00a0", " ").split())
    assert "från 100,00 till 200,00; året vägs efter dagar" in shown and "invånare" in shown.lower()


def test_a_price_that_changes_on_the_second_of_january_changes_within_the_year(tmp_path: Path) -> None:
    """The first day has the old one."""
    found = priced(tmp_path, [DATED[0], {"from": "2028-01-02", "value": "200.00"}], prorate="true")
    amounts = [n.amount for n in lines(found.sides[0], "anlaggning")]
    assert amounts == [10000, round(Fraction(1 * 10000 + 365 * 20000, 366)), 20000]
    assert [change["day"] for change in data(found)["price_changes"]] == ["2028-01-02"]


# ── nothing there

EMPTY: list[dict[str, Any]] = [
    {**ONE, "areas": {}},
    {**ONE, "areas": {"a0": {"district": "d1", "folk": None, "behov": None}}},
    {**ONE, "areas": {"a0": {"district": "d1", "folk": 0, "behov": "false"}}},
    {**ONE, "costs": {}},
    {**ONE, "costs": {n: {**c, "price": None, "once": None, "quantity": None} for n, c in ONE["costs"].items()}},
]
"""No area; nothing known; nobody in need and nobody there; no insats; no price and no quantity."""
ASKED = [
    ["budget"], ["budget", "--policy", "p"], ["budget", "--years", "2031"], ["budget", "--insats", "besok"],
    *(["budget", "--format", kind] for kind in ("json", "csv", "md", "html", "sql", "xlsx", "parquet", "arrow")),
    ["budget", "--policy", "p", "--format", "sie", "--konto", "5500", "--sie-year", "2027", "--sie-objects", "o.csv"],
    ["budget", "--policy", "q", "--format", "sie", "--konto", "1", "--sie-year", "2027", "--sie-objects", "o.csv",
     "--undecided", "2"],
    ["allocate"], ["allocate", "--method", "exact", "--method", "optimum"], ["allocate", "--format", "json"],
    ["allocate", "--format", "csv", "--total", "0"], ["allocate", "--years", "2035"],
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("held", EMPTY)
@pytest.mark.parametrize("limits", [None, {"total": "0", "area_least": "1", "ramar": "true"}])
def test_nothing_there(tmp_path: Path, held: dict[str, Any], limits: dict[str, Any] | None) -> None:
    """Every money command answers, or refuses with what to do; none is a fault of grund itself."""
    with suppress(GrundError):  # what cannot be read is refused by every command
        town(tmp_path, held, limits)
    for words in ASKED:
        code, out, err = command_line.run([words[0], str(tmp_path / "s.yaml"), *words[1:]], tmp_path)
        assert code in (0, 3) and b"G9" not in err, (words, err.decode())
        assert bool(out) == (code == 0), words


def test_nobody_answers_for_anything(tmp_path: Path) -> None:
    """No bodies and no duties: every amount is counted, on nobody."""
    unkeyed = {name: {**cost, "key": None} for name, cost in ONE["costs"].items()}
    town(tmp_path, {**ONE, "costs": unkeyed})
    rules = tmp_path / "rules" / "stad"
    for name in ("bodies.csv", "duties.csv"):
        (rules / name).write_text((rules / name).read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    path = tmp_path / "s.yaml"
    text = json.loads(path.read_text(encoding="utf-8"))
    text["budget"].pop("ramar")
    path.write_text(json.dumps(text), encoding="utf-8")
    found = budget(grund.load(path), ["p", "q"])
    assert {n.body for side in found.sides for n in side.lines} == {""} and found.sides[0].money.low > 0
    assert as_text(budget_view(found, "sv").blocks, "sv")


# ── who pays


def test_the_role_pays_where_no_key_is_declared(tmp_path: Path) -> None:
    """One body with the strongest role pays; a group is its member there; several without a key are nobody."""
    side = first(tmp_path, ONE)
    said = {n.insats: (n.body, n.payer) for n in side.lines}
    assert said == {"anlaggning": ("namnd", ""), "besok": ("m-d1", ""), "cirkel": ("", "no_key")}


def test_a_key_splits_by_largest_remainder(tmp_path: Path) -> None:
    """10 001 öre in three: two thirds to one."""
    side = first(tmp_path, changed("anlaggning", key={"namnd": 2, "grupp": 1}))
    assert [(n.body, n.amount, n.share) for n in lines(side, "anlaggning") if n.year == 2027] == [
        ("m-d1", 3334, Fraction(1, 3)),
        ("namnd", 6667, Fraction(2, 3)),
    ]


def test_once_for_each_body(tmp_path: Path) -> None:
    """Two areas in one district are one body; certain as soon as one area is."""
    areas = {f"a{i}": {"district": "d1", "folk": 5, "behov": said} for i, said in enumerate([None, "true"])}
    held = {**changed("besok", per="body"), "areas": areas}
    found = lines(first(tmp_path, held), "besok")
    assert [(n.body, n.area, n.verdict, n.amount) for n in found] == [("m-d1", "", "yes", 1000)] * 3


# ── unknown


def test_what_a_verdict_makes_of_an_amount() -> None:
    """All, nothing, from nothing to all; and what is unknown is counted where it may be anything."""
    assert [money(verdict, 5) for verdict in VERDICTS] == [Money(5, 5), Money(), Money(0, 5)]
    assert [money(verdict, 5).exact for verdict in VERDICTS] == [5, 0, None] and Money(5, 5, 1).exact is None
    assert [money(verdict, None) for verdict in VERDICTS] == [Money(unknown=1), Money(), Money(unknown=1)]


def test_an_undecided_decision_is_a_range(tmp_path: Path) -> None:
    """From nothing to all; and an unknown quantity is counted beside the sums."""
    held = {**ONE, "areas": {"a0": {"district": "d1", "folk": None, "behov": None}}}
    side = first(tmp_path, held)
    assert total(n.money for n in lines(side, "anlaggning")) == Money(0, 3 * 10001)
    assert total(n.money for n in lines(side, "besok")) == Money(unknown=3)
    assert lines(side, "besok")[0].missing == ("behov", "folk")


def test_a_row_says_the_least_and_the_most_in_both_units(tmp_path: Path) -> None:
    """A given amount, an undecided one, and one that is unknown, of which every cell is empty."""
    areas = {f"a{i}": {"district": "d1", "folk": None, "behov": said} for i, said in enumerate(["true", None])}
    found = budget(town(tmp_path, {**ONE, "areas": areas}), ["p"], [2027], ["anlaggning"])
    keys = ("amount_ore", "low_ore", "high_ore", "amount_kr", "low_kr", "high_kr")
    cells = {(row.line.area, row.line.part): tuple(COLUMNS[key].of(row) for key in keys) for row in rows(found)}
    given, nothing, unknown = Decimal("100.01"), Decimal("0.00"), (None,) * len(keys)
    assert cells == {
        ("a0", "drift"): (10001, 10001, 10001, given, given, given), ("a0", "start"): unknown,
        ("a1", "drift"): (10001, 0, 10001, given, nothing, given), ("a1", "start"): unknown,
    }  # fmt: skip
    assert {row.line.part: row.price for row in rows(found)} == {"drift": given, "start": None}
    assert {row.unit for row in rows(found)} == {"st"}


def test_prices_say_what_they_wait_for(tmp_path: Path) -> None:
    """A price that nobody has set, and a quantity that nobody has declared; where both are there, nothing."""
    found = grund.prices(town(tmp_path, changed("cirkel", quantity=None)), "p")
    assert {name: (price.missing, price.told) for name, price in found.items()} == {
        "anlaggning": (("param.start_anlaggning",), False),
        "besok": ((), True),
        "cirkel": (("param.start_cirkel", "quantity"), False),
    }


@pytest.mark.parametrize(
    ("lang", "want"),
    [
        (
            "sv",
            r"Kostnaden för A och B kan inte beräknas, eftersom \d+ \(A\) och \d+ \(B\) belopp saknas 2027 med bred ",
        ),
        (
            "en",
            r"The cost of A and B cannot be calculated, because \d+ \(A\) and \d+ \(B\) amounts are missing in 2027 ",
        ),
    ],
)
def test_two_policies_without_a_price_are_one_sentence(lang: str, want: str) -> None:
    """Neither costs anything that is known, so there is no difference to tell either."""
    words = ["budget", "stockholm-2026", "--policy", "fokusomrade", "--policy", "stadsdelslyft", "--own"]
    status, out, _ = command_line.run([*words, "--years", "2027", "--lang", lang])
    text = " ".join(out.decode().split("\n\n")[0].replace("\u00a0", " ").split())
    assert status == 0 and re.search(want, text), text
    assert "B − A" not in text.partition("2026")[0].partition("→")[2], text


def test_the_shipped_scenario_knows_no_price() -> None:
    """Quantities show, and every amount is unknown, of every policy."""
    found = budget(grund.load("stockholm-2026"), None, [2027])
    assert all(s.money.low == s.money.high == 0 < s.money.unknown for s in found.sides)
    assert all(n.amount is None for s in found.sides for n in s.lines)
    assert any(n.quantity for s in found.sides for n in s.lines)


# ── everything adds up


def whole(found: Budget) -> None:
    """Every total of every kind is the sum of the lines."""
    for side in found.sides:
        every = total(n.money for n in side.lines)
        for fields in (
            ("year",),
            ("body",),
            ("area",),
            ("insats", "part"),
            ("body", "year"),
            ("year", "area", "insats"),
        ):
            assert total(side.by(*fields).values()) == every
        assert side.money == every
        assert total(f.cost for f in found.framed(side)) == every


@given(towns())
@settings(max_examples=30, deadline=None)
def test_random_towns_add_up(held: dict[str, Any]) -> None:
    """Totals, splits, and the steps from one policy to another, against arithmetic of the test's own."""
    with tempfile.TemporaryDirectory() as folder:
        found = budget(town(Path(folder), held))
    whole(found)
    for side in found.sides:
        parts: dict[tuple[object, ...], list[BudgetLine]] = {}
        for n in side.lines:
            parts.setdefault((n.year, n.insats, n.part, n.area or n.body), []).append(n)
        for split in parts.values():
            n = split[0]
            if n.quantity is None or n.price is None:
                assert all(m.amount is None for m in split)
                continue
            exact = Fraction(n.quantity) * n.price
            got = sum(m.amount or 0 for m in split)
            assert abs(got - exact) <= Fraction(1, 2)
    a, b = found.sides[:2]
    held_steps = waterfall(a, b)
    assert held_steps.a + sum(s.amount for s in held_steps.steps) == held_steps.b
    for side, certain, open_ in ((a, held_steps.a, held_steps.a_open), (b, held_steps.b, held_steps.b_open)):
        assert Money(certain, certain).plus(open_) == side.money


def test_the_steps_from_one_policy_to_another(tmp_path: Path) -> None:
    """An area comes, one goes, one can be decided by Q only, and one by P only; of one policy there are no steps."""
    of = {"comes": (1500, "false"), "goes": (900, "true"), "q": (1500, None), "p": (None, "true")}
    areas = {name: {"district": "d1", "folk": folk, "behov": said} for name, (folk, said) in of.items()}
    scenario = town(tmp_path, {**ONE, "areas": areas})
    found = budget(scenario, ["p", "q"], [2027], ["anlaggning"])
    bridge = waterfall(*found.sides)
    assert (bridge.a, bridge.b) == (2 * 10001, 2 * 10001)
    assert bridge.a_open == bridge.b_open == Money(0, 10001, 3)  # and nobody knows what the start costs
    assert {step.kind: (step.amount, step.areas) for step in bridge.steps} == {
        "gained": (10001, ("comes",)), "lost": (-10001, ("goes",)), "quantity": (0, ()), "price": (0, ()),
        "settled": (10001, ("q",)), "unsettled": (-10001, ("p",)),
    }  # fmt: skip
    (written,) = data(found)["waterfalls"]
    assert [step["amount_ore"] for step in written["steps"]] == [step.amount for step in bridge.steps]
    assert data(budget(scenario, ["p"], [2027]))["waterfalls"] == []


def test_what_is_free_is_a_step_of_nothing(tmp_path: Path) -> None:
    """For an amount of 0 is certain."""
    held = {**changed("anlaggning", price="0.00"), "areas": {"goes": {"district": "d1", "folk": 900, "behov": "true"}}}
    found = budget(town(tmp_path, held), ["p", "q"], [2027], ["anlaggning"])
    steps = {step.kind: step for step in waterfall(*found.sides).steps}
    assert (steps["lost"].amount, steps["lost"].areas) == (0, ("goes",))
    assert not any(step.amount for step in steps.values())


def test_a_run_is_known_by_what_was_asked(tmp_path: Path) -> None:
    """The same question of the same files has the same hash, wherever they lie; another question has another."""
    here, there = (town(tmp_path / name, ONE) for name in ("here", "there"))
    run = data(budget(here, ["p"]))["run"]
    assert run == data(budget(there, ["p"]))["run"]
    assert len({run, *(data(budget(here, ["p"], [year]))["run"] for year in (2027, 2028))}) == 3


# ── at the door


def said(*words: str) -> str:
    """What `grund budget` says of the example, all of it."""
    code, out, err = command_line.run(["budget", *words, *([] if "--format" in words else ["--all"])])
    assert (code, err) == (0, b""), err.decode()
    return out.decode("utf-8")


def test_json_and_csv_hold_the_same_money() -> None:
    """The sum of the rows is the total, in öre and in kronor."""
    chosen = {"fokusomrade_jarva": "vid", "lyft_utbredning": "utsatta"}
    options = [word for name, choice in chosen.items() for word in ("--tolkning", f"{name}={choice}")]
    words = ("budget-exempel", "--own", "--policy", "stadsdelslyft", *options)
    data = json.loads(said(*words, "--format", "json"))
    (side,) = data["sides"]
    assert data["format"] == 1 and data["kind"] == "grund-budget" and data["illustration"] is True
    assert sum(n["amount_ore"] for n in side["lines"]) == side["total"]["low_ore"] == side["total"]["high_ore"]
    rows = said(*words, "--format", "csv", "--lang", "en").splitlines()
    at = rows[0].split(",").index("amount_kr")
    assert rows[0].endswith("illustration")
    scenario = grund.load("budget-exempel", tolkning={name: (choice,) for name, choice in chosen.items()})
    table = grund.table(scenario, budget(scenario, ["stadsdelslyft"], own=True))
    assert sum(row["amount_ore"] for row in table) == side["total"]["low_ore"]  # type: ignore[misc]
    insats = next(csv.reader(rows[:1])).index("insats")  # rows without one count areas
    assert sum(Decimal(row[at]) for row in csv.reader(rows[1:]) if row[insats]) * 100 == side["total"]["low_ore"]


@pytest.mark.slow
def test_two_policies_show_their_difference() -> None:
    """What is the same in both is no difference, however uncertain."""
    text = said("budget-exempel", "--policy", "stadsdelslyft", "--policy", "stadsdelslyft", "--years", "2027")
    assert "B − A" not in text  # the same policy twice is one policy
    text = said(
        "budget-exempel", "--policy", "fokusomrade", "--policy", "stadsdelslyft", "--lang", "en", "--unit", "kr"
    )
    assert "B − A" in text and "FICTIONAL EXAMPLE" in text and "variance = limit" in text.lower()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("stockholm-2026",), "G571"),
        (("budget-exempel", "--years", "2026-2027"), "G585"),
        (("budget-exempel", "--years", "2200"), "G490"),
        (("budget-exempel", "--years", "2027,2057"), "G490"),
        (("budget-exempel", "--years", "2027-9999"), "G490"),
        (("stockholm-2026", "--years", "1750-1779"), "G572"),
        (("stockholm-2026", "--years", "2300"), "G572"),
        (("stockholm-2026", "--years", "27"), "G572"),
        (("stockholm-2026", "--years", "2029-2027"), "G572"),
        (("stockholm-2026", "--years", "2027", "--insats", "insats-sigg"), "G312"),
    ],
)
def test_bad_questions(words: tuple[str, ...], code: str) -> None:
    """A code, a cure, and nothing written."""
    exit_code, out, err = command_line.run(["budget", *words])
    assert (exit_code, out) == (2, b"")
    assert code in err.decode("utf-8")


def test_a_year_too_far_ahead_is_cured_by_the_last_that_is_counted() -> None:
    """The thirtieth of the plan."""
    assert "fråga om 2056 eller tidigare" in command_line.run(["budget", "budget-exempel", "--years", "2057"]).talk
    assert command_line.run(["budget", "budget-exempel", "--years", "2056"]).code == 0


def test_the_first_and_the_last_year_that_can_be_counted_are_counted() -> None:
    """And none outside them."""
    for year, beyond in zip(YEARS, (YEARS[0] - 1, YEARS[1] + 1), strict=True):
        _near([year], year)
        with pytest.raises(GrundError, match="G572"):
            _near([beyond], beyond)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"budget": {"ramar": [{"body": "nobody", "year": "2027", "amount": "1", "illustration": "true"}]}}, "G312"),
        ({"budget": {"ramar": [{"body": "namnd", "year": "2027", "amount": "1.005", "illustration": "true"}]}}, "G404"),
        ({"budget": {"ramar": [{"body": "namnd", "year": "2027", "amount": "1"}]}}, "G307"),
        ({"budget": {"keys": {"besok": {"bodies": {"grup": "1"}, "illustration": "true"}}}}, "G312"),
        ({"budget": {"keys": {"besok": {"bodies": {"grupp": "0"}, "illustration": "true"}}}}, "G303"),
        ({"budget": {"need": {"where": "behof", "illustration": "true"}}}, "G201"),
        ({"budget": {"need": {"where": "behov", "weight": "folk - 5", "illustration": "true"}}}, "G303"),
        ({"budget": {"limits": {"floor": "1.5", "illustration": "true"}}}, "G303"),
        ({"budget": {"limits": {"total": {"2030": "5"}, "illustration": "true"}}}, "G312"),
        ({"parameters": {"pris_besok": [{"value": "1", "illustration": "true"}] * 2}}, "G314"),
    ],
)
def test_mistakes_in_the_files(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    """Each is shown where it stands."""
    town(tmp_path, ONE)
    path = tmp_path / "s.yaml"
    text = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**text, **change}, indent=1), encoding="utf-8")
    with pytest.raises(GrundError) as caught:
        grund.load(path)
    assert code in {p.code for p in caught.value.problems}
    assert all(p.place is not None and p.place.line > 1 for p in caught.value.problems)


@pytest.mark.slow
def test_a_notebook_shows_a_budget() -> None:
    """What `grund.budget` gives is the budget, and shows itself: its marks, its sums, what is unknown."""
    scenario = grund.load("budget-exempel")
    held = grund.budget(scenario, ["fokusomrade", "stadsdelslyft"], own=True)
    shown = held._repr_html_()
    assert isinstance(held, Budget) and "<script" not in shown
    assert '<p class="mark">FIKTIVT EXEMPEL' in shown and ">261,4<" in shown and ">276,9<" in shown
    unpriced = grund.budget(grund.load("stockholm-2026"), ["stadsdelslyft"], [2027], own=True)
    assert 'class="n u">saknas\u00a0(' in unpriced._repr_html_()


@pytest.mark.slow
def test_a_budget_is_a_page() -> None:
    """`-o budget.html`: one file, in the reader's language; text is escaped, and nothing is fetched."""
    shown = said("budget-exempel", "--own", "--lang", "en", "--format", "html")
    assert shown.startswith("<!DOCTYPE html>") and '<html lang="en">' in shown and ">276.9</span>" in shown
    assert "FICTIONAL EXAMPLE. The figures" in shown and not re.search(r'(src|href)="?http', shown)
    sly = fragment([Block("<b>", ("a", "b"), (("<i>", NumericText("saknas (1)")),), ("1 & 2, 2027-01-01",))], "sv")
    assert "&lt;b&gt;" in sly and "&lt;i&gt;" in sly and "1 &amp; 2" in sly and "<b>" not in sly and "<i>" not in sly
