"""Hostile requests to the web door: bombs, depth, encodings, names of paths, numbers, slow bodies.

Each is refused with a code, or answered and harmless: no fault of the server's own, no file read or written, and the
server goes on answering. A run of the suite takes every sixth; `-m slow` takes all.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import pytest

import every_command
from grund.web.guards import RequestLimits
from web_server import Asked, serving

pytest.importorskip("starlette")

LIMITS: Final = RequestLimits(sending=0.5, answering=120.0)
"""The limit of an answer is in seconds as they pass, for whoever waits; a loaded machine must not make it fail here."""
LONGEST: Final = 8.0
"""Seconds of processor that no request may take: a fourth of what an answer has on a machine of its own."""


class HostileRequest(NamedTuple):
    """What is sent to an address; a body without a media type is JSON."""

    name: str
    at: str
    body: bytes | None = None
    media: str = "application/json"
    encoding: str = ""


def _json(data: Any) -> bytes:
    return json.dumps(data).encode()


def _texts() -> Iterator[tuple[str, bytes]]:
    """Bodies that are deep, wide, of another encoding, or made to be unpacked."""
    yield "a list 100 000 deep", b"[" * 100_000
    yield "a list 100 000 deep, closed", b"[" * 100_000 + b"]" * 100_000
    yield "a map 50 000 deep", b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    yield "a wide map", _json({f"k{i}": i for i in range(100_000)})
    yield "a key a thousand times", b"{" + b'"a":1,' * 1_000 + b'"a":1}'
    yield "a long text", _json({"a": "x" * 3_000_000, "text": "x" * 3_000_000})
    yield "UTF-16", '{"a": "å"}'.encode("utf-16")
    yield "UTF-32", '{"a": "å"}'.encode("utf-32")
    yield "Latin-1", '{"a": "å"}'.encode("latin-1")
    yield "an overlong slash", b'{"a": "\xc0\xaf"}'
    yield "half a surrogate", b'{"a": "\\ud800", "text": "\\ud800"}'
    yield "raw surrogates", b'{"a": "\xed\xa0\x80"}'
    yield "a byte order mark", b"\xef\xbb\xbf{}"
    yield "NUL", b"\0" * 1_000
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    yield "Python", b"__import__('os').system('touch pwned')"
    yield "NaN", b'{"most": NaN, "seconds": Infinity, "timeout": -Infinity}'
    yield "a number of 100 000 digits", b'{"most": ' + b"9" * 100_000 + b"}"
    yield "an exponent", b'{"most": 1e999999999, "seconds": 1e-999999999}'
    yield "XML", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    laughs = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in itertools.pairwise("abcdefghi"))
    yield "a billion laughs", f"a: &a [x]\n{laughs}".encode()
    yield "a tag that runs", b'policy: !!python/object/apply:os.system ["touch pwned"]\n'
    yield "merged keys", b"a: &a {b: 1}\npolicy: {<<: *a}\n"
    yield "a list in YAML 10 000 deep", b"[" * 10_000 + b"]" * 10_000
    yield "blocks in YAML", b"".join(b" " * i + b"a:\n" for i in range(1_000))
    yield "a wide map in YAML", b"policy: p\n" + b"".join(b"k%d: 1\n" % i for i in range(20_000))
    yield "two documents", b"policy: a\n---\npolicy: b\n"
    yield "a direction-changing character", 'policy: "a\u202eb"\n'.encode()
    yield "a condition 5 000 deep", b"policy: p\nlabel: P\nrulings: {x: {rules: [{when: '" + b"(" * 5_000 + b"a'}]}}"
    yield "a table of a file", b"policy: p\nlabel: P\ntables: {t: {file: /etc/passwd}}\n"
    yield "unclosed quotes", b'id;a\n"' + b"x" * 100_000
    yield "100 000 columns", b";".join(b"k%d" % i for i in range(100_000)) + b"\n" + b";" * 99_999
    yield "ragged rows", b"id;a\n1\n1;2;3\n"
    yield "an Arrow head", b"ARROW1\0\0" + b"\xff" * 64
    yield "an Arrow stream of a huge length", b"\xff\xff\xff\xff\xff\xff\xff\x7f" + b"\0" * 64
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * 10_000_000)
    yield "a packed workbook", bomb.getvalue()


MEDIA: Final = {
    "/v1/compare": "application/json",
    "/v1/check": "application/yaml",
    "/v1/decide?policy=trygghet": "text/csv",
    "/v1/decide?policy=trygghet&lang=en": "application/vnd.apache.arrow.stream",
}
NAMES: Final = (
    "../../../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "file:///etc/passwd", "%2e%2e%2f", "a\0b",
    "$(touch pwned)", "`touch pwned`", "; rm -rf /", "' OR 1=1 --", '"; DROP TABLE areas; --', "{{7*7}}", "${7*7}",
    "<script>alert(1)</script>", "\u202eabc", "\x1b[2J", "å" * 200, "😀", "\ud83d", "", " ", "__class__", "-o",
    "--output=pwned", "\r\nX-Injected: 1", "*", "?", "NaN", "1e999", "-1",
)  # fmt: skip
"""What is given where a name is asked for."""
NUMBERS: Final = (
    "9" * 190, "-" + "9" * 190, "1e100000", "1E-100000", "1e308", "NaN", "Infinity", "-0", "0x10", "1_000", "١٢", "1,5",
    "1/0", "∞", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01",
)  # fmt: skip
"""What is given where a number or a day is asked for."""


def _requests() -> Iterator[HostileRequest]:
    for (name, body), (at, media) in itertools.product(_texts(), MEDIA.items()):
        yield HostileRequest(f"{name} to {at}", at, body, media)
    packed = gzip.compress(b"[" * 50_000_000, 9)
    for at, media in MEDIA.items():
        yield HostileRequest(f"50 MB packed to {at}", at, packed, media, "gzip")
    for name in NAMES:
        safe = quote(name.encode("utf-8", "surrogatepass"), safe="")
        yield HostileRequest(f"{name[:40]!r} as an area", f"/v1/explain?area={safe}&what={safe}")
        yield HostileRequest(f"{name[:40]!r} as a page", f"/area/{safe}")
        yield HostileRequest(f"{name[:40]!r} as a word", f"/compare?a={safe}&b=trygghet&{safe}={safe}")
        pair = {"a": name, "b": name, "parameters": {name: name}, "facts": {name: {name: name}}, "tolkning": [name]}
        yield HostileRequest(f"{name[:40]!r} in a body", "/v1/compare", _json(pair))
    for number in NUMBERS:
        safe = quote(number, safe="")
        two = "a=trygghet&b=trygghet-barn"
        yield HostileRequest(f"{number[:20]!r} as a threshold", f"/compare?{two}&parameters.minst_invanare={safe}")
        yield HostileRequest(f"{number[:20]!r} as a fact", f"/v1/compare?{two}&facts.sagolunda.invanare={safe}")
        yield HostileRequest(f"{number[:20]!r} as a day", f"/v1/near?day={safe}&most={safe}")
        yield HostileRequest(f"{number[:20]!r} as money", f"/v1/allocate?total={safe}&years={safe}&seconds={safe}")
        rows = [{"id": "x", "invanare": number, "barn": number, "trygghet": number}]
        yield HostileRequest(f"{number[:20]!r} in a row", "/v1/decide", _json({"policy": "trygghet", "rows": rows}))


REQUESTS: Final = tuple(_requests())
RAW: Final = {
    "no host": b"GET /v1/gaps HTTP/1.0\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "a length below zero": b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\n{",
    "length and chunks": b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a huge chunk": b"POST /v1/gaps HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
    "no chunk": b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a long head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n",
    "many heads": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: a\r\n" * 20_000 + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a folded head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
    "a path with NUL": b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another server": b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a slow body": b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
    "a slow head": b"GET / HTTP/1.1\r\nHost: loc",
    "a body that breaks off": b"POST /v1/decide HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n",
    "words of WebSocket": b"GET /v1/gaps HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
}
"""Bytes on a connection that no client of ours would send."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project."""
    return every_command.project(tmp_path_factory.mktemp("hostile") / "p")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Asked]:
    """A server of its scenario."""
    with serving(home, limits=LIMITS) as running:
        yield running


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder with a hash of its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def send(server: Asked, request: HostileRequest) -> None:
    """One request: refused with a code, or answered; never a fault of the server's own."""
    started = time.process_time()
    headers = {"content-type": request.media} | ({"content-encoding": request.encoding} if request.encoding else {})
    reply = server.send("GET" if request.body is None else "POST", request.at, request.body or b"", headers)
    assert reply.status < 500, (request.name, reply.status, reply.text[:400])
    assert time.process_time() - started < LONGEST, request.name
    assert b"root:" not in reply.body and "x-injected" not in reply.headers, request.name
    if reply.headers.get("content-type", "") == "application/problem+json":
        assert all(p["code"].startswith("G") and p["cure"] for p in reply.json()["problems"]), request.name
    if reply.headers.get("content-type", "").startswith("text/html"):
        assert "<script>alert" not in reply.text, request.name


def unharmed(server: Asked, home: Path, before: dict[str, str]) -> None:
    """The server answers, and no file has come, gone or changed."""
    assert server.get("/healthz").status == 200
    assert content(home) == before


def test_there_are_three_hundred() -> None:
    assert len(REQUESTS) + len(RAW) >= 300 and len({request.name for request in REQUESTS}) == len(REQUESTS)


def test_some_hostile_requests(server: Asked, home: Path) -> None:
    before = content(home)
    for request in REQUESTS[::6]:
        send(server, request)
    unharmed(server, home, before)


@pytest.mark.slow
def test_every_hostile_request(server: Asked, home: Path) -> None:
    before = content(home)
    for request in REQUESTS:
        send(server, request)
    unharmed(server, home, before)


@pytest.mark.parametrize("name", RAW)
def test_bytes_that_are_no_request_of_ours(server: Asked, home: Path, name: str) -> None:
    """The connection is answered with a refusal, closed, or waits for more; others are answered meanwhile."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.settimeout(3)
        try:
            connection.sendall(RAW[name])
            assert server.get("/healthz").status == 200
            reply = connection.recv(4_000)
        except (TimeoutError, ConnectionError):
            reply = b""
    assert not reply.startswith(b"HTTP/1.1 5"), reply
    assert server.get("/healthz").status == 200
