"""App: the web door of a scenario as one ASGI application.

The API and the pages answer from the same table; nothing is written, nothing is fetched.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from ..problems.problem import problem
from . import api, page_routes
from .answers import AnswerBook
from .guards import Application, Guarded, RequestLimits, hosts_of
from .scenarios import opened
from .workers import Workers


def application(
    scenario: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str = "",
    names: tuple[str, ...] = (),
    limits: RequestLimits | None = None,
) -> Application:
    """The application of a scenario, behind its guards; raises `GrundError` where the scenario has problems."""
    bounds = limits or RequestLimits()
    answers = AnswerBook(opened(scenario))
    workers = Workers(bounds.answering, bounds.late)
    app = Starlette(
        routes=[*api.routes(answers, workers), *page_routes.PageRoutes(answers, workers).routes()],
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000)],
        exception_handlers={HTTPException: _missing},
    )
    return Guarded(app, hosts_of(host, port, names), token, bounds)


async def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return api.refused([problem("G881", None, path=request.url.path[:200])], status, "sv")
