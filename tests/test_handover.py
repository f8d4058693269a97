"""Handover: what each body gains and loses from A to B is the difference of the two graphs of who answers."""

from __future__ import annotations

import itertools
from functools import cache

import pytest

import grund
from grund.analysis.accountability.graph import build
from grund.analysis.accountability.responsibility import ledger
from grund.analysis.compare.comparison import compare
from grund.analysis.compare.handover import Handover, handovers
from grund.engines.run import decide
from grund.model.decisions import Decision
from grund.model.scenario import Reading, Scenario
from grund.report.balance import balance
from grund.report.bilingual import Voice
from grund.views.compare import compare_view
from grund.views.compare.handover import handed_block, handed_data

POLICIES = ("nulage", "fokusomrade", "fokus-jarva", "stadsdelslyft", "stadsdelslyft-ersatter")


@cache
def stockholm() -> Scenario:
    return grund.load()


def every_reading(a: str, b: str) -> tuple[Reading, ...]:
    city = stockholm()
    return city.readings(r for p in (a, b) for r in city.policy(p).rulings.values())


def by_body(a: str, b: str, reading: Reading) -> dict[str, Handover]:
    city = stockholm()
    return {h.body: h for h in handovers(city, city.policy(a), city.policy(b), reading)}


def edges(policy: str, reading: Reading) -> tuple[set[tuple[str, str]], set[str]]:
    """From the graph of all that a policy decides: (body, decision) of who answers; and decisions with nobody."""
    city = stockholm()
    chosen = city.policy(policy)
    decisions: list[Decision] = [d for r in chosen.rulings.values() for d in decide(city, chosen, r, reading)]
    graph = build(ledger(city.book.organisation, city.today), decisions)
    held = {(body, node) for node, body, data in graph.edges(data=True) if data["kind"] == "svarar"}
    every = {node for node, data in graph.nodes(data=True) if data["kind"] == "beslut"}
    return held, every - {node for _, node in held}


@pytest.mark.parametrize(("a", "b"), [*itertools.permutations(POLICIES, 2)][::3])
def test_what_comes_and_goes_is_the_difference_of_the_graphs(a: str, b: str) -> None:
    for reading in every_reading(a, b):
        (before, nobody_before), (after, nobody_after) = edges(a, reading), edges(b, reading)
        found = by_body(a, b, reading)

        def said(turn: str, found: dict[str, Handover] = found) -> set[tuple[str, str]]:
            return {
                (body, f"beslut:{insats}/{area.id}")
                for body, each in found.items()
                for insats, areas in each.turns[turn].items()  # type: ignore[index]
                for area in areas
            }

        assert {pair for pair in said("gains") if pair[0]} == after - before
        assert {pair for pair in said("loses") if pair[0]} == before - after
        assert {node for body, node in said("gains") if not body} == nobody_after - nobody_before
        assert {node for body, node in said("loses") if not body} == nobody_before - nobody_after


def test_going_back_gives_back_what_was_taken() -> None:
    for reading in every_reading("fokusomrade", "stadsdelslyft"):
        there, back = by_body("fokusomrade", "stadsdelslyft", reading), by_body("stadsdelslyft", "fokusomrade", reading)
        assert there.keys() == back.keys()
        for body, each in there.items():
            assert each.turns["gains"] == back[body].turns["loses"]
            assert each.turns["loses"] == back[body].turns["gains"]
            assert each.goals_gained == back[body].goals_lost


def test_a_policy_beside_itself_moves_nobody() -> None:
    for reading in every_reading("behovsstyrd", "behovsstyrd"):
        assert by_body("behovsstyrd", "behovsstyrd", reading) == {}


def test_who_answers_for_going_from_the_focus_areas_to_the_lift() -> None:
    wide, narrow = (by_body("fokusomrade", "stadsdelslyft-ersatter", r) for r in every_reading("fokusomrade", "nulage"))
    assert {i: len(a) for i, a in wide["namnd-trafik"].turns["gains"].items()} == {
        "insats-klottersanering": 8, "insats-stadning": 8,
    }  # fmt: skip
    assert [each["namnd-trafik"].size("loses") for each in (wide, narrow)] == [27, 21]
    assert wide["namnd-utbildning"].goals_gained == ("lyft-skola",)
    assert {i: len(a) for i, a in wide[""].turns["gains"].items()} == {"insats-handlingsplan": 8}
    assert "scb" not in wide and "bvc" not in wide  # home visits are decided alike, whatever CNI is


def test_text_csv_json_and_the_picture_say_the_same() -> None:
    found = compare(stockholm(), "fokusomrade", "stadsdelslyft-ersatter")
    block = handed_block(found, "sv")
    assert block is not None and block.rows[-1][0] == "ansvarig aktör saknas"
    assert "utan ansvarig aktör: Styrande handlingsplan med mål och delmål (8)." in block.notes[0].replace("\n", " ")
    view = compare_view(found, "sv")
    assert block.title in [b.title for b in view.blocks]
    for number, (side, bodies) in enumerate(zip(found.sides, handed_data(found), strict=True)):
        assert view.data["readings"][number]["bodies"] == bodies
        traffic = next(b for b in bodies if b["body"] == "namnd-trafik")
        chosen = ", ".join(f"{k}={v}" for k, v in side.reading)
        mine = [dict(zip(view.header, row, strict=True)) for row in view.rows if row[0] == chosen]
        gained = {row["area"] for row in mine if "namnd-trafik" in str(row["answers_gained"]).split(";")}
        assert gained == set(traffic["gains"]["insats-stadning"])
        alone = {row["area"] for row in mine if row["left_with_nobody"]}
        assert alone == set(next(b for b in bodies if b["body"] is None)["gains"]["insats-handlingsplan"])
    picture = balance(found, Voice("sv"))
    assert picture is not None
    for row in block.rows:
        if row[1] in ("", "vid"):
            assert (f">+{row[2]}<" in picture.shapes or not row[2]) and (
                f">\N{MINUS SIGN}{row[4]}<" in picture.shapes or not row[4]
            )


def test_a_rulebook_without_bodies_has_no_such_table() -> None:
    city = grund.load("percentilgallring")
    found = compare(city, *list(city.policies)[:2])
    assert handed_block(found, "sv") is None and balance(found) is None
    assert "answers_gained" not in compare_view(found, "sv").header
