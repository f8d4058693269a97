"""Web load: what the web door takes from a second process: latency at a pace, requests a second, memory, equal bytes.

    python benchmarks/web_load.py                  everything; minutes
    python benchmarks/web_load.py --short          a tenth of each, to see that it works
    python benchmarks/web_load.py SCENARIO A B     another city's

Starts `grund serve` on loopback, on a processor of its own where there are two, and asks from this process on the
other. At a pace, a request is due at its moment whether or not the one before it is answered, and its latency is
counted from that moment, so that waiting shows. Every answer must be 200, and some are compared with what the command
line prints. Exits with 1 where an answer is wrong.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, local
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import grund
from grund.engines import interpreter
from grund.engines.run import frame_of
from grund.model.expressions import Reference

ROOT: Final = Path(__file__).resolve().parent.parent
CLIENTS: Final = 8
PAIR: Final = ("nulage", "nulage-med-stadsdelslyft")
SCENARIO: Final = "stockholm-2026"
THRESHOLD: Final = ("omradestyp", "omradestyp_grans")
"""A policy and a parameter of it that a slider moves, against the first policy."""


class WebRequest(NamedTuple):
    """A request: its address, and the body of a POST."""

    at: str
    body: bytes = b""


class WebServer:
    """A server of a scenario in a process of its own; each thread has its connection, which stays open."""

    def __init__(self, scenario: str) -> None:
        command = [sys.executable, "-m", "grund", "serve", scenario, "--port", "0", "--lang", "en"]
        if (os.cpu_count() or 1) > 1:
            command = ["taskset", "-c", "1", *command]
            os.sched_setaffinity(0, {0})
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "engine")}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        match = re.search(r":(\d+)/", line)
        assert match, line
        self.port = int(match[1])
        self._local = local()

    def ask(self, request: WebRequest) -> bytes:
        """The body of an answer; raises `AssertionError` where it is not 200."""
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"content-type": "application/json"} if request.body else {}
        try:
            self._local.connection.request("POST" if request.body else "GET", request.at, request.body or None, headers)
            reply = self._local.connection.getresponse()
            body: bytes = reply.read()
        except (http.client.HTTPException, ConnectionError):
            del self._local.connection
            raise
        assert reply.status == 200, (reply.status, request.at, body[:300])
        return body

    @property
    def memory(self) -> float:
        """Its resident memory, MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    @property
    def cpu(self) -> float:
        """The seconds of processor that it has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(scenario: str) -> Iterator[WebServer]:
    """A server, ended afterwards."""
    server = WebServer(scenario)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(20)


def paced(server: WebServer, name: str, requests: Sequence[WebRequest], pace: float) -> None:
    """So many requests a second, and how long each took from the moment it was due."""
    taken: list[float] = []
    start, before = time.perf_counter() + 0.1, server.cpu

    def one(n: int, request: WebRequest) -> None:
        due = start + n / pace
        time.sleep(max(0.0, due - time.perf_counter()))
        server.ask(request)
        taken.append(time.perf_counter() - due)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, range(len(requests)), requests))
    _row(f"{name}, {pace:g}/s", taken, start, server.cpu - before)


def closed(server: WebServer, name: str, requests: Sequence[WebRequest], clients: int = 1) -> None:
    """One after the other, by so many clients, as fast as they are answered."""
    taken: list[float] = []
    start, before = time.perf_counter(), server.cpu

    def one(request: WebRequest) -> None:
        began = time.perf_counter()
        server.ask(request)
        taken.append(time.perf_counter() - began)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(one, requests))
    _row(name, taken, start, server.cpu - before)


def _row(name: str, taken: list[float], start: float, cpu: float) -> None:
    seconds, taken = time.perf_counter() - start, sorted(taken)
    p50, p99 = (1000 * taken[min(len(taken) - 1, int(len(taken) * part))] for part in (0.5, 0.99))
    per = 1000 * cpu / len(taken)
    print(f"{name:58}{len(taken):7}{p50:9.1f}{p99:9.1f}{len(taken) / seconds:9.0f}{per:9.1f}", flush=True)


# ── what is asked


def asked(path: str, **query: str) -> WebRequest:
    """A GET of an address."""
    return WebRequest(f"{path}?{urlencode(query)}")


def rows_of(server: WebServer, scenario: str, policy: str) -> list[dict[str, Any]]:
    """Every area of the scenario's level with what a policy reads there, as rows that a caller brings."""
    loaded = grund.load(scenario)
    areas = loaded.today.by_level[loaded.level]
    question = {"policy": policy, "rows": [{"id": area.id} for area in areas]}
    absent = json.loads(server.ask(WebRequest("/v1/decide", json.dumps(question).encode())))["absent"]
    words = {**loaded.book.vocabulary.attributes, **loaded.book.vocabulary.derived}
    frame = frame_of(loaded, loaded.policy(policy), tuple(sorted(loaded.chosen(()).items())))
    rows = []
    for area in areas:
        read = [(name, interpreter.evaluate(frame, Reference(name, words[name].type), area).value) for name in absent]
        given = {name: value if isinstance(value, bool | str) or value is None else str(value) for name, value in read}
        rows.append({"id": area.id, **given})
    return rows


def equal_bytes(server: WebServer, scenario: str, names: Sequence[str], areas: Sequence[str]) -> int:
    """Eight clients ask the same at once, and each must get what the command line prints; the number compared."""
    a, b = names[:2]
    commands = {
        f"/v1/compare?{urlencode({'a': a, 'b': b, 'lang': 'en'})}": ["compare", a, b, "--scenario", scenario],
        f"/v1/gaps?{urlencode({'policy': b, 'lang': 'en'})}": ["gaps", "--policy", b, "--scenario", scenario],
        **{
            f"/v1/explain?{urlencode({'area': area, 'policy': b, 'lang': 'en'})}":
            ["explain", area, "--policy", b, "--scenario", scenario]
            for area in areas[:3]
        },
    }  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "engine")}
    printed = {
        at: subprocess.run(
            [sys.executable, "-m", "grund", *words, "--format", "json", "--lang", "en"],
            capture_output=True, env=environment, cwd=ROOT, check=True,
        ).stdout
        for at, words in commands.items()
    }  # fmt: skip
    wanted = [at for at in printed for _ in range(CLIENTS * 4)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        bodies = list(pool.map(lambda at: server.ask(WebRequest(at)), wanted))
    unlike = [at for at, body in zip(wanted, bodies, strict=True) if body != printed[at]]
    assert not unlike, unlike[:3]
    return len(bodies)


def flat_memory(server: WebServer, requests: Sequence[WebRequest], count: int) -> None:
    """The memory after each tenth of so many requests, by eight clients."""
    marks, done, lock = [server.memory], itertools.count(1), Lock()

    def one(request: WebRequest) -> None:
        server.ask(request)
        with lock:
            if next(done) % (count // 10) == 0:
                marks.append(server.memory)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, itertools.islice(itertools.cycle(requests), count)))
    print(f"memory over {count} requests, MB: " + " ".join(f"{mark:.0f}" for mark in marks))


def main(words: Sequence[str] | None = None) -> int:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("asked", nargs="*", default=[SCENARIO, *PAIR], help="SCENARIO A B")
    parser.add_argument("--short", action="store_true", help="a tenth of each")
    parser.add_argument("--threshold", nargs=2, default=THRESHOLD, help="POLICY PARAMETER")
    given = parser.parse_args(words)
    scenario, *names = given.asked
    part = 10 if given.short else 1
    with served(scenario) as server:
        machine = f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
        print(f"grund serve {scenario}; {machine}")
        run(server, scenario, names, given.threshold, part)
    return 0


def run(server: WebServer, scenario: str, names: Sequence[str], threshold: Sequence[str], part: int) -> None:
    """Each measure; `part`: by how much less than in earnest."""
    a, b = names
    rows = rows_of(server, scenario, b)
    decide = WebRequest("/v1/decide", json.dumps({"policy": b, "rows": rows}).encode())
    decisions = len(json.loads(server.ask(decide))["decisions"])
    areas = [row["id"] for row in rows]
    explain = [asked("/v1/explain", area=area, policy=b) for area in areas]
    compare = asked("/v1/compare", a=a, b=b)
    policy, name = threshold
    turns = json.loads(server.ask(asked("/v1/sweep", policy=policy, parameter=name)))
    values = turns["breakpoints"]
    slide = [asked("/compare", a=a, b=policy, **{f"parameters.{name}": value}) for value in values]
    print(f"{'':58}{'n':>7}{'p50 ms':>9}{'p99 ms':>9}{'per s':>9}{'CPU ms':>9}")
    closed(server, "compare, the first time", [compare])
    closed(server, "page of a comparison, the first time", [asked("/compare", a=a, b=b)])
    paced(server, "compare, asked before", [compare] * (1000 // part), 50)
    closed(server, "compare, asked before, as fast as it goes", [compare] * (2000 // part), CLIENTS)
    new = [asked("/v1/compare", a=a, b=policy, **{f"parameters.{name}": f"{n / 1000:.3f}"}) for n in range(500, 700)]
    paced(server, "compare, each with a new value", new[:: max(1, part // 2)], 10)
    closed(server, "explain, each area the first time", explain)
    paced(server, "explain, asked before", explain * (10 // part), 50)
    closed(server, f"decide {len(rows)} areas: {decisions} decisions", [decide] * (200 // part))
    paced(server, f"decide {len(rows)} areas", [decide] * (1000 // part), 50)
    paced(server, f"decide {len(rows)} areas", [decide] * (2000 // part), 200)
    closed(server, f"a slider through {len(slide)} values, page, the first time", slide)
    closed(server, f"a slider through {len(slide)} values, page, back", slide[::-1])
    count = equal_bytes(server, scenario, names, areas)
    print(f"equal to the command line, byte for byte: {count} answers to {CLIENTS} clients")
    often = [compare, *explain[:40], decide, asked("/compare", a=a, b=b), asked("/area/" + areas[0])]
    tried = [asked("/compare", a=a, b=policy, **{f"parameters.{name}": f"{n / 1000:.3f}"}) for n in range(400 // part)]
    mixed = [request for one in tried for request in (one, *often, *often[:6])]
    for _ in range(2):  # the first fills what is kept, the second shows that it stays level
        flat_memory(server, mixed, 20_000 // part)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AssertionError as error:
        sys.exit(f"wrong: {error}")
