"""App: the web door of a scenario as one ASGI application.

The API and the pages answer from the same table; nothing is written, nothing is fetched.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from threading import Thread

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from ..problems.problem import GrundError, nearest, problem
from . import api, page_routes
from .answers import AnswerBook
from .guards import Guarded, RequestLimits, hosts_of
from .scenarios import opened
from .workers import Workers


def application(
    scenario: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str = "",
    names: tuple[str, ...] = (),
    limits: RequestLimits | None = None,
) -> Guarded:
    """The application of a scenario, behind its guards; raises `GrundError` where the scenario has problems."""
    bounds = limits or RequestLimits()
    answers = AnswerBook(opened(scenario))
    workers = Workers(bounds.answering, bounds.late)
    pages = page_routes.PageRoutes(answers, workers)
    app = Starlette(
        routes=[*api.routes(answers, workers), *pages.routes()],
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=3)],
        exception_handlers={HTTPException: partial(_missing, pages)},
        lifespan=partial(_warmed, pages),
    )
    return Guarded(app, hosts_of(host, port, names), token, bounds)


@asynccontextmanager
async def _warmed(pages: page_routes.PageRoutes, _: Starlette) -> AsyncIterator[None]:
    """Where a server says that it starts: it answers at once, and makes the first pages meanwhile."""

    def warm() -> None:
        pages.warm()
        gc.freeze()

    Thread(target=warm, daemon=True).start()
    yield


async def _missing(pages: page_routes.PageRoutes, request: Request, error: Exception) -> Response:
    """An address of nothing, as a page to a browser, with the address that is nearest."""
    status, path = error.status_code if isinstance(error, HTTPException) else 500, request.url.path[:200]
    addresses = [route.path for route in request.app.routes if "{" not in route.path]
    first = "/" + path.split("/")[1]
    near = (nearest(path, addresses) or nearest(first, addresses)) if status == 404 else None
    missing = GrundError([problem("G881", None, near, path=path)])
    if "text/html" in request.headers.get("accept", "") and not path.startswith("/v1/"):
        return pages.wrong(request, missing, status)
    return api.refused(missing.problems, status, page_routes.lang_of(request))
