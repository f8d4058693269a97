"""The figures that people argue about, each asserted from the public interface.

The numbers stand in the facts this city's folder was made from (whole neighbourhoods, population of 2016); where one
of them changes, either a fact was corrected or somebody's meeting is about to be misled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

import command_line
import grund
from grund.analysis.compare.comparison import Side, residents
from grund.analysis.list_series import Replay, replay
from grund.engines import interpreter
from grund.engines.run import frame_of
from grund.loading.scenario import counting
from grund.model.decisions import Decision, Derivation, Trace
from grund.model.expressions import Reference
from grund.model.facts import Fact, ListInForce
from grund.model.policies import ParameterValue
from grund.model.scenario import Answers, Scenario
from grund.model.sources import Citation
from grund.views import compare
from grund.views import run as views
from grund.views.compare import change
from grund.views.explain import explain_insats
from grund.views.formats import text
from grund.views.wording.statement import lines
from grund.views.wording.values import flags_text

CNI_COUNTS = {
    "alder_65_ensamboende", "utlandsfodd", "arbetslos", "ensamstaende_foralder", "inflyttad", "lagutbildad", "under_5",
}  # fmt: skip
FARSTA = {
    "Fagersjö", "Farsta", "Farsta strand", "Farstanäset", "Gubbängen", "Hökarängen", "Larsboda", "Sköndal", "Svedmyra",
    "Tallkrogen",
}  # fmt: skip
UTSATTA = {"Bredäng", "Vårberg", "Hagsätra", "Rågsved", "Hässelby gård", "Husby", "Rinkeby", "Tensta"}


@cache
def scenario(name: str = "stockholm-2026", day: str = "", known: str = "") -> Scenario:
    """A shipped scenario, loaded once."""
    return grund.load(name, date.fromisoformat(day) if day else None, date.fromisoformat(known) if known else None)


@cache
def comparison(a: str, b: str) -> grund.Comparison:
    """Two policies on the default scenario."""
    return grund.compare(scenario(), a, b)


def side(a: str, b: str, choice: str) -> Side:
    """The comparison where the open question is read in one way; the only side where it is not asked."""
    sides = comparison(a, b).sides
    return next((s for s in sides if dict(s.reading).get("fokusomrade_jarva") == choice), sides[0])


def names(found: Side, group: str) -> set[str]:
    """The names of the areas in a group."""
    return {r.area.name for r in found.areas if r.group == group}


def people(found: Side, *groups: str) -> int:
    """The residents of some groups; none of them may be unknown."""
    counted = residents(scenario(), [r.area for r in found.areas if r.group in groups])
    assert counted.unknown == 0
    return int(counted.people)


@cache
def answers(policy: str, insats: str, day: str = "", known: str = "") -> tuple[Answers, ...]:
    """The answers of one insats of one policy."""
    return tuple(a for a in grund.run(scenario("", day, known), [policy]) if a.ruling.insats.id == insats)


def reached(policy: str, insats: str, verdict: str = "yes", day: str = "", known: str = "") -> set[str]:
    """The names of the areas with a verdict, where the insats does not depend on an open question."""
    (only,) = answers(policy, insats, day, known)
    return {d.area.name for d in only.decisions if d.verdict == verdict}


def below(ground: Trace) -> Iterator[Trace]:
    """A ground and everything it stands on, without the areas that an `over` left out."""
    yield ground
    for part in ground.parts:
        yield from below(part)
    if isinstance(ground.basis, Derivation):
        for member in ground.basis.members:
            if member.counted is not False:
                for part in (member.value or member.where,):
                    yield from below(part) if part else ()


def all_grounds(decision: Decision) -> Iterator[Trace]:
    """Everything a decision stands on."""
    for rule in decision.rules:
        yield from below(rule.ground)


# ── fokusområden against the lift that replaces


@pytest.mark.parametrize(
    ("choice", "a", "both", "only_a", "people_a", "people_only_a"),
    [("vid", 27, 7, 20, 220_930, 128_416), ("snav", 21, 7, 14, 196_900, 104_386)],
)
def test_fokusomrade_against_the_lift(
    choice: str, a: int, both: int, only_a: int, people_a: int, people_only_a: int
) -> None:
    """27 or 21 areas against 8: seven in common, and one only in the lift, whatever Järva covers."""
    found = side("fokusomrade", "stadsdelslyft-ersatter", choice)
    assert len(found.areas) == 117
    assert len(found.group("both")) + len(found.group("only_a")) == a
    assert (len(found.group("both")), len(found.group("only_a"))) == (both, only_a)
    assert names(found, "both") | names(found, "only_b") == UTSATTA
    assert names(found, "only_b") == {"Hässelby gård"}
    assert names(found, "unknown") == set()
    assert people(found, "both", "only_a") == people_a
    assert people(found, "both", "only_b") == 104_131
    assert people(found, "both") == 92_514
    assert people(found, "only_a") == people_only_a
    assert people(found, "only_b") == 11_617


def test_all_of_farsta_is_only_in_the_focus_areas() -> None:
    """Farsta is a focus area without any area on the police's list: all ten of its neighbourhoods fall out."""
    for choice in ("vid", "snav"):
        found = side("fokusomrade", "stadsdelslyft-ersatter", choice)
        of_farsta = {r.area.name for r in found.group("only_a") if r.district and r.district.name == "Farsta"}
        assert of_farsta == FARSTA
    wide, narrow = (names(side("fokusomrade", "stadsdelslyft-ersatter", c), "only_a") for c in ("vid", "snav"))
    assert wide - narrow == {"Bromsten", "Flysta", "Hansta", "Lunda", "Solhem", "Sundby"}


def test_both_readings_are_always_shown() -> None:
    """What a focus area covers is not verified: no comparison that depends on it may answer in one reading only."""
    both = {("fokusomrade_jarva", "vid"), ("fokusomrade_jarva", "snav")}
    for other in scenario().named:
        for a, b in (("fokusomrade", other), (other, "fokusomrade")):
            assert both <= {choice for s in comparison(a, b).sides for choice in s.reading}
    for policy in scenario().named:
        assert {choice for a in answers(policy, "insats-pilot") for choice in a.reading} == both


def test_both_readings_of_the_lift_are_always_shown() -> None:
    """What it covers of a council is not said on p. 2; the wording of p. 1 leaves no such question."""
    both = {("lyft_utbredning", "utsatta"), ("lyft_utbredning", "hela_namnder")}
    for lift in ("stadsdelslyft", "nulage-med-stadsdelslyft"):
        assert {choice for a in answers(lift, "insats-skola") for choice in a.reading} == both
        assert {choice for a in answers(lift, "insats-handlingsplan") for choice in a.reading} == set()
    for lift in ("stadsdelslyft-ersatter", "nulage-med-stadsdelslyft-ersatter"):
        assert {choice for a in answers(lift, "insats-skola") for choice in a.reading} == set()


def test_a_reading_can_be_chosen() -> None:
    """The user may settle the question; then the other reading is gone."""
    chosen = grund.load(tolkning={"fokusomrade_jarva": ("snav",)})
    (only,) = grund.compare(chosen, "fokusomrade", "stadsdelslyft-ersatter").sides
    assert len(only.group("only_a")) == 14


def test_the_comparison_turned_round() -> None:
    """A against B is B against A with the sides exchanged."""
    turned = {"only_a": "only_b", "only_b": "only_a", "both": "both", "neither": "neither"}
    for choice in ("vid", "snav"):
        there = side("fokusomrade", "stadsdelslyft-ersatter", choice)
        back = side("stadsdelslyft-ersatter", "fokusomrade", choice)
        for group, other in turned.items():
            assert names(there, group) == names(back, other)


# ── Fokus Järva against the lift, in its two wordings


def test_fokus_jarva_developed_into_the_lift() -> None:
    """ "Utvecklas till": nothing falls out and five come in."""
    found = side("fokus-jarva", "stadsdelslyft", "vid")
    assert len(found.group("both")) + len(found.group("only_b")) == 16
    assert names(found, "only_a") == set()
    assert names(found, "only_b") == {"Bredäng", "Vårberg", "Hagsätra", "Rågsved", "Hässelby gård"}
    assert people(found, "both") == 97_466
    assert people(found, "only_b") == 55_851


def test_fokus_jarva_replaced_by_the_lift() -> None:
    """ "Ersätta": eight of Järva's areas fall out and the same five come in."""
    found = side("fokus-jarva", "stadsdelslyft-ersatter", "vid")
    assert len(found.group("only_a")) == 8 and len(found.group("only_b")) == 5
    assert names(found, "both") == {"Husby", "Rinkeby", "Tensta"}
    assert people(found, "only_a") == 49_186
    assert people(found, "only_b") == 55_851
    assert people(found, "both") == 48_280


# ── did the number fall?


@cache
def replayed() -> Replay:
    """The six lists, replayed."""
    return replay(scenario("polisens-listor"))


@pytest.mark.parametrize(
    ("measure", "counts"),
    [
        ("alla", [7, 8, 8, 8, 6, 8]),
        ("utsatta", [5, 6, 6, 6, 4, 5]),
        ("sarskilt", [2, 2, 2, 2, 2, 3]),
        ("lika-for-lika", [7, 8, 8, 8, 6, 6]),
    ],
)
def test_the_lists_counted_in_four_ways(measure: str, counts: list[int]) -> None:
    """Against the list before there is no fall by any measure; against 2021 it depends on the measure."""
    found = replayed()
    assert [issue.start.year for issue in found.issues] == [2015, 2017, 2019, 2021, 2023, 2025]
    columns = [next(c for c in column if c.measure.id == measure) for column in found.counts]
    assert [len(c.areas) for c in columns] == counts
    assert [len(c.unknown) for c in columns] == [0] * 6


def test_what_the_fall_depends_on() -> None:
    """The seed's "minskning" is true for two measures against 2021 and for none against 2023."""
    found = replayed()
    last, before, earlier = found.counts[5], found.counts[4], found.counts[3]
    falls_since_2023 = {
        new.measure.id for new, old in zip(last, before, strict=True) if len(new.areas) < len(old.areas)
    }
    falls_since_2021 = {
        new.measure.id for new, old in zip(last, earlier, strict=True) if len(new.areas) < len(old.areas)
    }
    assert falls_since_2023 == set()
    assert falls_since_2021 == {"utsatta", "lika-for-lika"}


def test_what_left_and_joined_the_lists() -> None:
    """Two areas left in 2023; in 2025 nothing left, one was divided into three and one got another name."""
    moved = [(m.issue.start.year, m.area.name, m.after != "ingen") for m in replayed().moves]
    assert [m for m in moved if m[0] == 2023] == [(2023, "Älvsjö/Solberga", False), (2023, "Östberga", False)]
    assert {m[1] for m in moved if m[0] == 2025 and m[2]} == {"Hässelby gård", "Hjulsta", "Rinkeby", "Tensta"}
    assert {m[1] for m in moved if m[0] == 2025 and not m[2]} == {"Hässelby/Vällingby", "Rinkeby/Tensta"}


# ── SCB's published example


def value(held: Scenario, policy: str, name: str, area: str) -> Trace:
    """A derived value at an area, with its grounds."""
    found = grund.find_area(held, area)
    node = Reference(name, held.book.vocabulary.type_at(found.level)[name])
    return interpreter.read(frame_of(held, held.policy(policy), ()), node, found)


@pytest.mark.parametrize(
    ("unit", "index", "cni"),
    [("Enhet 1", "22709.42", "1.5513"), ("Enhet 2", "7869.74", "1.3204"), ("Enhet 10", "7869.74", "1.3204")],
)
def test_scb_rows(unit: str, index: str, cni: str) -> None:
    """SCB's own rows come out to the last decimal it prints (it truncates the index to 22 709 and 7 869)."""
    held = scenario("scb-exempel")
    assert value(held, "behovsstyrd", "cni_index", unit).value == Decimal(index)
    assert value(held, "behovsstyrd", "cni", unit).value == Decimal(cni)


def test_scb_contributions() -> None:
    """The explanation of Enhet 1 holds each variable's contribution."""
    grounds = below(value(scenario("scb-exempel"), "behovsstyrd", "cni_index", "Enhet 1"))
    products = {str(g.value) for g in grounds if getattr(g.node, "op", "") == "mul"}
    assert products == {"7956.52", "5032.53", "2976.60", "2509.04", "1921.85", "1613.15", "699.73"}


# ── what is not known


@pytest.mark.parametrize("policy", ["nulage", "fokusomrade", "behovsstyrd"])
def test_home_visits_are_unknown_everywhere(policy: str) -> None:
    """No CNI of any area is public, nor the threshold: all 117 are unknown, and the missing facts are named."""
    (found,) = answers(policy, "insats-hembesok")
    assert len(found.decisions) == 117
    assert {d.verdict for d in found.decisions} == {"unknown"}
    assert {d.rule for d in found.decisions} == {None}
    wanted = CNI_COUNTS | {"param.cni_troskel", "param.riket_index_per_person"}
    assert {d.missing for d in found.decisions} == {frozenset(wanted)}


def test_cni_is_unknown_everywhere() -> None:
    """The index and the ratio are unknown for every neighbourhood, and each says which counts it waits for."""
    held = scenario()
    for area in held.today.by_level["stadsdel"]:
        index = value(held, "nulage", "cni_index", area.id)
        ratio = value(held, "nulage", "cni", area.id)
        assert index.value is None and interpreter.missing(index) == CNI_COUNTS
        assert ratio.value is None and interpreter.missing(ratio) == CNI_COUNTS | {"param.riket_index_per_person"}


def test_need_cannot_be_compared_without_cni() -> None:
    """Unknown is counted apart: the need-driven policy reaches nobody and leaves nobody out."""
    found = side("stadsdelslyft-ersatter", "behovsstyrd", "vid")
    assert len(found.group("unknown")) == 117
    assert {r.b for r in found.areas} == {"unknown"}


def test_fokusomrade_is_not_stopped_by_inherited_unknowns() -> None:
    """The home visits are inherited by every policy; their unknowns must not hide what a policy decides itself."""
    assert len(side("fokusomrade", "stadsdelslyft-ersatter", "vid").group("unknown")) == 0


# ── before and from 2026


def test_sig_before_2026_is_known_where_the_report_says_so() -> None:
    """Before 2026: the four councils with an area on the list of 2 December 2025; of the others nothing is said."""
    four = {"Järva", "Skärholmen", "Enskede-Årsta-Vantör", "Hässelby-Vällingby"}
    assert reached("nulage", "insats-sig", day="2025-12-15") == four
    assert len(reached("nulage", "insats-sig", "unknown", day="2025-12-15")) == 7
    (found,) = answers("nulage", "insats-sig", "2025-12-15")
    assert {d.missing for d in found.decisions if d.verdict == "unknown"} == {frozenset({"sig_fore_2026"})}


def test_presence_of_the_social_services_was_never_denied() -> None:
    """The report says that it is increased; when that began, it does not say: before the act it is not known."""
    assert len(reached("nulage", "insats-narvaro-socialtjanst", "unknown", day="2025-06-01")) == 11
    assert len(reached("nulage", "insats-narvaro-socialtjanst")) == 11


@pytest.mark.parametrize("day", ["2015-12-01", "2018-03-01", "2023-12-01", "2025-06-01", "2026-02-17"])
@pytest.mark.parametrize("insats", ["insats-sig", "insats-sspf", "insats-narvaro-socialtjanst"])
def test_no_council_is_said_to_have_been_without(insats: str, day: str) -> None:
    """No source says that a council was without: what the document does not say is unknown, and not no."""
    assert reached("nulage", insats, "no", day=day) == set()


def test_sig_and_sspf_from_2026_reach_all() -> None:
    """From 2026 both are for all eleven, and depend on no list."""
    for insats in ("insats-sig", "insats-sspf"):
        (found,) = answers("nulage", insats)
        assert len(found.decisions) == 11
        assert {d.verdict for d in found.decisions} == {"yes"}
        assert {d.rule for d in found.decisions} <= {"sig-alla", "sspf-alla"}


def test_the_change_is_on_new_years_day() -> None:
    """The last day of the old rule and the first of the new one."""
    assert len(reached("nulage", "insats-sig", day="2025-12-31")) == 4
    assert len(reached("nulage", "insats-sig", day="2026-01-01")) == 11


def test_sspf_before_2026_is_unknown() -> None:
    """Which committees had it is not known, and no list closes the question."""
    (found,) = answers("nulage", "insats-sspf", "2025-12-15")
    assert {d.verdict for d in found.decisions} == {"unknown"}
    assert {d.missing for d in found.decisions} == {frozenset({"sspf_fore_2026"})}


PLACES = {
    "Medborgarplatsen", "Hässelby torg", "Sergels torg", "Bredängs centrum", "Sätra centrum", "Skärholmens centrum",
    "Vårbergs centrum",
}  # fmt: skip


@pytest.mark.parametrize("insats", ["insats-platssamverkan", "insats-platsaktivering"])
def test_seven_places_are_named(insats: str) -> None:
    """The seven places that sources name, in and outside vulnerable areas; that they were judged unsafe is derived."""
    assert reached("nulage", insats) == PLACES
    (found,) = answers("nulage", insats)
    assert found.ruling.insats.level == "plats"
    facts = {g.basis for d in found.decisions for g in all_grounds(d) if isinstance(g.basis, Fact)}
    assert {fact.citation.mark for fact in facts} == {"H"}


# ── two geographies, two times


def test_tensta_stands_on_two_police_areas() -> None:
    """Hjulsta lies wholly inside the neighbourhood Tensta: both classes are in the grounds, with their shares."""
    (found,) = answers("stadsdelslyft-ersatter", "insats-handlingsplan")
    decision = next(d for d in found.decisions if d.area.id == "sd-tensta")
    over = next(g for g in all_grounds(decision) if isinstance(g.basis, Derivation) and g.basis.members)
    assert over.value == "sarskilt_utsatt"
    assert isinstance(over.basis, Derivation)
    counted = {m.area.id: m.value.value for m in over.basis.members if m.counted and m.value}
    assert counted == {"po-tensta": "sarskilt_utsatt", "po-hjulsta": "utsatt"}
    facts = {g.basis.area for g in all_grounds(decision) if isinstance(g.basis, Fact)}
    assert {"po-tensta", "po-hjulsta"} <= facts
    tree = grund.explain(scenario(), decision.area, "insats-handlingsplan", "stadsdelslyft-ersatter")[0]
    said = "\n".join(s.text for _, s in lines(tree))
    assert "Tensta (po-tensta)" in said and "Hjulsta (po-hjulsta)" in said
    assert "särskilt utsatt område" in said and ": utsatt område" in said


@pytest.mark.parametrize("known", ["2025-11-30", "2025-12-01"])
def test_what_was_known_before_the_new_list(known: str) -> None:
    """Asked for a day in 2026 as it was known in November 2025, the list of 2023 is the one in force."""
    held = scenario("", "2026-02-17", known)
    assert held.today.lists["polisens_lista"].id == "polisens-lista-2023"
    assert scenario().today.lists["polisens_lista"].id == "polisens-lista-2025"
    attribute = held.book.vocabulary.attributes["klass_polis"]
    listed = [a for a in held.today.by_level["polisomrade"] if held.today.read(a.id, attribute)[0] != "ingen"]
    issued = {held.today.facts[a.id, "klass_polis"].start for a in listed}
    assert issued == {date(2023, 12, 1)}


def test_the_old_list_and_the_new_reach_the_same_eight() -> None:
    """Between 2023 and 2025 only the division of one area changed: the eight neighbourhoods are the same."""
    assert reached("stadsdelslyft-ersatter", "insats-handlingsplan", day="2025-12-01") == UTSATTA
    assert reached("stadsdelslyft-ersatter", "insats-handlingsplan") == UTSATTA


def test_the_day_before_any_list() -> None:
    """Before the first list nothing is known of any area; that is not the same as not being listed."""
    (found,) = answers("stadsdelslyft-ersatter", "insats-handlingsplan", "2015-11-30")
    assert {d.verdict for d in found.decisions} == {"unknown"}
    assert {d.missing for d in found.decisions} == {frozenset({"klass_polis"})}


# ── sources and marks


def stands(citation: Citation) -> bool:
    """Whether a statement names a document or says that it is an assumption."""
    return bool(citation.documents) or citation.assumption


@pytest.mark.parametrize("name", ["stockholm-2026", "polisens-listor", "scb-exempel"])
def test_everything_has_a_source(name: str) -> None:
    """Every fact, relation, list, rule, insats and parameter value names a document or is declared an assumption."""
    held = scenario(name)
    cited: dict[str, Citation] = {f"{f.area} {f.attribute} {f.start}": f.citation for f in held.facts.facts}
    cited |= {f"{k.area} {k.relation} {k.other} {k.start}": k.citation for k in held.facts.links}
    cited |= {i.id: i.citation for i in held.facts.lists}
    cited |= {a.id: a.citation for a in held.facts.areas}
    cited |= {i.id: i.citation for i in held.book.insatser.values()}
    cited |= {d.id: d.citation for d in held.book.vocabulary.derived.values()}
    cited |= {t.id: t.citation for t in held.book.vocabulary.tolkningar.values()}
    cited |= {d.id: d.citation for d in held.book.organisation.duties}
    for policy in held.policies.values():
        cited[policy.id] = policy.citation
        cited |= {r.id: r.citation for ruling in policy.rulings.values() for r in ruling.rules}
    assert [what for what, citation in cited.items() if not stands(citation)] == []
    assert {d for c in cited.values() for d in c.documents} <= set(held.book.sources)


@pytest.mark.parametrize("name", ["stockholm-2026", "scb-exempel"])
def test_every_parameter_value_has_a_source(name: str) -> None:
    """A parameter's value names a document; one that is unknown says why."""
    found: list[ParameterValue] = [
        v for policy in scenario(name).policies.values() for p in policy.parameters.values() for v in p.values
    ]
    assert found
    assert all(stands(v.citation) if v.value is not None else v.citation.note for v in found)


def marks_below(decision: Decision) -> Iterator[Citation]:
    """The citation of everything that a decision stands on."""
    yield decision.ruling.insats.citation
    for rule in decision.rules:
        yield rule.rule.citation
    for ground in all_grounds(decision):
        basis = ground.basis
        if isinstance(basis, Fact | ListInForce | ParameterValue):
            yield basis.citation
        elif isinstance(basis, Derivation):
            yield basis.derived.citation
            yield from (m.link.citation for m in basis.members if m.counted and m.link and basis.derived.how.share)


def test_no_mark_is_lost_on_the_way_to_an_explanation() -> None:
    """Each [V], [H], [G], assumption and illustration below a decision stands in its explanation, with its document."""
    held = scenario()
    for policy in held.named:
        for found in grund.run(held, [policy]):
            seen: set[tuple[object, ...]] = set()
            for decision in found.decisions:
                kind = (decision.rule, decision.missing, tuple(sorted(set(marks_below(decision)), key=repr)))
                if kind in seen:
                    continue
                seen.add(kind)
                trees = grund.explain(held, decision.area, found.ruling.insats.id, policy)
                tree = trees[held.readings([found.ruling]).index(found.reading)]
                said = [s.source.removeprefix("källa för insatsen: ") for _, s in lines(tree)]
                for citation in marks_below(decision):
                    flags, documents = flags_text(citation, "sv"), citation.documents
                    named = [s for s in said if s.startswith(flags) and all(document in s for document in documents)]
                    assert named, (policy, decision.area.id, flags, documents)


# ── what an answer leaves open, and what a comparison does not say


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_is_being_introduced_is_no_plain_yes(lang: str) -> None:
    """SIG and SSPF are introduced during 2026; that the council already has them is not known."""
    said = {"sv": "införs under 2026; att nämnden redan har den är inte känt",
            "en": "being introduced during 2026; that the council already has it is not known"}[lang]  # fmt: skip
    held = scenario()
    run = views.run_view(held, grund.run(held, ["ordinarie"]), lang)
    for insats in ("insats-sig", "insats-sspf"):
        rows = [dict(zip(run.header, row, strict=True)) for row in run.rows if row[2] == insats]
        assert len(rows) == 11 and {row["proviso"] for row in rows} == {said}
        tree = explain_insats(held, held.today.areas["sdo-farsta"], insats, ["nulage"], lang)
        assert f"{said} (" in str(tree.rows[0])
    assert said in text.as_text(run.blocks, lang).replace("\n  ", " ")
    columns = {column.name: column.values for column in grund.table(held, grund.run(held, ["ordinarie"])).columns}
    told = set(zip(columns["insats"], map(bool, columns["proviso"]), strict=True))
    assert ("insats-sspf", True) in told and ("insats-faltarbete", False) in told
    assert ("insats-sspf", False) not in told and ("insats-faltarbete", True) not in told


def test_the_motion_leaves_the_focus_areas_alone() -> None:
    """Said where two ways of pointing out areas are compared, in either order, and nowhere else."""
    sentence = "Motionen rör Fokus Järva; fokusområdena gäller oförändrade."

    def beside(*names: str) -> tuple[str, ...]:
        return change.beside([scenario().policy(name) for name in names], "sv")

    for a, b in (("fokusomrade", "stadsdelslyft"), ("stadsdelslyft-ersatter", "fokusomrade")):
        (said,) = beside(a, b)
        assert said == f"{sentence} Jämförelsen visar var två sätt att peka ut skiljer sig, inte vad som upphör."
    for lift in ("nulage-med-stadsdelslyft", "nulage-med-stadsdelslyft-ersatter"):
        assert beside("nulage", lift) == (sentence,)
    assert beside("fokus-jarva", "stadsdelslyft") == ()


def test_children_are_counted_in_the_place_of_residents() -> None:
    """1 002 children aged 0–5 in Hässelby gård, and 8 113 in the seven that both cover."""
    found = grund.compare(counting(scenario(), "barn_0_5"), "fokusomrade", "stadsdelslyft-ersatter")
    view = compare.compare_view(found, "sv")
    assert "Räknas i stället för invånare: barn 0–5 år: stadsdel 2016 [H]." in view.blocks[0].notes
    assert view.data["residents"]["attribute"] == "barn_0_5"
    counts = {row[0]: row[2] for row in view.blocks[1].rows}
    assert (counts["bara B"], counts["både A och B"]) == (1002, 8113)
    assert not any("nvånare" in str(cell) for block in view.blocks[1:] for cell in block.columns)
    with pytest.raises(grund.GrundError) as error:
        counting(scenario(), "barn05")
    assert (error.value.problems[0].code, error.value.problems[0].near) == ("G312", "barn_0_5")


@pytest.mark.parametrize(
    "words",
    [
        "region fokusomrade stadsdelslyft",
        "diff fokusomrade stadsdelslyft",
        "budget stockholm-2026 --years 2027 --policy fokusomrade --policy stadsdelslyft",
        "compare nulage fokusomrade stadsdelslyft",
    ],
)
def test_it_is_said_wherever_the_two_are_held_together(words: str) -> None:
    """At the head of the answer."""
    code, out, err = command_line.run([*words.split(), "--tolkning", "lyft_utbredning=utsatta"])
    assert code in (0, 1), err
    first = " ".join(out.decode().split()[:120])
    assert "Motionen rör Fokus Järva; fokusområdena gäller oförändrade." in first
