"""Guards: what every request passes before anything is asked.

Refused are a foreign host, a wrong token, a body that is too large or too slow, and more questions at once than
it can answer. Each is refused with a status and a code, and without reading more than was allowed; every answer says
what a page may do.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from ..problems.problem import Problem, problem
from .answers import PROBLEM_MEDIA, problem_data

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

LOG: Final = logging.getLogger("grund.web")
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", "testserver"})
POLICY: Final = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " \
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"  # fmt: skip
_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"vary", b"Accept, Accept-Encoding, Authorization"),
)


@dataclass(frozen=True)
class RequestLimits:
    """What a request may take: bytes of body, of address and of head, seconds to send head and body each and to answer,
    requests at once, and answers that are late and still being made."""

    body: int = 4_000_000
    address: int = 8_000
    head: int = 16_000
    sending: float = 10.0
    answering: float = 30.0
    at_once: int = 16
    late: int = 4


@dataclass(frozen=True)
class Guarded:
    """An application behind its guards."""

    app: Application
    hosts: frozenset[str]
    token: str = ""
    limits: RequestLimits = field(default_factory=lambda: RequestLimits())
    running: set[int] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = [*message.get("headers", ())]
                own = {name for name, _ in given}
                message = {**message, "headers": [*given, *(pair for pair in _HEADERS if pair[0] not in own)]}
            await send(message)

        await self._guarded(scope, receive, sending)
        entry = {
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(1000 * (time.perf_counter() - started), 1),
            "run": scope.get("state", {}).get("run", ""),
        }
        LOG.info(json.dumps(entry, ensure_ascii=False))

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await refuse(send, *refusal)
            return
        try:
            body = await asyncio.wait_for(_body(receive, self.limits.body), self.limits.sending)
        except TimeoutError:
            await refuse(send, 408, problem("G876", None, seconds=f"{self.limits.sending:g}"))
            return
        if body is None:
            await refuse(send, 413, problem("G875", None, most=self.limits.body))
            return
        key = id(scope)
        self.running.add(key)
        try:
            await self.app(scope, _again(body, receive), send)
        finally:
            self.running.discard(key)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, Problem] | None:
        """Why a request is not answered, told from its head alone."""
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self.limits.head:
            return 431, problem("G875", None, most=self.limits.head)
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() and not host.endswith("]") else host
        if name.lower() not in self.hosts or sum(name == b"host" for name, _ in scope["headers"]) > 1:
            return 421, problem("G874", None, host=host[:80])
        if self.token and not _allowed(headers.get("authorization", ""), self.token) and scope["path"] != "/healthz":
            return 401, problem("G877", None)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.limits.body:
            return 413, problem("G875", None, most=self.limits.body)
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > self.limits.address:
            return 414, problem("G875", None, most=self.limits.address)
        if len(self.running) >= self.limits.at_once:
            return 503, problem("G878", None, most=self.limits.at_once)
        return None


def hosts_of(host: str, port: int, more: tuple[str, ...] = ()) -> frozenset[str]:
    """The names under which a server may be asked: its own, and those of this machine where it listens there alone."""
    own = {host.lower(), *(name.lower() for name in more)}
    return frozenset(own | _LOOPBACK if is_loopback(host) else own)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    return host.lower() in _LOOPBACK


def _allowed(given: str, token: str) -> bool:
    """Whether an Authorization line has the token: as a bearer's, or as the password of any name."""
    scheme, _, value = given.partition(" ")
    if scheme.lower() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:
            return False
    return scheme.lower() in ("bearer", "basic") and hmac.compare_digest(value.strip().encode(), token.encode())


async def _body(receive: Receive, most: int) -> bytes | None:
    """The body of a request; None where it is larger than allowed."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body, as an application receives it."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


async def refuse(send: Send, status: int, why: Problem) -> None:
    """A refusal in the problem format of RFC 9457."""
    body = json.dumps(problem_data([why], status, TITLES[status], "en"), ensure_ascii=False).encode()
    headers = [(b"content-type", PROBLEM_MEDIA.encode()), (b"content-length", str(len(body)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="grund", charset="UTF-8"'))
    if status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


TITLES: Final = {
    400: "Bad request",
    401: "Token required",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    408: "Request too slow",
    413: "Body too large",
    414: "Address too long",
    415: "Unsupported media type",
    421: "Wrong host",
    422: "Cannot be answered",
    431: "Head too long",
    500: "Fault of our own",
    503: "Busy",
    504: "Takes too long",
}
