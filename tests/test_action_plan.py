"""The plan, the graph and what planning systems take in: each says what it is, the same bytes every time."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest

from command_line import load_afresh
from grund.analysis.accountability.action_plan import decisions_counted, plans
from grund.analysis.accountability.graph import build, graphml, node_link
from grund.analysis.accountability.responsibility import granted, ledger
from grund.model.canonical_json import dump
from grund.model.scenario import Scenario
from grund.views.formats.html import page as html_page
from grund.views.handlingsplan import plan_view
from grund.views.plan_workbook import as_excel
from stockholm import held, readings, stockholm


@cache
def city_graph() -> nx.MultiDiGraph[str]:
    """The graph of stadsdelslyft."""
    return build(held(), readings("stadsdelslyft")[0])


def test_every_node_and_edge_says_what_it_is() -> None:
    for name, data in city_graph().nodes(data=True):
        assert data.get("kind") and data.get("label"), name
    assert all(data.get("kind") for _, _, data in city_graph().edges(data=True))
    rules = {f"beslut:{d.ruling.insats.id}/{d.area.id}": d.rule for d in granted(readings("stadsdelslyft")[0])}
    assert {name: rule for name, rule in city_graph().nodes(data="rule") if rule is not None} == rules
    org = stockholm().book.organisation
    assert all(f"mal:{g}" in city_graph() for g in org.goals)
    assert {name for name, kind in city_graph().nodes(data="kind") if kind == "process"} == {*org.processes}


def test_node_link_round_trips() -> None:
    again = nx.node_link_graph(json.loads(dump(node_link(city_graph()))), edges="edges")
    assert nx.utils.graphs_equal(again, city_graph())


def test_graphml_is_read_by_networkx() -> None:
    again = nx.read_graphml(io.BytesIO(graphml(city_graph())))
    assert again.nodes == city_graph().nodes and all(again.nodes[n] == d for n, d in city_graph().nodes(data=True))
    wanted = sorted((a, b, sorted(d.items())) for a, b, d in city_graph().edges(data=True))
    found = sorted((a, b, sorted((k, v) for k, v in d.items() if k != "id")) for a, b, d in again.edges(data=True))
    assert found == wanted


class Page(HTMLParser):
    """The tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("policy", ["stadsdelslyft", "fokusomrade"])
def test_the_page_can_be_filed(policy: str, lang: str) -> None:
    text = html_page(plan_view(plans(stockholm(), policy), lang).blocks, lang).decode()
    page = Page(text)
    assert page.all("html") == [{"lang": lang}]
    assert len(page.all("h1")) == 1 and len(page.all("title")) == 1
    assert {"charset": "utf-8"} in page.all("meta")
    assert not page.all("script") and not page.all("link") and not page.all("img")
    for _, attributes in page.tags:
        assert not attributes.keys() & {"src", "srcset"} and not any(k.startswith("on") for k in attributes)
        assert attributes.get("href", "#").startswith("#")
    assert "@import" not in text and "url(" not in text
    assert "></a>" not in text  # a link has words
    assert page.all("th") and all(th.get("scope") in ("col", "row") for th in page.all("th"))
    assert {a.name for p in plans(stockholm(), policy) for s in p.sections for t in s.tasks for a in t.areas} <= set(
        re.findall(r"[\wåäöÅÄÖ]+(?: [\wåäö]+)*", text)
    )


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The sheets of a workbook, read as the XML they are."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = ["".join(t.itertext()) for t in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        names = [s.attrib["name"] for s in ET.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", space)]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            found[name] = [
                [
                    strings[int(text)] if cell.get("t") == "s" else text
                    for cell in row
                    for text in [cell.findtext("m:v", "", space)]
                ]
                for row in sheet.iterfind(".//m:row", space)
            ]
    return found


def test_the_excel_list_is_what_planning_systems_take_in() -> None:
    found = sheets(as_excel(plans(stockholm(), "stadsdelslyft"), "sv"))
    heads = found["Aktiviteter"][0]
    assert heads[:5] == ["Mål", "Aktivitet", "Startdatum", "Slutdatum", "Ansvarig"]
    assert {"Mål", "Indikator", "Årsmål", "Periodicitet"} <= set(found["Mål och indikatorer"][0])
    rows = found["Aktiviteter"][1:]
    assert [
        next(r[heads.index(h)] for r in rows if r[1] == "Klottersanering (motionens sakområde)")
        for h in ("Ansvarig", "Startdatum")
    ] == ["Trafiknämnden", "inte beslutat"]
    areas = [area for row in rows for area in row[heads.index("Område")].split(", ")]
    assert len(areas) == sum(plan.decisions for plan in plans(stockholm(), "stadsdelslyft"))
    field = {row[1]: row[heads.index("Sakområde")] for row in rows}
    assert field["Klottersanering (motionens sakområde)"] == "stadsmiljö"
    about = dict(row[:2] for row in found["Om"][1:])
    assert about["Bredvid Fokusområdena"].startswith("Motionen rör Fokus Järva; fokusområdena gäller oförändrade.")


def exported(city: Scenario) -> list[bytes]:
    """Every export of two policies."""
    found: list[bytes] = []
    for name in ("stadsdelslyft", "fokusomrade"):
        planned = plans(city, name)
        view = plan_view(planned, "sv")
        decisions = decisions_counted(city, city.policy(name), planned[0].reading)
        graph = build(ledger(city.book.organisation, city.today), decisions)
        page = html_page(view.blocks, "sv")
        found += [page, dump(view.data), as_excel(planned, "sv"), graphml(graph), dump(node_link(graph))]
    return found


@pytest.mark.slow
def test_same_bytes_twice() -> None:
    assert exported(load_afresh()) == exported(load_afresh())


@pytest.mark.slow
def test_same_bytes_in_another_process() -> None:
    """Sets are in another order in each process; nothing of that may show."""
    script = (
        "import hashlib, grund\nfrom test_action_plan import exported\n"
        "print(hashlib.sha256(b'-'.join(exported(grund.load()))).hexdigest())"
    )
    here = Path(__file__).parent
    path_ = os.pathsep.join((str(here), str(here.parent / "engine")))
    said = [
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path_},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1] != ""
