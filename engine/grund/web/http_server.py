"""HTTP server: uvicorn as it speaks HTTP for the door, with a bound on the head of a request too.

uvicorn itself waits for a head for ever, and reads one of any length.
"""

from __future__ import annotations

from asyncio import TimerHandle
from typing import Any

from ..problems.extras import require
from .guards import Guarded, RequestLimits


def config(app: Guarded, **options: Any) -> Any:
    """uvicorn's configuration for an application and the limits of its guards; with further options of its own."""
    uvicorn, http = require("uvicorn"), require("uvicorn.protocols.http.httptools_impl")
    return uvicorn.Config(
        app, http=_bounded(http.HttpToolsProtocol, app.limits), ws="none", access_log=False,
        server_header=False, proxy_headers=False, **{"lifespan": "off", **options},
    )  # fmt: skip


def _bounded(protocol: Any, limits: RequestLimits) -> Any:
    """A protocol of uvicorn that closes a connection on which a head is too long or too late."""

    class BoundedHead(protocol):  # type: ignore[misc]
        timer: TimerHandle | None = None  # while a head is waited for
        size = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._arrived()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.timer is not None:
                self.size += len(data)
                if self.size > limits.head:
                    self.transport.close()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._wait()

        def on_headers_complete(self) -> None:
            self._arrived()
            super().on_headers_complete()

        def _wait(self) -> None:
            if self.timer is None:
                self.timer, self.size = self.loop.call_later(limits.sending, self.transport.close), 0

        def _arrived(self) -> None:
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None

    return BoundedHead
