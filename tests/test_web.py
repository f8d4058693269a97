"""The web door: the API gives the bytes of the command line, what is wrong has its code, and the guards hold."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest

import command_line
import every_command
import test_tables
from grund.analysis.compare.comparison import compare
from grund.loading.scenario import load_scenario
from grund.report.costs import area_costs, costs_of
from grund.report.levers import levers
from grund.report.panel import near_misses
from grund.report.places import places
from grund.report.request import ReportRequest
from grund.report.threshold import course
from grund.web.answers import AnswerBook
from grund.web.guards import RequestLimits
from grund.web.openapi import document
from grund.web.operations import OPERATIONS
from grund.web.page_routes import PageRoutes
from grund.web.pages import grounds
from grund.web.pages.compare import numbers_of
from grund.web.pages.compare_form import unsolved_of
from grund.web.pages.cross_references import CrossReferences
from grund.web.pages.page import kinds_of
from grund.web.scenarios import opened
from grund.web.workers import Workers
from web_server import Asked, serving

pytest.importorskip("starlette")

A, B = "trygghet", "trygghet-barn"
ASKED: Final[dict[str, dict[str, Any]]] = {
    "run": {},
    "compare": {"a": A, "b": B},
    "explain": {"area": "Sagolunda", "what": "belysning"},
    "near": {},
    "sweep": {"policy": A, "parameter": "minst_invanare"},
    "region": {"a": A, "b": B},
    "budget": {"policy": [A, B]},
    "allocate": {},
    "who": {"insats": "belysning", "area": "Sagolunda"},
    "gaps": {},
    "prove": {"policy": [A]},
    "decide": {"policy": A, "rows": [{"id": "x", "trygghet": "svag", "invanare": 1200}, {"id": "y", "barn": None}]},
    "check": {"text": "policy: ny\nlabel: Ny\n"},
}
"""A query of each operation, of the project of `every_command`."""


BODIES_AND_INSATSER: Final = ("insats/insats-boende", "body/grp-bostadsbolag", "policy/stadsdelslyft")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project."""
    return every_command.project(tmp_path_factory.mktemp("web") / "p")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Asked]:
    """A server of its scenario."""
    with serving(home) as asked:
        yield asked


def address(name: str, query: dict[str, Any]) -> str:
    """The address of an operation."""
    return f"/v1/{name}?{urlencode(query, doseq=True)}"


# ── the API


def test_every_operation_is_tried() -> None:
    assert ASKED.keys() == OPERATIONS.keys()


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_bytes_of_the_command_line(server: Asked, home: Path, name: str, lang: str) -> None:
    """JSON by address and by body is what the command prints that the page names."""
    query = {**ASKED[name], "lang": lang}
    by_body = server.post(f"/v1/{name}", query)
    assert by_body.status == 200, by_body.text
    if OPERATIONS[name].address:
        assert server.get(address(name, query)).body == by_body.body
    else:
        assert server.get(f"/v1/{name}").status == 405
    if name in ("check", "decide", "prove"):  # a text and rows are in no file; claims that are refuted end with 1
        return
    words = {**ASKED[name]}
    policies = [word for policy in words.pop("policy", []) for word in ("--policy", policy)] if name != "sweep" else []
    run = command_line.run([name, *map(str, words.values()), *policies, "--format", "json", "--lang", lang], home)
    if name == "run":  # a record holds the command that made it
        assert {**run.json(), "command": 0, "hash": 0} == {**by_body.json(), "command": 0, "hash": 0}
    else:
        assert run.out == by_body.body, run.talk


def test_formats_by_accept_and_by_name(server: Asked) -> None:
    query = ASKED["compare"]
    table = server.get(address("compare", {**query, "format": "csv"}))
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:2] == ["level", "tolkning"] or "area" in rows[0]
    assert server.get(address("compare", query), accept="text/csv").body == table.body
    assert server.get(address("compare", query), accept="text/html").body.startswith(b"<!doctype html>")
    assert server.get(address("compare", {**query, "format": "xlsx"})).body.startswith(b"PK")
    assert server.get(address("compare", query), accept="image/png").status == 406
    assert server.get(address("compare", {**query, "format": "docx"})).json()["problems"][0]["code"] == "G873"


def test_an_entity_tag_says_what_one_has(server: Asked) -> None:
    first = server.get(address("compare", ASKED["compare"]))
    again = server.get(address("compare", ASKED["compare"]), if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    other = server.get(address("compare", {**ASKED["compare"], "parameters.minst_invanare": 1}))
    assert (
        other.headers["etag"] != first.headers["etag"] and other.headers["x-grund-run"] != first.headers["x-grund-run"]
    )


def test_what_is_tried(server: Asked) -> None:
    """By address and by body alike; what was asked before is not changed by it."""
    before = server.get(address("compare", ASKED["compare"])).body
    tried = {"parameters": {"minst_invanare": 1}, "facts": {"sagolunda": {"invanare": None}}}
    by_body = server.post("/v1/compare", {**ASKED["compare"], **tried})
    words = {"parameters.minst_invanare": 1, "facts.sagolunda.invanare": "unknown"}
    assert by_body.status == 200 and by_body.body != before
    assert server.get(address("compare", {**ASKED["compare"], **words})).body == by_body.body
    assert server.get(address("compare", ASKED["compare"])).body == before


def test_decide_takes_rows_in_three_forms(server: Asked) -> None:
    import pyarrow as pa

    rows = [{"id": "x", "trygghet": "svag", "invanare": "1200"}, {"id": "y", "trygghet": "god", "invanare": None}]
    wanted = server.post("/v1/decide", {"policy": A, "rows": rows}).json()["decisions"]
    text = b"id;trygghet;invanare\nx;svag;1200\ny;god;\n"
    by_csv = server.post(f"/v1/decide?policy={A}", text, content_type="text/csv")
    assert by_csv.json()["decisions"] == wanted
    sink = io.BytesIO()
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    media = "application/vnd.apache.arrow.file"
    assert server.post(f"/v1/decide?policy={A}", sink.getvalue(), content_type=media).json()["decisions"] == wanted
    assert {d["verdict"] for d in wanted if d["id"] == "x"} > set() and len(wanted) == 2 * len(
        {d["insats"] for d in wanted}
    )


def test_rows_are_what_their_bytes_hold(server: Asked) -> None:
    """A few bytes that say that there are many, or that many are one, and names that stand twice, are refused."""
    import pyarrow as pa

    def stream(table: pa.Table, **options: Any) -> bytes:
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
            writer.write_table(table)
        return sink.getvalue()

    def code(body: bytes, kind: str = "application/vnd.apache.arrow.stream") -> str:
        reply = server.post(f"/v1/decide?policy={A}", body, content_type=kind)
        assert reply.status == 400, reply.text[:300]
        return str(reply.json()["problems"][0]["code"])

    word = pa.array(["x" * 1_000_000])
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 90_000, pa.int32()), word)
    view = word.cast(pa.string_view()).buffers()
    buffers = [None, pa.py_buffer(view[1].to_pybytes() * 90_000), view[2]]
    views = pa.Array.from_buffers(pa.string_view(), 90_000, buffers)
    nested = pa.array([[1], [2, 3]])
    assert code(stream(pa.table({"a": pa.nulls(1_000_000_000)}))) == "G871"
    assert code(stream(pa.table({f"k{n}": pa.nulls(100_000) for n in range(900)}))) == "G871"
    assert code(stream(pa.table({"trygghet": ["x" * 50_000_000]}), compression="zstd")) == "G871"
    assert code(stream(pa.table({"trygghet": nested}))) == "G871"
    assert code(stream(pa.table({"trygghet": shared}))) == "G871"
    assert code(stream(pa.table({"trygghet": views}))) == "G871"
    assert code(stream(pa.table([[1], [2]], names=["barn", "barn"]))) == "G106"
    assert code(b"id;barn;barn\nx;1;2\n", "text/csv") == "G106"
    assert code(b"id\n" + b"1\n" * 100_001, "text/csv") == "G871"


def test_check_says_what_the_command_says_of_the_same_file(server: Asked, home: Path) -> None:
    """In the place of the policy of its id: whole, and with a fault at its line; as JSON and as YAML."""
    file = next(home.glob("rules/*/policies/trygghet.yaml"))
    text = file.read_text(encoding="utf-8")
    assert server.post("/v1/check", {"text": text}).json()["problems"] == []
    wrong = text.replace("invanare", "invonare")
    reply = server.post("/v1/check", {"text": wrong})
    assert server.post("/v1/check", wrong.encode(), content_type="application/yaml").body == reply.body
    file.write_text(wrong, encoding="utf-8")
    try:
        command = command_line.run(["check", str(file.relative_to(home)), "--format", "json"], home)
    finally:
        file.write_text(text, encoding="utf-8")
    problems = reply.json()["problems"]
    assert command.code == 1 and problems == command.json()["problems"]
    assert problems and {p["file"] for p in problems} == {str(file.relative_to(home))} and problems[0]["line"] > 1


def test_a_checked_text_reads_no_file(server: Asked) -> None:
    """A table's rows in a file, a path as the policy's id, bytes that are no text: each is said, nothing is read."""
    table = "policy: ny\nlabel: Ny\ntables: {t: {file: ../../../etc/passwd.csv}}\n"
    reply = server.post("/v1/check", {"text": table})
    assert [(p["code"], p["line"]) for p in reply.json()["problems"]] == [("G792", 3)]
    for text in ("policy: ../../../etc/passwd\nlabel: x\n", "[1, 2]", "a: &x [*x]", "policy: {", "\u202e"):
        reply = server.post("/v1/check", {"text": text})
        assert reply.status == 200 and reply.json()["problems"], text
    for body, code in ((b"policy: \xff", "G102"), (b"", "G872")):
        reply = server.post("/v1/check", body, content_type="application/yaml")
        assert reply.status == 400 and reply.json()["problems"][0]["code"] == code


def test_a_run_with_tried_values_is_not_verified(server: Asked, home: Path, tmp_path: Path) -> None:
    """What no command repeats is said neither to agree nor to differ; a run of the files alone agrees."""
    for address_, code, words in (
        ("/v1/run", 0, "samma resultat"),
        ("/v1/run?parameters.minst_invanare=1", 3, "param.minst_invanare = 1"),
        ("/v1/run?facts.sagolunda.invanare=unknown", 3, "sagolunda invanare"),
    ):
        record = tmp_path / "run.json"
        record.write_bytes(server.get(address_).body)
        reply = command_line.run(["verify", str(record)], home)
        assert (reply.code, "G793" in reply.talk) == (code, code == 3), reply.talk
        assert words in reply.out.decode() + reply.talk


WRONG: Final = [
    ("/v1/compare?a=trygghet", 400, "G872"),
    ("/v1/compare?a=trygghet&b=trygghet-barn&c=1", 400, "G870"),
    ("/v1/compare?a=trygghet&a=barnen&b=trygghet-barn", 400, "G871"),
    ("/v1/compare?a=trygghet&b=tryghet", 404, "G312"),
    ("/v1/compare?a=trygghet&b=trygghet-barn&day=2026-02-30", 400, "G216"),
    ("/v1/near?most=many", 400, "G871"),
    ("/v1/explain?area=Atlantis", 404, "G401"),
    ("/v1/compare?a=trygghet&b=barnen&parameters.minst_invanare=a", 400, "G402"),
    ("/v1/nothing", 404, "G881"),
    ("/elsewhere", 404, "G881"),
]


@pytest.mark.parametrize(("at", "status", "code"), WRONG)
def test_what_is_wrong_has_its_code(server: Asked, at: str, status: int, code: str) -> None:
    reply = server.get(at)
    data = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status, data["status"], data["problems"][0]["code"]) == (status, status, code), reply.text
    assert data["problems"][0]["message"] and data["problems"][0]["cure"]


@pytest.mark.parametrize(
    ("at", "near"),
    [
        ("/elsewhere", ""),
        ("/compar", "/compare"),
        ("/areas/sagolunda", "/area/"),
        ("/bodies", "/body/"),
        ("/v1/comp", ""),
    ],
)
def test_an_unknown_address_is_a_page_to_a_browser(server: Asked, at: str, near: str) -> None:
    """With the address that is nearest, if one is near; of the API it is a problem in JSON."""
    reply = server.get(f"{at}?lang=en", accept="text/html")
    assert reply.status == 404 and "G881" in reply.text and "nothing here answers" in reply.text
    assert reply.headers["content-type"].startswith("application/problem" if at.startswith("/v1") else "text/html")
    assert not near or f'<a href="{near}?lang=en">' in reply.text


def test_what_is_asked_follows_to_every_page(server: Asked) -> None:
    """The day, the language and what is tried: in the menu, in a list, and in the forms."""
    text = server.get("/policy/trygghet?day=2026-01-01&lang=en&parameters.minst_invanare=5").text
    links = re.findall(r'href="(/[^"]*)"', text)
    lost = [at for at in links if not at.startswith("/static/") and "parameters.minst_invanare=5" not in at]
    assert lost == [] and len(links) > 10
    assert '<input type="hidden" name="day" value="2026-01-01">' in text.partition('role="search"')[2]
    form = server.get("/compare?known=2030-01-01&facts.sagolunda.invanare=unknown").text.partition('<form id="ask"')[2]
    for name, value in (("known", "2030-01-01"), ("facts.sagolunda.invanare", "unknown")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form.partition("</form>")[0]


def test_every_fault_of_a_query_is_told_at_once(server: Asked) -> None:
    data = server.post("/v1/near", {"most": "x", "insatser": 1, "policy": 3}).json()
    assert {p["code"] for p in data["problems"]} == {"G870", "G871"} and len(data["problems"]) == 3
    assert next(p for p in data["problems"] if p["code"] == "G870")["near"] == "insats"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"a":', b"\xff\xfe", b'{"a": {"b": 1}}', b"1e999"])
def test_no_body_is_a_fault_of_ours(server: Asked, body: bytes) -> None:
    reply = server.post("/v1/compare", body)
    assert reply.status == 400 and reply.json()["problems"][0]["code"] in ("G870", "G871", "G872")


def test_the_document_is_of_openapi(server: Asked) -> None:
    """It names every operation, and its schemas are JSON Schema."""
    import jsonschema

    data = server.get("/openapi.json").json()
    assert data["openapi"] == "3.1.0" and {f"/v1/{name}" for name in OPERATIONS} < data["paths"].keys()
    for name, schema in data["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name == "Problem" or schema["additionalProperties"] is False
    for path in data["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                assert parameter["description"] and parameter["schema"]
    assert document()["paths"].keys() == data["paths"].keys()


def test_openapi_is_printed() -> None:
    assert json.loads(command_line.run(["openapi"]).out)["info"]["title"] == "grund"


# ── guards


def test_a_foreign_host_is_refused(server: Asked) -> None:
    """A page elsewhere that has the browser ask this machine under another name."""
    for host in ("evil.example", "evil.example:80", "", "127.0.0.1.evil.example", "localhost:x"):
        reply = server.get("/", Host=host)
        assert reply.status in (400, 421), (host, reply.status)
    assert server.get("/healthz", Host=f"localhost:{server.port}").status == 200


def test_a_token_is_asked_for(home: Path) -> None:
    secret = "a-long-enough-secret"
    with serving(home, token=secret) as asked:
        assert asked.get("/").status == 401 and asked.get("/v1/gaps").json()["problems"][0]["code"] == "G877"
        assert asked.get("/healthz").status == 200
        assert asked.get("/v1/gaps", authorization=f"Bearer {secret}").status == 200
        for wrong in (f"Bearer {secret}x", "Bearer", "Basic !!", f"Digest {secret}"):
            assert asked.get("/v1/gaps", authorization=wrong).status == 401


def test_too_much_is_refused(home: Path) -> None:
    with serving(home, limits=RequestLimits(body=2_000, address=500, sending=0.5, at_once=4)) as asked:
        assert asked.post("/v1/compare", b" " * 2_001).json()["problems"][0]["code"] == "G875"
        assert asked.get("/search?q=" + "x" * 600).status == 414
        slow = socket.create_connection(("127.0.0.1", asked.port))
        slow.sendall(b"POST /v1/compare HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        started = time.monotonic()
        assert b" 408 " in slow.recv(200) and time.monotonic() - started < 5
        slow.close()
        chunked = socket.create_connection(("127.0.0.1", asked.port))
        chunked.sendall(b"POST /v1/compare HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunked.sendall(b"bb8\r\n" + b" " * 3_000 + b"\r\n0\r\n\r\n")
        assert b" 413 " in chunked.recv(200)
        chunked.close()
        assert asked.get("/healthz").status == 200


@pytest.mark.parametrize(
    "start", ["", "GET / HTTP/1.1\r\nHost: loc", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /"]
)
def test_a_head_that_does_not_come_is_not_waited_for(home: Path, start: str) -> None:
    """At the beginning of a connection, and after a request on it."""
    with (
        serving(home, limits=RequestLimits(sending=0.5)) as asked,
        socket.create_connection(("127.0.0.1", asked.port), timeout=20) as connection,
    ):
        connection.sendall(start.encode())
        while connection.recv(4_000):  # until the other end closes
            pass


def test_a_head_has_a_length(home: Path) -> None:
    """One that is too long is refused, or, before all of it has come, read no further; one host is asked."""
    with serving(home, limits=RequestLimits(head=2_000)) as asked:
        assert asked.get("/healthz", x="a" * 3_000).status == 431
        with (
            socket.create_connection(("127.0.0.1", asked.port), timeout=20) as connection,
            contextlib.suppress(ConnectionError),
        ):
            for part in [b"GET / HTTP/1.1\r\nX: ", *[b"a" * 10_000] * 1_000]:
                connection.sendall(part)
            assert connection.recv(100) == b""
        with socket.create_connection(("127.0.0.1", asked.port), timeout=20) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere.example\r\n\r\n")
            assert b" 421 " in connection.recv(200)


def test_what_takes_too_long_is_said(home: Path) -> None:
    with serving(home, limits=RequestLimits(answering=0.0)) as asked:
        reply = asked.get(address("compare", ASKED["compare"]))
        assert (reply.status, reply.json()["problems"][0]["code"]) == (504, "G879")
        assert asked.get("/compare").status == 504


def test_late_answers_are_few(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is late runs to its end; while so many do, no other is begun, and then they are again."""
    goes_on = threading.Event()
    slow = OPERATIONS["gaps"]._replace(view=lambda *_: goes_on.wait())
    monkeypatch.setattr("grund.web.answers.OPERATIONS", {**OPERATIONS, "gaps": slow})
    with serving(home, limits=RequestLimits(answering=0.3, late=2)) as asked:
        try:
            replies = [asked.get("/v1/gaps"), asked.get("/v1/gaps?lang=en"), asked.get("/v1/gaps"), asked.get("/area/")]
        finally:
            goes_on.set()
        assert [reply.status for reply in replies] == [504, 504, 503, 503] and replies[2].headers["retry-after"]
        assert replies[2].json()["problems"][0]["code"] == "G794" and "G794" in replies[3].text
        until = time.monotonic() + 10
        while (reply := asked.get("/area/")).status == 503 and time.monotonic() < until:
            time.sleep(0.05)
        assert reply.status in (200, 504)  # 504 where a loaded machine takes more than the short limit


def test_every_answer_says_what_a_page_may_do(server: Asked) -> None:
    for at in ("/", "/v1/gaps", "/elsewhere", "/static/grund.js"):
        headers = server.get(at).headers
        assert (
            "default-src 'none'" in headers["content-security-policy"]
            and "unsafe" not in headers["content-security-policy"]
        )
        assert headers["x-content-type-options"] == "nosniff"


def test_serve_is_refused_where_it_must_be(home: Path) -> None:
    reply = command_line.run(["serve", "--host", "0.0.0.0"], home, GRUND_TOKEN="short")
    assert reply.code == 2 and "G882" in reply.talk
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        reply = command_line.run(["serve", "--port", str(taken.getsockname()[1])], home)
    assert reply.code == 2 and "G883" in reply.talk


# ── pages


def links(text: str) -> set[str]:
    """The addresses that a page leads to on this server."""
    given = (html.unescape(href) for href in re.findall(r'href="([^"]+)"', text))
    return {href.partition("#")[0] for href in given if href.startswith("/")}


@pytest.mark.slow
def test_every_page_is_there_and_leads_on(server: Asked) -> None:
    """From the start, every link of every page in both languages."""
    seen: set[str] = set()
    queue = ["/", "/?lang=en"]
    while queue:
        at = queue.pop()
        reply = server.get(quote(at, safe="/?=&%+."))
        assert reply.status == 200, (at, reply.status, reply.text[-500:])
        if reply.headers["content-type"].startswith("text/html"):
            new = links(reply.text) - seen
            new = {href for href in new if not href.startswith("/compare?") or "area=" not in href or "lang=en" in href}
            seen |= new
            queue += new
    assert {at.split("?")[0].split("/")[1] for at in seen} >= {"area", "insats", "policy", "rule", "source", "compare"}


def test_a_page_says_what_is_wrong(server: Asked) -> None:
    reply = server.get("/compare?a=tryghet&b=trygghet-barn")
    assert reply.status == 404 and "G312" in reply.text and "trygghet" in reply.text
    reply = server.get("/area/sagolund")
    assert reply.status == 404 and "menade du ”/area/sagolunda”?" in reply.text


def words_of(reply: Any) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(reply.text)).split())


def test_pages_say_things_by_their_words(server: Asked) -> None:
    """The finding first; rules by why they are there and not by id; areas by type; marks with what they mean."""
    rules = words_of(server.get("/rule/"))
    assert "Ny lekplats" in rules and rules.count("ljus behövs där tryggheten är svag") == 1  # of two policies, once
    ids = re.findall(r"/rule/[^.\"]+\.([a-z0-9-]+)", server.get("/rule/").text)
    assert ids and not any(f" {id} " in rules for id in ids if "-" in id)
    areas = words_of(server.get("/area/"))
    assert "Områden (6)" in areas and "sagolunda" not in areas
    area = words_of(server.get("/area/sagolunda"))
    assert area.index("Sagolunda får 0–1 insatser, beroende på policy") < area.index("Trygghet först: 0 av 1 insats")
    insats = words_of(server.get("/insats/belysning"))
    assert "policyer ger insatsen, till" in insats and "[V] kontrollerad mot källan" in insats
    parameter = words_of(server.get("/parameter/minst_invanare"))
    assert "Värde den 2026-06-01: 500. Beslut ändras vid 201; 901; 1 201." in parameter
    assert "Bättre belysning" in words_of(server.get("/parameter/pris"))


def test_money_is_drawn_and_summed(server: Asked) -> None:
    """The cost first in a sentence; who pays as bars; the sum is told apart; in the language of the page alone."""
    for at in ("/", f"/compare?a={A}&b={B}"):
        money = server.get(at).text.split('id="money"')[1].split("</section>")[0]
        assert '<p class="finding">A kostar' in money or "kan inte beräknas" in money
        assert 'class="bar"' in money or 'class="unknown"' in money
        assert "sum" in re.findall(r"<tr class=\"?(\w+)", money) and "lang=en" not in money


def test_grounds_are_folded_where_they_are_many(server: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    few = server.get("/explain?area=sagolunda&what=belysning&policy=trygghet").text.split('<ul class="tree">')
    assert few[1].startswith("<li><details open>")
    monkeypatch.setattr(grounds, "_FEW", 0)
    many = server.get("/explain?area=sagolunda&what=belysning&policy=trygghet&lang=en").text
    assert many.split('<ul class="tree">')[1].startswith("<li><details>")


def test_who_is_reached_at_each_value_of_a_threshold(server: Asked) -> None:
    text = words_of(server.get(f"/compare?a={A}&b={B}&tables=1"))
    assert "Om tröskelvärdet ändras" in text and "1 201 eller mer" in text


def test_a_panel_opens_beside(server: Asked) -> None:
    reply = server.get("/compare?a=trygghet&b=trygghet-barn&area=sagolunda")
    panel = reply.text.split('id="panel"')[1].split("</section>")[0]
    assert "Sagolunda" in panel and "/insats/" in panel and "/explain?" in panel


def test_the_panel_says_what_a_report_says_of_near_misses_and_costs(server: Asked, home: Path) -> None:
    """The nearest value of a threshold at which the area is reached otherwise, and what each policy costs there."""
    with contextlib.chdir(home):
        found = compare(load_scenario(None), A, B)
    request = ReportRequest(found, places(found.scenario))
    near = near_misses(request, [course(found, lever) for lever in levers(found).held])
    costs = area_costs(costs_of(request))
    assert near and costs
    for place, reached in enumerate(found.sides[0].areas):
        text = html.unescape(server.get(f"/compare?a={A}&b={B}&area={reached.area.id}").text)
        panel = text.split('id="panel"')[1].split("</section>")[0]
        assert panel.count("Närmast en ändring") == (place in near)
        assert all(label.sv in panel for label in (*near.get(place, ()), *costs.get(reached.area.id, ())))


def test_interpretations_with_the_same_numbers_are_one() -> None:
    """Between current practice and the lift, the wide and the narrow reading of the focus areas count the same."""
    refs = CrossReferences(load_scenario("stockholm-2026"), "sv")
    numbers = {n.group: n.values for n in numbers_of(refs.comparison("nulage", "nulage-med-stadsdelslyft"), "sv")}
    assert [words for words, *_ in numbers["both"]] == [""]
    assert [words for words, *_ in numbers["only_b"]] == ["utsatta områden", "hela nämnder"]


def test_what_changed_just_now_is_told_by_name(server: Asked) -> None:
    reply = server.get("/compare?a=trygghet&b=trygghet-barn&parameters.minst_invanare=100000")
    part = reply.text.split('id="finding"')[1].split("</section>")[0]
    assert "faller bort" in part
    assert "Inget område" in server.get("/compare?a=trygghet&b=trygghet-barn&day=2026-02-18").text


def test_what_is_tried_goes_on_to_every_page(server: Asked) -> None:
    """The grounds and the pages of things are those of what is tried, and no command is named that would say else."""
    tried = "parameters.minst_invanare=100000"
    text = server.get(f"/compare?a=trygghet&b=trygghet-barn&{tried}&area=sagolunda").text
    panel = text.split('id="panel"')[1].split("</section>")[0]
    closing = 'href="/compare?'
    assert panel.count(tried) == panel.count("href=") > 3 and closing in panel
    assert "grund compare" not in text and "inget kommando ger samma svar" in text
    assert "grund compare trygghet" in server.get("/compare?a=trygghet&b=trygghet-barn").text
    assert "100\u00a0000" in server.get(f"/explain?area=sagolunda&policy=trygghet&{tried}").text
    assert "grund explain" not in server.get(f"/area/sagolunda?{tried}").text
    words = "grund explain sagolunda --scenario exempelstad --day 2026-02-18"
    assert words in server.get("/area/sagolunda?day=2026-02-18").text


def test_what_cannot_be_decided_has_not_dropped_out(server: Asked) -> None:
    """A fact that nobody knows any more takes no area away: it can no longer be decided; nor are its residents 0."""
    text = server.get("/compare?a=trygghet&b=trygghet-barn&facts.sagolunda.invanare=unknown&area=sagolunda").text
    first = text.split('id="finding"')[1].split("</section>")[0]
    assert "kan inte längre avgöras: Sagolunda" in first and "faller bort: Sagolunda" not in first
    panel = text.split('id="panel"')[1].split("</section>")[0]
    assert "uppgift saknas" in panel.partition("<h3")[0] and "≥" not in panel.partition("<h3")[0]


def test_each_interpretation_has_its_say() -> None:
    """An insats that comes in one interpretation alone is not said to be removed."""
    with serving(command_line.ROOT, "stockholm-2026") as asked:
        reply = asked.get("/compare?a=fokusomrade&b=stadsdelslyft&area=sd-hogdalen&lang=sv")
    panel = reply.text.split('id="panel"')[1].split("</section>")[0]
    assert reply.status == 200 and "hela nämnder" in panel and "tillkommer" in panel and "faller bort" not in panel


def test_a_page_refuses_what_it_does_not_show(server: Asked) -> None:
    for at in ("/compare?a=trygghet&b=barnen&more=trygghet-barn", "/area/sagolunda?policy=trygghet"):
        reply = server.get(at)
        assert reply.status == 400 and "G870" in reply.text


def test_pages_say_what_policies_change_against_the_baseline() -> None:
    """The numbers of `compare`: in a table of the insats, the body and the policy; the graph's boxes lead on."""
    at = urlencode({"a": "ordinarie", "b": "stadsdelslyft", "lang": "en"})
    with serving(command_line.ROOT, "stockholm-2026") as asked:
        readings = asked.get(f"/v1/compare?{at}").json()["readings"]
        pages = {at: html.unescape(asked.get(f"/{at}?lang=en").text) for at in BODIES_AND_INSATSER}
    handed = [{h["body"]: {n: len(areas) for n, areas in h["gains"].items()} for h in r["bodies"]} for r in readings]
    assert [by_body["grp-bostadsbolag"]["insats-boende"] for by_body in handed] == [16, 36] * 2
    for at_page, text in pages.items():
        table = text.partition("Change against the baseline")[2].partition("</table>")[0]
        rows = [re.findall(r">([^<>]+)<", row) for row in table.split("<tr>")]
        assert {"16", "36"} <= {cell for row in rows for cell in row}, at_page
    assert pages["insats/insats-boende"].partition("</svg>")[0].count("<a href=") >= 6
    assert 'href="/insats/insats-boende' in pages["body/grp-bostadsbolag"].partition("</svg>")[0]


def test_a_decision_table_has_a_page(home: Path, tmp_path: Path) -> None:
    """The cells and counts of `grund table`, and what each row is to an area; no menu of tables where there is none."""
    folder = Path(shutil.copytree(home, tmp_path / "p"))
    (next(folder.glob("rules/*/policies")) / "tabell.yaml").write_text(test_tables.POLICY, encoding="utf-8")
    shown = command_line.run(["table", "ljus", "--area", "Sagolunda", "--format", "json"], folder).json()
    with serving(folder) as asked:
        text = html.unescape(asked.get("/table/tabell.ljus?area=Sagolunda").text)
        listed = asked.get("/table/").text
        wrong = asked.get("/table/tabell.ljus?area=Sagolund")
    for row in shown["rows"]:
        assert row["row"] in text and (row["decides"] != "yes" or "avgör" in text)
    assert "grund table tabell.ljus --area Sagolunda" in text and 'href="/table/tabell.ljus"' in listed
    assert wrong.status == 404 and "G401" in wrong.text
    assert "table" not in kinds_of(load_scenario("kommuner").book)


def test_an_area_leads_to_the_tables_that_decide_it(home: Path, tmp_path: Path) -> None:
    """With the row that decides, as `grund table --area` says it."""
    folder = Path(shutil.copytree(home, tmp_path / "p"))
    (next(folder.glob("rules/*/policies")) / "tabell.yaml").write_text(test_tables.POLICY, encoding="utf-8")
    (scenario,) = folder.glob("scenarios/*.yaml")
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("policies: [trygghet,", "policies: [tabell, trygghet,"), encoding="utf-8")
    shown = command_line.run(["table", "ljus", "--area", "Sagolunda", "--format", "json"], folder).json()
    with serving(folder) as asked:
        area = asked.get("/area/sagolunda").text
    row = area.partition('<a href="/table/tabell.ljus">Ljus</a>')[2].partition("</tr>")[0]
    (decides,) = {one["row"] for one in shown["rows"] if one["decides"] == "yes"} or {"ingen rad avgör säkert"}
    assert f">{decides}<" in row and 'href="/insats/belysning"' in row


def test_one_policy_is_compared_with_another(server: Asked) -> None:
    """Whichever is named: none with itself where the scenario names more."""
    for at in (f"a={A}", f"a={B}", f"b={A}", f"b={B}"):
        command = html.unescape(server.get(f"/compare?{at}").text)
        assert f"grund compare {A} {B}" in command or f"grund compare {B} {A}" in command, at


def test_a_third_policy_stands_beside(server: Asked) -> None:
    """In words and tables as `compare A B C` says it; in the panel; in the command and the data."""
    text = html.unescape(server.get(f"/compare?a={A}&b={B}&c=barnen&area=sagolunda").text)
    assert f"grund compare {A} {B} barnen --scenario" in text and "more=barnen" in text
    wanted = server.get(address("compare", {"a": A, "b": B, "more": "barnen"})).json()["headline"]["sv"]
    assert wanted in text.split('id="reach"')[1].split("</section>")[0]
    panel = text.split('id="panel"')[1].split("</section>")[0]
    assert all(f'href="/policy/{name}' in panel.partition("</table>")[0] for name in (A, B, "barnen"))
    moved = server.get(f"/compare?a={A}&b={A}&c={B}&parameters.minst_invanare=100000").text
    assert "faller bort" in moved.split('id="finding"')[1].split("</section>")[0]


def test_every_table_is_an_address(server: Asked) -> None:
    """What nobody has asked for is not made; an area that is open stays open."""
    at = f"/compare?a={A}&b={B}&area=sagolunda"
    brief, full = html.unescape(server.get(at).text), html.unescape(server.get(f"{at}&tables=1").text)
    assert f"{at}&tables=1#details" in brief and "Områden och skäl" not in brief and "Områden och skäl" in full
    assert all('name="area" value="sagolunda"' in text for text in (brief, full)) and 'name="tables"' in full
    assert "tables=1&area=" in full.split('id="areas"')[1]


def test_more_than_four_interpretations_are_counted() -> None:
    """What is not shown is said, and can be chosen: in one way, in every way, or as the scenario has it."""
    every = "omradestyp_ar=ar_2023,ar_2022", "studentbostader=raknas,raknas_inte"
    at = urlencode({"a": "nulage-med-stadsdelslyft", "b": "omradestyp", "lang": "en", "tolkning": every}, doseq=True)
    with serving(command_line.ROOT, "stockholm-2026") as asked:
        text = html.unescape(asked.get(f"/compare?{at}").text)
    assert "12\xa0more interpretations are not shown here." in text and text.count('<details name="map"') == 8
    assert all(f'<option value="{choice}" selected>all that differ' in text for choice in every)


def test_an_old_link_says_that_the_rules_have_changed(server: Asked) -> None:
    assert 'class="stale"' in server.get("/compare?run=0000").text
    health = server.get("/healthz").json()
    run = health["run"]
    assert health["illustration"] is True and health["scenario"] == "exempelstad"
    assert 'class="stale"' not in server.get(f"/compare?run={run}").text


def test_texts_stay_text(home: Path, tmp_path: Path) -> None:
    """Markup in names and queries is shown, and never is markup."""
    folder = Path(shutil.copytree(home, tmp_path / "p"))
    areas = next(folder.glob("scenarios/**/areas.csv"))
    hostile = '<script>alert(1)</script>"&'
    areas.write_text(
        areas.read_text(encoding="utf-8").replace("Sagolunda", hostile.replace('"', '""')), encoding="utf-8"
    )
    with serving(folder) as asked:
        for at in (
            "/area/sagolunda",
            "/area/",
            "/compare?area=sagolunda",
            f"/search?q={quote(hostile)}",
            f"/compare?a={quote(hostile)}",
        ):
            assert "<script>alert" not in asked.get(at).text, at


def test_search_takes_letters_as_people_type_them(server: Asked) -> None:
    assert "/area/sagolunda" in server.get("/search?q=SAGOL").text
    assert "Inget heter så" in server.get("/search?q=finns-inte").text


# ── a folder of pages, and an assistant


def test_the_client_of_twenty_lines(server: Asked) -> None:
    """It prints the finding; what is wrong it says with its code and cure, and ends with 1."""
    client = command_line.ROOT / "examples" / "api" / "client.py"
    lines = [line for line in client.read_text(encoding="utf-8").splitlines() if line and not line.startswith('"""')]
    right, wrong = (
        subprocess.run([sys.executable, str(client), server.at, A, b], capture_output=True, text=True, check=False)
        for b in (B, "tryghet")
    )
    headline = server.get(address("compare", {"a": A, "b": B})).json()["headline"]["en"]
    assert len(lines) <= 22 and (right.returncode, headline in right.stdout) == (0, True)
    assert wrong.returncode == 1 and wrong.stderr.startswith("G312")


def test_a_site_leads_nowhere_else(home: Path, tmp_path: Path) -> None:
    """Every link of every file leads to a file; the same scenario gives the same bytes."""
    for name in ("one", "two"):
        reply = command_line.run(["site", "-o", str(tmp_path / name)], home)
        assert reply.code == 0, reply.talk
    one = {p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*") if p.is_file()}
    two = {p.relative_to(tmp_path / "two"): p.read_bytes() for p in (tmp_path / "two").rglob("*") if p.is_file()}
    assert one == two and Path("index.html") in one and Path("rule") in {p.parent for p in one}
    for path, data in one.items():
        for href in re.findall(r'(?:href|src)="([^"]+)"', data.decode()) if path.suffix == ".html" else ():
            where = html.unescape(href).partition("#")[0]
            if where and not where.startswith(("https:", "http:", "data:")):
                assert (tmp_path / "one" / path.parent / where).is_file(), (path, href)
    assert command_line.run(["site", "-o", str(tmp_path / "one")], home).code == 3


def test_an_assistant_asks_with_the_sdk(home: Path) -> None:
    """The client of the SDK lists the tools and calls them; what is wrong is an error with its code."""
    pytest.importorskip("mcp")
    import asyncio

    from mcp import Client

    from grund.web.mcp_server import server as tools_of
    from grund.web.scenarios import opened

    async def asked() -> None:
        async with Client(tools_of(opened("exempelstad"))) as client:
            tools = (await client.list_tools()).tools
            assert [tool.name for tool in tools] == list(OPERATIONS)
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
            reply = await client.call_tool("compare", ASKED["compare"])
            assert not reply.is_error and reply.structured_content["kind"] == "grund-comparison"
            wrong = await client.call_tool("compare", {"a": "tryghet", "b": "trygghet"})
            assert wrong.is_error and "G312" in wrong.content[0].text

    import os

    before = Path.cwd()
    os.chdir(home)
    try:
        asyncio.run(asked())
    finally:
        os.chdir(before)


def test_a_threshold_that_cannot_be_moved_says_why() -> None:
    """In the web door as in the report: a count of areas in a rank turns in a way that is not solved."""
    scenario = load_scenario("percentilgallring")
    reasons = unsolved_of(CrossReferences(scenario, "en"), ["forsta", "andra"])
    found = levers(compare(scenario, "forsta", "andra")).unsolved
    assert len(reasons) == len(found) == 2
    assert all("in a way that cannot be solved exactly" in text for text in (*reasons, *(why.en for why in found)))


@pytest.mark.slow
def test_the_first_pages_are_made_before_they_are_asked_for() -> None:
    """What all pages need is made; the pages themselves are made for those who ask."""
    pages = PageRoutes(AnswerBook(opened("stockholm-2026")), Workers(30.0, 4))
    pages.warm()
    (refs,) = pages.recent.values.values()
    assert not pages.pages.values
    assert {key[2] for key in refs.made if key[0] == "comparison"} >= {*refs.scenario.named[1:]}
