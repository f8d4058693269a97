"""`grund serve`: answer questions about a scenario over HTTP, to people and to programs."""

from __future__ import annotations

import gc
import os
import socket
import sys
from typing import Annotated

from cyclopts import Parameter

from .. import web
from ..model.numbers import pick
from ..problems.extras import require
from ..problems.problem import GrundError, problem
from .options import LangOption, say_whose

_SHORTEST = 16


def serve(
    scenario: str | None = None,
    /,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    name: Annotated[list[str] | None, Parameter("--name")] = None,
    lang: LangOption = "sv",
) -> int:
    """Answer questions about a scenario over HTTP, to people and to programs."""
    uvicorn = require("uvicorn")
    token = os.environ.get("GRUND_TOKEN", "")
    if not web.guards.is_loopback(host) and len(token) < _SHORTEST:
        raise GrundError([problem("G882", None, host=host)])
    if scenario is None:
        say_whose()
    app = web.app.application(scenario, host, port, token, tuple(name or ()))
    with _listening(host, port) as listener:
        at = listener.getsockname()[1]
        address = f"http://{f'[{host}]' if ':' in host else host}:{at}/"
        print(
            pick(lang, f"Öppna {address}. Avsluta med Ctrl-C.", f"Open {address}. Stop with Ctrl-C."), file=sys.stderr
        )
        config = web.http_server.config(app, log_level="warning")
        gc.freeze()  # what is loaded stays: no collection of garbage looks through it, which takes a tenth of a second
        uvicorn.Server(config).run([listener])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; raises `GrundError` G883."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), port))
        listener.listen()  # before the address is said, so that whoever opens it at once waits and is not refused
    except (OSError, OverflowError) as error:
        listener.close()
        raise GrundError([problem("G883", None, host=host, port=port, why=error)]) from None
    return listener
