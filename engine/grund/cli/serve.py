"""`grund serve`: answer questions about a scenario over HTTP, to people and to programs."""

from __future__ import annotations

import ctypes
import gc
import os
import socket
import sys
from typing import Annotated, Final

from cyclopts import Parameter

from .. import web
from ..model.numbers import pick
from ..problems.extras import require
from ..problems.problem import GrundError, problem
from .options import LangOption, say_whose

_SHORTEST = 16
_TRIM, _MMAP = -1, -3
"""What `mallopt` of the GNU C library calls the most free memory that is kept, and the least that is got by itself."""
_KEPT: Final = 16_000_000
_LARGE: Final = 8_000_000


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
        config = web.http_server.config(app, log_level="warning", lifespan="on")
        _keep_memory()
        uvicorn.Server(config).run([listener])
    return 0


def _keep_memory() -> None:
    """What is loaded stays, and no search of garbage looks through it, which takes a tenth of a second; some of the
    memory that an answer leaves is kept for the next, where the system would have to clear every page of it anew."""
    gc.freeze()
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(_MMAP, _LARGE)
        mallopt(_TRIM, _KEPT)


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
