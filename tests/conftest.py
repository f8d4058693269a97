"""What every test may ask for, and how many random examples there are.

pytest                  everything
pytest -m "not slow"    what `make test` runs
pytest --examples 2000  the properties, on more random examples; tests/promises.py runs all the long random tests
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest

import command_line
import servers
from command_line import Result, checked
from grund.loading import scenario

Grund = Callable[..., Result]
BROWSER: Final = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)

scenario.load_scenario = command_line.load_once  # before any test imports it; `load_afresh` is the engine's own
hypothesis.settings.register_profile("suite", deadline=None)  # no test fails for a busy machine
hypothesis.settings.load_profile("suite")
gc.set_threshold(200_000)  # as the command line has it; a suite makes trees by the million, and few circles


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long random tests go on."""
    group = parser.getgroup("grund")
    group.addoption("--examples", type=int, help="random examples of each property")


def pytest_configure(config: pytest.Config) -> None:
    """`--examples` is read by `strategies.examples`, where modules are imported."""
    if config.getoption("--examples"):
        os.environ["GRUND_EXAMPLES"] = str(config.getoption("--examples"))


def pytest_collection_finish() -> None:
    """What is collected lives as long as the run: the search for circles need not look at it again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for garbage once: at its end pytest looks through everything five times, which then is next to nothing."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL that is started for the tests of a module."""
    yield from _started(servers.postgres)


@pytest.fixture(scope="module")
def spark() -> Iterator[str]:
    """The address of a Spark Connect server that is started for the tests of a module."""
    yield from _started(servers.spark)


@pytest.fixture(scope="module")
def java_spark() -> Iterator[str]:
    """The address of an Apache Spark Connect server that is started for the tests of a module."""
    yield from _started(servers.java_spark)


def _started(server: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """A server, or a test that is skipped by the reason why there is none."""
    try:
        with server() as url:
            yield url
    except servers.Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium; one at a time, for Playwright has a loop of its own in each."""
    if BROWSER is None:
        pytest.skip("no Chromium found")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core."""
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def grund() -> Grund:
    """A command in this process, at a fixed width, held to what every command promises."""
    return lambda *words, **more: checked(command_line.run(words, **more))


@pytest.fixture
def afresh() -> Grund:
    """The same, with nothing remembered of an earlier test."""
    return lambda *words, **more: checked(command_line.afresh(words, **more))
