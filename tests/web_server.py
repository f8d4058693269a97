"""A server of the web door for tests: a real one, on a free port of this machine, asked with the standard library."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from grund.web.app import application
from grund.web.guards import Guarded, RequestLimits
from grund.web.http_server import config


class Reply(NamedTuple):
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


class Asked(NamedTuple):
    """A server that runs: its port."""

    port: int

    def get(self, address: str, **headers: str) -> Reply:
        """The reply to a GET."""
        return self.send("GET", address, b"", headers)

    def post(self, address: str, data: Any, **headers: str) -> Reply:
        """The reply to a POST of JSON, or of bytes as they are."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        return self.send("POST", address, body, {"content-type": "application/json", **headers})

    def send(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """The reply to any request; a `_` in the name of a header is a `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, address, body or None, {k.replace("_", "-"): v for k, v in headers.items()})
            response = connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    @property
    def at(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serving(
    folder: Path, scenario: str | None = None, token: str = "", limits: RequestLimits | None = None
) -> Iterator[Asked]:
    """A server of a scenario of the project in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with running(application(scenario, token=token, limits=limits)) as asked:
            yield asked
    finally:
        os.chdir(before)


@contextlib.contextmanager
def running(app: Guarded) -> Iterator[Asked]:
    """An application, served from a thread."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(config(app, log_level="error"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield Asked(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
