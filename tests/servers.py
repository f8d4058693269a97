"""Servers: databases that tests start for themselves, on this machine, and stop.

A server that is not installed here, or cannot be started, raises `Unavailable` with the reason; tests skip by that
name.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path


class Unavailable(Exception):
    """Why a server is not there."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of its own, on a socket in a folder of its own; never as root, which it refuses."""
    binaries = _binaries()
    user = _somebody()
    with tempfile.TemporaryDirectory(prefix="grund-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        data, log = f"{folder}/data", f"{folder}/log"
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        try:
            _quietly([f"{binaries}/initdb", "-D", data, "-U", "grund", "--auth=trust", "-E", "UTF8", "--no-sync"], user)
            options = f"-k {folder} -c listen_addresses='' -c fsync=off"
            _quietly([f"{binaries}/pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start"], user)
        except subprocess.CalledProcessError as error:
            raise Unavailable(f"PostgreSQL does not start: {error.stderr.decode()[-200:]}") from None
        try:
            yield f"postgresql://grund@/postgres?host={folder}"
        finally:
            _quietly([f"{binaries}/pg_ctl", "-D", data, "-m", "immediate", "stop"], user)


def _binaries() -> str:
    on_path = shutil.which("initdb")
    homes = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not homes:
        raise Unavailable("PostgreSQL is not installed")
    return str(homes[0])


def _somebody() -> pwd.struct_passwd | None:
    """Who runs the server where we are root; None is ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Unavailable("PostgreSQL must not run as root, and there is nobody else")


def _quietly(words: list[str], user: pwd.struct_passwd | None) -> None:
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/tmp", **who)  # type: ignore[call-overload]


@contextlib.contextmanager
def spark() -> Iterator[str]:
    """The address of a Spark Connect server of its own."""
    try:
        from pysail.spark import SparkConnectServer
    except ImportError as error:
        raise Unavailable(f"no Spark Connect server: {error}") from None
    main = sys.modules["__main__"]
    if not hasattr(main, "__file__"):  # a worker of the tests: the client takes a program without a file for its own
        main.__file__ = __file__
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support", category=FutureWarning)
    server = SparkConnectServer()
    server.start()
    try:
        yield f"spark://localhost:{server.listening_address[1]}"
    finally:
        server.stop()


@contextlib.contextmanager
def java_spark() -> Iterator[str]:
    """The address of an Apache Spark Connect server of its own, which keeps its tables in a folder of its own.

    `GRUND_SPARK_HOME` is the folder of an Apache Spark: what `pip install pyspark` puts there, in an environment of its
    own (its package is named as that of the client).
    """
    home = os.environ.get("GRUND_SPARK_HOME")
    if not home:
        raise Unavailable("no Apache Spark: GRUND_SPARK_HOME is not set")
    if shutil.which("java") is None:
        raise Unavailable("no Java")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="grund-spark-", ignore_cleanup_errors=True) as folder:
        settings = {
            "spark.connect.grpc.binding.port": port,
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": 2,
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.driver.host": "127.0.0.1",
        }
        words = [f"{home}/bin/spark-submit", "--master", "local[2]", "--driver-memory", "3g"]
        words += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        words += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        where = os.environ | {"SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1"}
        with open(f"{folder}/log", "wb") as log:
            server = subprocess.Popen(words, cwd=folder, env=where, stdout=log, stderr=log)
        try:
            _answering(server, port)
            yield f"spark://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)


def _answering(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a server answers at a port."""
    for _ in range(180):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(1)
    raise Unavailable("Apache Spark does not start")
