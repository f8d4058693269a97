"""Who is responsible in Stockholm: the facts of the city, and the questions that a reader asks of an area or a body."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from grund.analysis.accountability.body_shares import shares
from grund.analysis.accountability.goals import Followed, followed
from grund.analysis.accountability.graph import build, cycles, escalation
from grund.analysis.accountability.responsibility import gaps, ledger
from grund.analysis.lookup import find_area, find_asked, find_insats
from grund.engines.run import decide
from grund.model.located import located
from grund.model.sources import MARKS
from grund.problems.problem import GrundError
from grund.views.explain import explain_area, explain_view
from grund.views.goals import goals_view
from grund.views.list import list_view
from grund.views.who import body_view, way_up, who_view
from stockholm import held, readings, stockholm, subjects, who


def test_who_answers_for_klottersanering_in_husby() -> None:
    found = held().who(find_insats(stockholm(), "insats-klottersanering"), find_area(stockholm(), "Husby"))
    assert [(a.body.id, a.role, a.answers, a.duty.citation.documents, a.duty.citation.mark) for a in found] == [
        ("namnd-trafik", "utfor", True, ("mitti-klotter-2016",), "V"),
        ("grp-bostadsbolag", "utfor", True, ("allman-kunskap",), "G"),
        ("bolag-sisab", "utfor", True, ("allman-kunskap",), "G"),
    ]


def test_the_group_of_committees_answers_through_the_member_whose_area_it_is() -> None:
    for area, body in (("Husby", "sdn-jarva"), ("Rågsved", "sdn-enskede-arsta-vantor"), ("Sätra", "sdn-skarholmen")):
        assert who("insats-faltarbete", area) == [
            (body, "utfor", True, "grp-stadsdelsnamnder"),
            ("socialforvaltningen", "medverkar", False, ""),
        ]


def test_a_coordinator_never_answers() -> None:
    assert ("namnd-social", "samordnar", False, "") in who("insats-sspf", "Husby")
    assert {role for _, role, answers, _ in who("insats-sig", "Husby") if answers} == {"utfor"}


def test_hagsatra_ragsved_crosses_two_borders_without_a_known_agreement() -> None:
    missing = subjects(gaps(held(), ()), "no_agreement")
    assert "sdn-enskede-arsta-vantor + lpo-farsta" in missing
    assert len(missing) == 9
    police = [
        link for link in stockholm().today.links
        if link.relation == "overlaps" and link.area.startswith("lpo-") and link.other.startswith("sdo-")
    ]  # fmt: skip
    assert len({frozenset((link.area, link.other)) for link in police}) == 13
    agreed = ("sdn-jarva + lpo-jarva", "sdn-skarholmen + lpo-skarholmen", "sdn-farsta + lpo-farsta",
              "sdn-hasselby-vallingby + lpo-vallingby")  # fmt: skip
    assert missing.isdisjoint(agreed)


@pytest.mark.parametrize(
    ("insats", "area", "answering", "parts"),
    [
        # SCB computes an index; it answers for no visit
        ("insats-hembesok", "Husby", {"bvc": "utfor", "sdn-jarva": "utfor"}, set()),
        ("insats-boende", "Husby", {"grp-bostadsbolag": "ansvarar"}, set()),
        ("insats-kultur", "Husby", {"namnd-kultur": "ansvarar"}, set()),
        ("insats-pilot", "Farsta", {"socialforvaltningen": "leder"}, set()),
        ("insats-handlingsplan", "Husby", {}, set()),
        # the leader of the whole answers before those of its parts
        ("insats-platssamverkan", "Skärholmen", {"sdn-skarholmen": "leder"},
         {"namnd-trafik", "namnd-utbildning", "bolag-sisab", "grp-bostadsbolag"}),
        # only parts, and nobody for the whole: each answers
        ("insats-stadning", "Husby", {"namnd-trafik": "utfor", "sdn-jarva": "utfor", "grp-bostadsbolag": "utfor"},
         set()),
        ("prio-trafik", "Farsta", {"namnd-trafik": "ansvarar"}, set()),
        ("prio-socialtjanst", "Farsta", {"sdn-farsta": "utfor", "grp-namnder-bolag": "utfor"}, set()),
    ],
)  # fmt: skip
def test_who_answers_for_the_whole_and_for_its_parts(
    insats: str, area: str, answering: dict[str, str], parts: set[str]
) -> None:
    found = held().who(find_insats(stockholm(), insats), find_area(stockholm(), area))
    assert {a.body.id: a.role for a in found if a.answers} == answering
    assert {a.body.id for a in found if a.part} == parts


@pytest.mark.parametrize("insats", ["prio-stadsutveckling", "prio-trafik", "prio-skola", "prio-socialtjanst"])
def test_every_committee_and_company_shows_under_every_decision_about_a_focus_area(insats: str) -> None:
    assert ("grp-namnder-bolag", "utfor") in {(body, role) for body, role, _, _ in who(insats, "Farsta")}
    for policy in readings("fokusomrade"):
        mine = shares(held(), policy, "fokusomrade")["grp-namnder-bolag"].duties
        assert {name for name, _, _ in mine} == {
            f"prio-{f}" for f in ("stadsutveckling", "trafik", "skola", "socialtjanst")
        }


def test_a_group_that_nobody_has_named_is_a_gap() -> None:
    decisions = readings("stadsdelslyft")[0]
    found = {g.subject: len(g.areas) for g in gaps(held(), decisions, "stadsdelslyft") if g.kind == "unnamed"}
    assert found == {"grp-inblandade": 8}  # "alla nämnder och bolag" are known, by their groups


def test_the_city_executive_board_oversees_without_deciding() -> None:
    org = stockholm().book.organisation
    for body in (
        "namnd-trafik",
        "sdn-farsta",
        "bolag-sisab",
        "grp-bostadsbolag",
        "grp-namnder-bolag",
        "trafikkontoret",
    ):
        assert [b.id for b in org.overseers(body)] == ["ks"], body
    assert path("grp-namnder-bolag") == ["grp-namnder-bolag", "kf"]
    assert org.overseers("slk") == org.overseers("kf") == org.overseers("polismyndigheten") == ()


@pytest.mark.parametrize(
    ("area", "police"),
    [
        ("Rågsved", {"lpo-farsta"}),  # Vantör is Farsta's, Enskede-Årsta is Globen's
        ("Årsta", {"lpo-globen"}),
        ("sdo-enskede-arsta-vantor", {"lpo-farsta", "lpo-globen"}),
        ("Akalla", {"lpo-jarva"}),
    ],
)
def test_a_local_police_area_is_found_through_what_it_overlaps(area: str, police: set[str]) -> None:
    found = held().answers(("process-lagesbild",), find_area(stockholm(), area))
    assert {a.body.id for a in found if a.through and a.through.id == "grp-lokalpolisomraden"} == police
    assert {a.body.id for a in found if a.role == "medverkar"} == {"namnd-trafik", "namnd-utbildning"}


def path(body: str) -> list[str]:
    """The way up from a body."""
    return [b.id for b in stockholm().book.organisation.escalation(body)]


def test_the_way_up() -> None:
    assert path("bolag-sisab") == ["bolag-sisab", "stadshus-ab", "kf"]
    assert path("grp-bostadsbolag") == ["grp-bostadsbolag", "stadshus-ab", "kf"]
    assert path("trafikkontoret") == ["trafikkontoret", "namnd-trafik", "kf"]
    assert path("lpo-farsta") == ["lpo-farsta", "polisomrade-stockholm-syd", "polisregion-stockholm",
                                  "polismyndigheten"]  # fmt: skip
    # its members are under different parts of the police: no single way
    assert path("grp-lokalpolisomraden") == ["grp-lokalpolisomraden"]


def test_the_way_up_from_a_home_visit_in_hasselby_gard() -> None:
    answering = [body for body, _, answers, _ in who("insats-hembesok", "Hässelby gård") if answers]
    assert {body: path(body)[1:] for body in answering} == {
        "bvc": ["region-stockholm"],
        "sdn-hasselby-vallingby": ["kf"],
    }


def test_the_way_up_from_a_decision_in_the_graph() -> None:
    decisions = readings("stadsdelslyft")[0]
    graph = build(held(), decisions)
    sanering = [d for d in decisions if d.ruling.insats.id == "insats-klottersanering"]
    node = next(f"beslut:{d.ruling.insats.id}/{d.area.id}" for d in sanering if d.area.name == "Husby")
    assert escalation(graph, node, "kf") == (node, "namnd-trafik", "kf")
    assert escalation(graph, "grp-bostadsbolag", "kf") == ("grp-bostadsbolag", "stadshus-ab", "kf")
    assert escalation(graph, "scb", "kf") == ()
    assert cycles(graph) == ()


@pytest.mark.parametrize(
    ("policy", "unanswered"),
    [
        ("nulage", set()),
        ("fokusomrade", set()),
        ("fokus-jarva", set()),
        ("stadsdelslyft", {"insats-handlingsplan"}),
        ("stadsdelslyft-ersatter", {"insats-handlingsplan"}),
        ("behovsstyrd", set()),
    ],
)
def test_decided_insatser_nobody_answers_for(policy: str, unanswered: set[str]) -> None:
    for decisions in readings(policy):
        assert subjects(gaps(held(), decisions, policy), "unanswered") == unanswered


def test_carried_out_and_led_by_nobody() -> None:
    decisions = readings("stadsdelslyft")[0]
    found = {g.subject: len(g.areas) for g in gaps(held(), decisions, "stadsdelslyft") if g.kind == "leaderless"}
    lift = ("insats-klottersanering", "insats-stadning", "lyft-socialtjanst")
    assert found == dict.fromkeys(lift, 16)


def test_a_goal_of_another_policy_does_not_hide_that_this_one_gives_none() -> None:
    lift, focus = readings("stadsdelslyft")[0], readings("fokusomrade")[0]
    assert "namnd-trafik" not in subjects(gaps(held(), lift, "stadsdelslyft"), "no_goal")
    assert "namnd-trafik" in subjects(gaps(held(), focus, "fokusomrade"), "no_goal")


def share(policy: str, body: str) -> dict[tuple[str, str, bool], int]:
    """How many areas fall on a body, per insats and role, in the first reading."""
    found = shares(held(), readings(policy)[0], policy).get(body)
    return {key: len(areas) for key, areas in found.duties.items()} if found else {}


def test_what_stadsdelslyft_adds() -> None:
    assert share("stadsdelslyft", "namnd-trafik") == {
        ("insats-klottersanering", "utfor", True): 16,
        ("insats-stadning", "utfor", True): 16,
    }
    assert share("stadsdelslyft", "bolag-sisab") == {
        ("insats-klottersanering", "utfor", True): 16,
        ("insats-skola", "ager", False): 16,
    }
    assert share("stadsdelslyft", "grp-bostadsbolag") == {
        ("insats-boende", "ansvarar", True): 16,
        ("insats-klottersanering", "utfor", True): 16,
        ("insats-stadning", "utfor", True): 16,
    }
    assert share("fokusomrade", "namnd-trafik") == {
        ("prio-stadsutveckling", "medverkar", False): 27,
        ("prio-trafik", "ansvarar", True): 27,
    }
    assert share("fokusomrade", "bolag-sisab") == {("prio-skola", "ager", False): 27}
    assert share("fokusomrade", "grp-bostadsbolag") == {}
    mine = shares(held(), readings("stadsdelslyft")[0], "stadsdelslyft")
    assert mine["namnd-trafik"].goals == ("lyft-klotter", "lyft-stadning")
    assert mine["grp-bostadsbolag"].goals == ("lyft-boende",)


@cache
def goals() -> dict[str, Followed]:
    """The goals followed up."""
    return {f.goal.id: f for f in followed(stockholm())}


def test_goals_as_the_city_states_them() -> None:
    none_left = goals()["inget-utsatt-omrade"]
    values = {o.day.year: o.value for o in none_left.series[0]}
    assert values == {2015: 7, 2017: 8, 2019: 8, 2021: 8, 2023: 6, 2025: 8}
    assert none_left.fulfilment == "ej"
    assert goals()["inget-sarskilt-utsatt-2025"].fulfilment == "ej"


def test_an_open_goal_is_unknown_never_unmet() -> None:
    still_open = [f for f in goals().values() if f.goal.id.startswith("lyft-")]
    assert len(still_open) == 6
    for found in still_open:
        assert found.fulfilment == "unknown" and found.met == ("unknown",) and found.series == ((),)
    assert goals()["kf-haller-samman"].fulfilment == "unknown"


def test_no_target_is_invented() -> None:
    org = stockholm().book.organisation
    assert {i.id for i in org.indicators.values() if i.target is not None} == {
        "antal-utsatta",
        "antal-sarskilt-utsatta",
    }
    assert org.activities == () and org.outcomes == ()


@pytest.mark.parametrize(
    ("insats", "area", "start"),
    [("prio-trafik", "Husby", "2007-01-01"), ("prio-skola", "Husby", "2007-07-01")],
)
def test_a_duty_is_not_seen_before_its_day(insats: str, area: str, start: str) -> None:
    city, before = stockholm(), date.fromisoformat(start) - timedelta(days=1)
    named, place = find_insats(city, insats), find_area(city, area)
    for day, seen in ((before, False), (date.fromisoformat(start), True)):
        world = replace(city.today, day=day)
        found = ledger(city.book.organisation, world).who(named, place)
        assert any(a.role == "ansvarar" for a in found) is seen


def test_an_agreement_is_not_seen_before_its_day() -> None:
    city = stockholm()
    org = city.book.organisation
    older = replace(org, bodies=dict(org.bodies) | {"sdn-jarva": replace(org.bodies["sdn-jarva"], start=None)})
    for day, missing in ((date(2023, 6, 30), True), (date(2023, 7, 1), False)):
        early = ledger(older, replace(city.today, day=day))
        assert ("sdn-jarva + lpo-jarva" in subjects(gaps(early, ()), "no_agreement")) is missing


def test_every_mark_is_kept() -> None:
    org = stockholm().book.organisation
    cited: list[Any] = [*org.bodies.values(), *org.duties, *org.goals.values(), *org.indicators.values()]
    for item in cited:
        assert item.citation.mark in MARKS or item.citation.assumption, item.id
    decisions = readings("stadsdelslyft")[0]
    graph = build(held(), decisions)
    edges = {key: data for _, _, key, data in graph.edges(keys=True, data=True)}
    for duty in org.on(stockholm().day):
        assert edges[duty.id]["mark"] == duty.citation.mark
        assert edges[duty.id]["documents"] == ";".join(duty.citation.documents)
    for decision in decisions:
        for answer in held().who(decision.ruling.insats, decision.area):
            assert answer.duty.citation == next(d.citation for d in org.duties if d.id == answer.duty.id)
    assert graph.nodes["indikator:lyft-klotter-indikator"]["mark"] == "assumption"
    assert graph.nodes["mal:lyft-klotter"]["mark"] == "H"


# ── of a police area, a district, a process, a body


def test_a_police_area_lies_in_a_neighbourhood() -> None:
    world = stockholm().today
    (tensta,) = located(world, find_area(stockholm(), "Hjulsta"), "stadsdel")
    assert (tensta.area.id, tensta.relation) == ("sd-tensta", "overlaps")
    assert tensta.shares["share_of_polisomrade_area"] == 1
    several = located(world, world.areas["po-hagsatra-ragsved"], "stadsdel")
    assert [p.area.name for p in several] == ["Rågsved", "Hagsätra", "Högdalen", "Älvsjö"]  # the largest share first
    assert [p.area.id for p in located(world, world.areas["sd-husby"], "stadsdelsomrade")] == ["sdo-jarva"]
    assert {p.relation for p in located(world, world.areas["sdo-farsta"], "stadsdel")} == {"holds"}
    assert located(world, world.areas["sd-husby"], "enhet") == ()


def test_what_is_decided_where_a_police_area_lies() -> None:
    view = explain_view(stockholm(), "Hjulsta", "insats-handlingsplan", ["stadsdelslyft-ersatter"], "sv")
    assert view.rows == (
        ("stadsdelslyft-ersatter", "", "sd-tensta", "Tensta", "overlaps", "yes", "ersatt-plan-utsatt"),
    )
    (place,) = view.data["places"]
    assert place["area"] == "sd-tensta" and place["shares"]["share_of_stadsdel_area"] == "0.1422"
    said = " ".join(note.replace("\N{NO-BREAK SPACE}", " ") for block in view.blocks for note in block.notes)
    assert (
        "8 stadsdelar får insatsen, med 104 131 invånare. I de områdena ligger 8 områden på polisens lista, med "
        "81 853 invånare [H]; 22 278 bor utanför." in said
    )
    assert "ersatt-plan-utsatt" in said  # and all the grounds follow


def test_the_short_answer_for_a_police_area_says_where_it_lies() -> None:
    """Else its few decisions read as all that is decided there."""
    city = stockholm()
    view = explain_area(city, find_area(city, "Hjulsta"), ["nulage"], "sv")
    (where,) = (block for block in view.short if block.title == "Där området ligger")
    assert [row[1] for row in where.rows] == ["Tensta"] and where in view.blocks
    assert all(block.rows or block.notes for block in (*view.short, *view.blocks))


@pytest.mark.parametrize("policy", ["fokusomrade", "stadsdelslyft"])
def test_every_area_of_another_kind_is_answered_by_the_areas_it_overlaps(policy: str) -> None:
    """What is said of an area elsewhere is what is decided there, and no more."""
    city = stockholm()
    chosen = city.policy(policy)
    own = [r for r in chosen.rulings.values() if r.insats.id not in city.policy("ordinarie").rulings]
    decided = {
        (", ".join(f"{k}={v}" for k, v in reading), d.ruling.insats.id, d.area.id): d.verdict
        for ruling in own
        for reading in city.readings([ruling])
        for d in decide(city, chosen, ruling, reading)
    }
    for area in city.today.by_level["polisomrade"]:
        beside = {other.id for other, _ in city.today.overlapping(area) if other.level == "stadsdel"}
        for insats in (r.insats.id for r in own if r.insats.level == "stadsdel"):
            view = explain_view(city, area.id, insats, [policy], "en")
            assert {row[2] for row in view.rows} == beside
            assert all(row[5] == decided[row[1], insats, row[2]] for row in view.rows)


def test_a_district_is_asked_about_what_is_decided_within_it() -> None:
    view = explain_view(stockholm(), "Hässelby-Vällingby", "insats-skola", ["stadsdelslyft-ersatter"], "sv")
    assert len(view.rows) == 9 and [row[3] for row in view.rows if row[5] == "yes"] == ["Hässelby gård"]
    assert view.blocks[1].rows[1][:2] == ("Hässelby gård", None)


def test_an_area_too_large_to_spell_out_names_what_to_ask_for() -> None:
    with pytest.raises(GrundError) as caught:
        explain_view(stockholm(), "kommun-0180", "insats-skola", ["stadsdelslyft"], "sv")
    (problem,) = caught.value.problems
    assert problem.code == "G508" and "Abrahamsberg" in problem.cure("sv") and problem.cure("sv").endswith("…")


@pytest.mark.parametrize(
    ("process", "area", "answering", "others"),
    [
        ("process-lagesbild", "Rågsved", {"sdn-enskede-arsta-vantor", "lpo-farsta"},
         {"namnd-trafik", "namnd-utbildning"}),
        ("process-lagesbild", "po-hagsatra-ragsved", {"sdn-enskede-arsta-vantor", "lpo-farsta"},
         {"namnd-trafik", "namnd-utbildning"}),
        ("Lokal lägesbild och åtgärdsplan", "Husby", {"sdn-jarva", "lpo-jarva"}, {"namnd-trafik", "namnd-utbildning"}),
        ("process-samverkan-polis", "Sätra", {"sdn-skarholmen", "lpo-skarholmen", "ks", "polisregion-stockholm"},
         {"utbildningsforvaltningen", "trafikkontoret"}),
        ("process-utvardering-fokus", "Farsta", {"slk"}, set()),
        ("process-budget", "Hjulsta", {"ks"}, {"kf", "stadshus-ab", "sdn-jarva", "grp-facknamnder"}),
        ("process-cni", "Husby", {"scb"}, set()),
    ],
)  # fmt: skip
def test_a_process_can_be_asked_for(process: str, area: str, answering: set[str], others: set[str]) -> None:
    city = stockholm()
    asked = find_asked(city, process)
    view = who_view(city, asked, find_area(city, area, asked.level), "sv")
    said = view.data["answers"]
    assert {a["body"] for a in said if a["answers"]} == answering
    assert {a["body"] for a in said if not a["answers"]} == others


def test_where_an_area_lies_in_several_what_differs_stands_apart() -> None:
    city = stockholm()
    area = city.today.areas["po-hagsatra-ragsved"]
    view = who_view(city, find_asked(city, "insats-stadning"), area, "sv")
    assert {(a["body"], tuple(a["areas"])) for a in view.data["answers"] if a["body"].startswith("sdn-")} == {
        ("sdn-enskede-arsta-vantor", ("sd-ragsved", "sd-hagsatra", "sd-hogdalen")),
        ("sdn-hagersten-alvsjo", ("sd-alvsjo",)),
    }
    assert view.blocks[0].title == "Städning av offentliga platser (motionens sakområde) – Hagsätra/Rågsved"
    titles = [block.title for block in view.blocks if block.columns and "Ansvarig" in block.columns]
    assert titles == ["Rågsved, Hagsätra, Högdalen", "Älvsjö"]


def test_the_way_up_names_who_supervises() -> None:
    org = stockholm().book.organisation
    assert way_up(org, "namnd-trafik", "sv") == "Trafiknämnden → Kommunfullmäktige; uppsikt: Kommunstyrelsen"
    english = "Stadsledningskontoret (City Executive Office) → Kommunstyrelsen (City Executive Board)"
    assert way_up(org, "slk", "en") == f"{english} → Kommunfullmäktige (City Council)"


def test_a_body_shows_its_processes_whatever_is_decided() -> None:
    duties = body_view(stockholm(), "slk", ["nulage"], "sv").data["duties"]
    assert {(d["insats"], d["role"]) for d in duties} == {
        ("insats-platssamverkan", "samordnar"), ("process-utvardering-fokus", "leder"),
        ("policy-fokus-jarva", "samordnar"),
    }  # fmt: skip
    of_trafik = body_view(stockholm(), "namnd-trafik", ["nulage"], "sv").data["duties"]
    assert ("process-lagesbild", "medverkar", "namnd-trafik") in {
        (d["insats"], d["role"], d["through"]) for d in of_trafik
    }
    assert ("policy-fokusomraden", "utfor", "grp-namnder-bolag") in {
        (d["insats"], d["role"], d["through"]) for d in of_trafik
    }


def test_who_was_asked_for_an_opinion_and_who_was_not() -> None:
    view = list_view(stockholm(), "bodies", "sv")
    asked = {row[1] for row in view.rows if row[7] == "tu-2026"}
    assert asked == {
        "slk", "namnd-trafik", "namnd-social", "sdn-bromma", "sdn-enskede-arsta-vantor", "sdn-farsta",
        "sdn-hasselby-vallingby", "sdn-jarva", "sdn-kungsholmen", "sdn-skarpnack", "sdn-skarholmen",
    }  # fmt: skip
    notes = view.blocks[0].notes
    assert notes[1] == (
        "Inte tillfrågade, stadsdelsnamnd: 3 av 11: Hägersten-Älvsjö stadsdelsnämnd, Norra innerstadens "
        "stadsdelsnämnd, Södermalms stadsdelsnämnd."
    )
    assert any("Utbildningsnämnden" in note for note in notes) and notes[4].startswith(
        "Inte tillfrågade, bolag: 16 av 16"
    )


@pytest.mark.parametrize(("lang", "said"), [("sv", "inget slutdatum är satt: "), ("en", "no end date is set: ")])
def test_an_aim_without_a_date_is_not_met_yet(lang: str, said: str) -> None:
    """And one with a date is not named there."""
    blocks = goals_view(stockholm(), "", lang).blocks
    (note,) = (n for block in blocks for n in block.notes if said in n)
    org = stockholm().book.organisation
    assert note.endswith(org.goals["inget-utsatt-omrade"].label.get(lang) + ".")
