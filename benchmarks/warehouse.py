"""A table decided where it stands: DuckDB from Parquet to Parquet, PostgreSQL and Apache Spark from table to table.

    python benchmarks/warehouse.py duckdb --areas 50000000
    python benchmarks/warehouse.py postgres --areas 1000000
    GRUND_SPARK_HOME=… python benchmarks/warehouse.py spark --areas 10000000

The areas are those of `memory_sql.py`, invented. The server is started here, with its own defaults, and stopped. Prints
the seconds of the run, the processor seconds of client and server, the client's peak memory, what PostgreSQL wrote to
temporary files, and the load of the machine before and after. The floor beside it is a statement that writes the same
number of rows without a rule: those of one area, for every area.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import psycopg  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from sqlglot import exp  # noqa: E402

import memory_sql  # noqa: E402
import servers  # noqa: E402
from grund.batch.connections import opened  # noqa: E402
from grund.engines.sql.storage import Stored  # noqa: E402

_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Place:
    """A database with areas: its address, what is read and written there, and what its server has used."""

    address: str
    source: str
    target: str
    processor: Callable[[], float]
    temporary: Callable[[], int]


@contextlib.contextmanager
def duckdb(folder: Path, areas: Path) -> Iterator[Place]:
    """No server: the client decides."""
    yield Place("duckdb://", str(areas), f"{folder}/decisions.parquet", lambda: 0.0, lambda: 0)


@contextlib.contextmanager
def postgres(folder: Path, areas: Path) -> Iterator[Place]:
    """The areas copied to a table."""
    with servers.postgres() as address, psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE areas (id text, klassning text, omfattas_fokus_jarva boolean)")
        with connection.cursor() as cursor, cursor.copy("COPY areas FROM STDIN") as copy:
            for batch in pq.ParquetFile(areas).iter_batches():
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
        connection.execute("VACUUM ANALYZE areas")
        pid = int(Path(address.partition("host=")[2], "data", "postmaster.pid").read_text().split()[0])

        def temporary() -> int:
            time.sleep(1)  # a backend that ends says what it used
            row = connection.execute("SELECT sum(temp_bytes) FROM pg_stat_database").fetchone()
            return int(row[0]) if row else 0

        yield Place(address, "areas", "decisions", lambda: _processor(pid), temporary)


@contextlib.contextmanager
def spark(folder: Path, areas: Path) -> Iterator[Place]:
    """The areas as a Parquet folder that the cluster sees."""
    with servers.java_spark() as address:
        java = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _is_child(path)]
        yield Place(address, str(areas), "decisions", lambda: sum(map(_processor, java)), lambda: 0)


def _is_child(process: Path) -> bool:
    with contextlib.suppress(OSError):
        return int(_stat(int(process.name))[1]) == os.getpid()
    return False


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, after its name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _processor(pid: int) -> float:
    """Processor seconds of a process and of those that it began and that have ended."""
    return sum(map(int, _stat(pid)[11:15])) / _TICKS


PLACES: Final[dict[str, Any]] = {"duckdb": duckdb, "postgres": postgres, "spark": spark}


def floor(place: Place) -> None:
    """Write as many rows as the run did, every area's those of the first; prints what that took."""
    source, decisions = Stored(place.source), Stored(place.target)
    before, server, client = time.perf_counter(), place.processor(), time.process_time()
    with opened(place.address) as engine:
        columns = [name for name in engine.columns(decisions) if name != "area"]
        first = exp.select(*columns).from_(engine.source(decisions)).where("area = '0'").subquery("d")
        query = exp.select("a.id AS area", *(f"d.{name}" for name in columns))
        query = query.from_(exp.alias_(engine.source(source), "a", table=True)).join(first, join_type="cross")
        engine.store(query, Stored(place.target.replace("decisions", "floor")), "create")
        engine.keep()
    seconds = time.perf_counter() - before
    place.temporary()  # a backend that ends says what it used
    print(
        f"floor: {seconds:.0f} s; processor {time.process_time() - client:.0f} s of the client, "
        f"{place.processor() - server:.0f} s of the server"
    )


def main() -> None:
    """Write the areas, have them decided, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", choices=PLACES)
    parser.add_argument("--areas", type=int, default=1_000_000)
    parser.add_argument("--policy", default="stadsdelslyft")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        memory_sql.areas(folder / "areas.parquet", given.areas)
        with PLACES[given.place](folder, folder / "areas.parquet") as place:
            words = ["run", "--policy", given.policy, "--on", place.address, "--input", place.source]
            environment = os.environ | {"PYTHONPATH": str(ROOT / "engine"), "PYTHONWARNINGS": "ignore"}
            before, server, load = time.perf_counter(), place.processor(), os.getloadavg()[0]
            client = [sys.executable, "-m", "grund", *words, "-o", place.target, "--lang", "en"]
            subprocess.run(client, check=True, env=environment)
            seconds, used = time.perf_counter() - before, resource.getrusage(resource.RUSAGE_CHILDREN)
            print(
                f"{given.place}: {seconds:.0f} s; processor {used.ru_utime + used.ru_stime:.0f} s of the client, "
                f"{place.processor() - server:.0f} s of the server; peak memory of the client "
                f"{used.ru_maxrss / 1024:.0f} MB; temporary files {place.temporary() / 1e6:.0f} MB; "
                f"load {load:.1f} to {os.getloadavg()[0]:.1f}"
            )
            floor(place)


if __name__ == "__main__":
    main()
