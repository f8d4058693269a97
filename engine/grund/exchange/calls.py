"""Calls: a public service asked over HTTP, at its pace, again where it stumbles, and never taken at half its word.

JSON or bytes, or a problem that names the request. HTTPS alone, but for this machine itself; no redirect is followed;
at most so many calls in a window; a call that the service is too busy for, or that is cut, is sent again after a
while, a few times; an answer of another kind than asked for is refused.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from ..problems.problem import GrundError, Place, Problem, problem
from ..version import __version__
from .part_file import PartFile

AGAIN: Final = frozenset({429, 500, 502, 503, 504})
"""Answers after which a call is sent again."""
TRIES: Final = 5
PATIENCE: Final = 120.0
"""Seconds: no longer wait is accepted from a service, and no answer may take longer."""
SILENCE: Final = 30.0
"""Seconds without a byte after which an answer counts as cut."""
MAX_ANSWER: Final = 200_000_000
_BLOCK: Final = 65_536
_JSON: Final = "application/json"
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Clock:
    """Time that passes; tests have one of their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


CLOCK: Clock = Clock()


@dataclass(frozen=True, slots=True)
class Call:
    """A request: a GET, or a POST of JSON where there is a body."""

    url: str
    body: Mapping[str, Any] | None = None

    @property
    def shown(self) -> str:
        """The request in one line."""
        return f"POST {self.url} {_compact(self.body)}" if self.body is not None else f"GET {self.url}"

    @property
    def place(self) -> Place:
        """The request as the place of a problem, without the end of a long one."""
        return Place(self.shown if len(self.shown) <= _LONGEST else f"{self.shown[:_LONGEST]}…")


def address(base: str, *path: str, **query: str) -> str:
    """An address below another, everything in it encoded."""
    words = {name: value for name, value in query.items() if value}
    tail = "/".join(quote(part, safe=",") for part in path)
    return "/".join(filter(None, (base.rstrip("/"), tail))) + (f"?{urlencode(words, safe=',:')}" if words else "")


def checked_base(base: str) -> str:
    """An address that may be called: https without a password, or this machine itself; raises `GrundError`."""
    parts = urlsplit(base)
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
    if not safe or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise GrundError([problem("G852", None, base=base)])
    return base


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _compact(body: Mapping[str, Any] | None) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


class _NoRedirect(HTTPRedirectHandler):
    """A service that sends us elsewhere is told of, not followed."""

    def redirect_request(self, *_: Any) -> None:
        """None: the answer stands as it came."""


class _Cut(Exception):
    """An answer that did not come, or not whole."""


@dataclass
class Client:
    """Calls to one service, at most `calls` in `window` seconds; `sent` are those that were answered."""

    calls: int = 25
    window: float = 10.0
    sent: list[tuple[Call, str]] = field(default_factory=list)
    """Each call for figures with the SHA-256 of its answer."""
    last: Call | None = None
    kept: PartFile | None = None
    """Where answers with figures are kept while others are waited for."""
    on_answer: Callable[[int], object] = lambda more: None
    """Told of each answer, for whoever watches."""
    _times: deque[float] = field(default_factory=deque)

    def json(self, call: Call) -> Any:
        """The JSON of an answer, decimals as they stand; an answer that ends early is asked for again."""
        return self._tried(call, lambda raw: _parsed(raw, call))

    def figures(self, call: Call) -> Any:
        """The same, for an answer with figures: taken from what was kept, or kept before it is used."""
        raw = self.kept.answers.get(call.shown) if self.kept else None
        if raw is None:
            raw = self._tried(call, lambda raw: (_parsed(raw, call), raw)[1])
            if self.kept:
                self.kept.keep(call.shown, raw)
        self.sent.append((call, sha256(raw).hexdigest()))
        return _parsed(raw, call)

    def _tried(self, call: Call, read: Callable[[bytes], Any]) -> Any:
        self.last = call
        why = ""
        for attempt in range(TRIES):
            self._pace()
            try:
                read_answer = read(self._answer(call))
                self.on_answer(1)
                return read_answer
            except HTTPError as error:
                with error:
                    if error.code not in AGAIN:
                        raise GrundError([_refused(call, error)]) from None
                    why, wait = f"HTTP {error.code}", self._wait(error, attempt)
                if wait > PATIENCE:
                    why = f"{why}, Retry-After {wait:.0f} s"
                    break
            except _Cut as error:
                why, wait = str(error), 2.0**attempt
            except (URLError, TimeoutError, ConnectionError, http.client.HTTPException, OSError) as error:
                why, wait = _cut(error), 2.0**attempt
            if attempt < TRIES - 1:
                CLOCK.sleep(wait)
        raise GrundError([problem("G840", call.place, why=why)])

    def _pace(self) -> None:
        """Wait until one more call stands within the window."""
        now = CLOCK.now()
        while self._times and now - self._times[0] >= self.window:
            self._times.popleft()
        if len(self._times) >= self.calls:
            CLOCK.sleep(self.window - (now - self._times.popleft()))
        self._times.append(CLOCK.now())

    def _wait(self, error: HTTPError, attempt: int) -> float:
        """Seconds until the next try: as the service asks, else its window, else twice as long each time."""
        retry_after = error.headers.get("Retry-After", "")
        if retry_after.isdigit():
            return float(retry_after)
        try:
            day = error.headers.get("Date", "")
            return max(0.0, (parsedate_to_datetime(retry_after) - parsedate_to_datetime(day)).total_seconds())
        except (TypeError, ValueError):
            return self.window if error.code == 429 else 2.0**attempt

    def _answer(self, call: Call) -> bytes:
        headers = {"User-Agent": f"grund/{__version__}", "Accept": _JSON}
        data = None
        if call.body is not None:
            data = json.dumps(call.body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        request = Request(call.url, data=data, headers=headers)
        with _opener(call.url).open(request, timeout=SILENCE) as answer:
            raw = _read(answer)
            kind, length = answer.headers.get_content_type(), answer.headers.get("Content-Length", "")
        if length.isdigit() and len(raw) != int(length):
            raise _Cut("@half_answer")
        if not kind.endswith("json"):  # application/json, and kinds of it: geo+json, problem+json
            raise GrundError([_unlike(call, kind)])
        return raw


def _opener(url: str) -> OpenerDirector:
    """An opener that follows nothing; for this machine itself it uses no proxy."""
    own = [ProxyHandler({})] if _is_loopback(urlsplit(url).hostname or "") else []
    return build_opener(_NoRedirect, *own)


def _read(answer: IO[bytes]) -> bytes:
    """All of an answer; raises `_Cut` where it takes too long or is too large."""
    end = CLOCK.now() + PATIENCE
    parts: list[bytes] = []
    size = 0
    while part := answer.read(_BLOCK):
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER or CLOCK.now() > end:
            raise _Cut("@too_large_file" if size > MAX_ANSWER else "@too_slow")
    return b"".join(parts)


def _parsed(raw: bytes, call: Call) -> Any:
    """The JSON of an answer; raises `_Cut` where it ends early, `GrundError` where it is no text."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise GrundError([_unlike(call, "@encoding")]) from None
    except (ValueError, RecursionError):
        raise _Cut("@half_answer") from None


def _no_number(text: str) -> None:
    raise ValueError(text)


def _cut(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return "@too_slow"
    return str(reason) or type(reason).__name__


def _unlike(call: Call, why: str) -> Problem:
    return problem("G842", call.place, why=why, wanted=_JSON)


def _refused(call: Call, error: HTTPError) -> Problem:
    """What a service says of a request that it refuses: the title of its problem, else the start of its text."""
    try:
        text = error.read(4096).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        text = ""
    try:
        fault = json.loads(text)
        text = " ".join(str(fault[name]) for name in ("title", "detail") if fault.get(name))
    except (ValueError, AttributeError, TypeError):
        text = " ".join(text.split())[:200]
    place = error.headers.get("Location", "") if error.code in range(300, 400) else ""
    return problem("G841", call.place, status=error.code, why=" ".join(filter(None, (text, place))) or "–")


def chunked(words: Sequence[str], size: int) -> list[Sequence[str]]:
    """Words by so many at a time."""
    return [words[i : i + size] for i in range(0, len(words), size)]
