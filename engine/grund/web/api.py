"""API: version 1, over the operations: `/v1/NAME` by address or by body.

Answers in the format that is asked for, with an entity tag; problems as RFC 9457 says them. What may be slow is worked
out aside, so that the server goes on answering, and has a limit.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..loading.documents import decoded
from ..problems.problem import GrundError, Problem, problem
from ..version import __version__
from .answers import PROBLEM_MEDIA, AnswerBook, HttpAnswer, problem_data, wanted
from .guards import LOG, TITLES
from .openapi import document
from .operations import OPERATIONS
from .queries import CheckQuery, DecideQuery, Query, from_address, from_body
from .row_bodies import READERS
from .scenarios import hash_of
from .workers import Workers

_NOT_THERE: Final = frozenset({"G881", "G312", "G401", "G408", "G465", "G470"})
"""The codes that say that a name has nothing behind it."""
_FEW: Final = 200
"""So many rows are few, and decided in milliseconds."""
_STATUS: Final = {"G873": 406, "G880": 415, "G794": 503, "G879": 504}
"""The codes that have a status of their own; of others the question is wrong."""


def routes(answers: AnswerBook, workers: Workers) -> list[Route]:
    """The routes of the API."""
    made = [
        Route(
            f"/v1/{name}", partial(_asked, answers, workers, name), methods=["GET", "POST"] if row.address else ["POST"]
        )
        for name, row in OPERATIONS.items()
    ]
    return [
        *made,
        Route("/healthz", partial(_health, answers)),
        Route("/openapi.json", partial(_openapi, answers)),
    ]


async def _asked(answers: AnswerBook, workers: Workers, name: str, request: Request) -> Response:
    """An operation, asked in an address or in a body."""
    lang = "en" if request.query_params.get("lang") == "en" else "sv"
    try:
        pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "format"]
        format = wanted(request.headers.get("accept", ""), request.query_params.get("format"))
        query = await _query(request, name, pairs)
        lang = query.lang
        small = name if isinstance(query, DecideQuery) and len(query.rows) <= _FEW else ""
        answer = await workers.make(partial(answers.answer, name, query, format), small)
    except GrundError as error:
        return refused(error.problems, status_of(error.problems), lang)
    except Exception as error:  # what nobody foresaw is a problem with a code here too, and the log has the rest
        LOG.exception("unforeseen")
        return refused([problem("G901", None, why=f"{type(error).__name__}: {error}")], 500, lang)
    request.state.run = answer.run
    return response_to(request, answer)


async def _query(request: Request, name: str, pairs: list[tuple[str, str]]) -> Query:
    kind = OPERATIONS[name].query
    if request.method in ("GET", "HEAD"):
        return from_address(kind, pairs)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind is DecideQuery and media in READERS:
        return from_address(kind, pairs).model_copy(update={"rows": READERS[media](body)})
    if kind is CheckQuery and media in _YAML:
        base = from_address(kind, pairs).model_dump(exclude_defaults=True)
        return from_body(kind, {**base, "text": decoded(body, "policy.yaml")})
    if media not in ("application/json", ""):
        raise GrundError([problem("G880", None, name=media, known="application/json")])
    if pairs:
        names = ", ".join(name for name, _ in pairs)
        raise GrundError([problem("G871", None, name=names, wanted="body", value="?")])
    return from_body(kind, _json(body))


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise GrundError([problem("G871", None, name="body", wanted="JSON", value=str(error)[:80])]) from None


_YAML: Final = frozenset({"application/yaml", "application/x-yaml", "text/yaml"})
"""How the text of `check` may come, beside JSON."""


def status_of(problems: tuple[Problem, ...]) -> int:
    """The status that says what is wrong: a name that nothing has, the format, or the question."""
    codes = {p.code for p in problems}
    if codes <= _NOT_THERE:
        return 404
    return next((status for code, status in _STATUS.items() if code in codes), 400)


def refused(problems: Any, status: int, lang: str) -> Response:
    """Problems, as an answer."""
    data = problem_data(problems, status, TITLES[status], lang)
    headers = {"retry-after": "5"} if status == 503 else {}
    return Response(orjson.dumps(data, option=orjson.OPT_INDENT_2), status, headers, PROBLEM_MEDIA)


def response_to(request: Request, answer: HttpAnswer) -> Response:
    """The answer, or that the caller has it."""
    headers = {"etag": answer.tag, "cache-control": "no-cache", "x-grund-run": answer.run}
    if answer.media.startswith("text/html"):  # the page holds its own style, and says by a hash that it may
        headers["content-security-policy"] = "frame-ancestors 'none'"
    if answer.tag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers, media_type=answer.media)


async def _health(answers: AnswerBook, request: Request) -> Response:
    """That the server answers, which version it is, the hash of what it answers from, and whether that is invented."""
    base = answers.scenarios.base
    data = {
        "status": "ok", "version": __version__, "scenario": base.id, "run": hash_of(base),
        "illustration": base.illustration,
    }  # fmt: skip
    return Response(orjson.dumps(data), media_type="application/json")


async def _openapi(answers: AnswerBook, request: Request) -> Response:
    return Response(orjson.dumps(document(answers.scenarios.base)), media_type="application/json")
