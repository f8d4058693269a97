"""What holds of every command: its exit codes, its CSV, its JSON. The commands are those of `every_command`."""

from __future__ import annotations

import csv
import io
import json
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import answers
import command_line
import command_page
import every_command

ASKED: Final = list(every_command.asked())
Home = Callable[[list[str]], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made once; a test that writes in it has a copy, its `home`."""
    folder = every_command.project(tmp_path_factory.mktemp("every") / "p").resolve()
    command_line.STILL.add(folder)
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Home:
    """The project for the words of a command: a copy of it, new to each, if the command writes in it."""

    def of(words: list[str]) -> Path:
        if "-o" not in words and words[0] not in ("init", "live"):
            return made
        return Path(shutil.copytree(made, tempfile.mkdtemp(dir=tmp_path), dirs_exist_ok=True))

    return of


@pytest.mark.slow
def test_every_command_stands_in_the_table(home: Home) -> None:
    paths = {tuple(words[: len(path)]) for words in ASKED for path in command_page.paths()}
    apart = {("live",), ("serve",), ("mcp",)}  # which never end: tests/test_web.py
    apart |= {path for path in command_page.paths() if path[0] == "fetch"}  # which calls a service: tests/test_fetch.py
    assert set(command_page.paths()) - apart <= paths
    for words in ASKED:
        code, _, err = command_line.run(words, home(words))
        assert code == 0, (words, err.decode())


# ── exit codes

WRONG: Final = {
    "--day": ("igår", "2026-02-30", "20260201"),
    "--known": ("igår",),
    "--policy": ("finns-inte",),
    "--insats": ("finns-inte",),
    "--tolkning": ("finns-inte=vid", "barnsyn=finns-inte", "barnsyn"),
    "--scenario": ("finns-inte",),
    "--residents": ("finns-inte",),
    "--years": ("20x7", "2027-2026", "2200"),
    "--from": ("många",),
    "--to": ("många",),
    "--set": ("vikt_folk=många", "vikt_folk=1,25", "vikt_folk=10", "finns_inte=1", "vikt_folk"),
    "--total": ("många", "1,234"),
    "--method": ("finns-inte",),
    "--unit": ("euro",),
    "--seconds": ("många",),
    "--timeout": ("många",),
    "--most": ("många", "-1"),
    "--errors": ("många", "-1"),
    "--attributes": ("finns-inte",),
    "--format": ("xml",),
    "--lang": ("de",),
    "--matcher": ("finns-inte",),
    "--dialect": ("finns-inte",),
    "--graphic": ("finns-inte",),
    "--area": ("finns-inte",),
    "--with": ("finns-inte",),
    "--fail-under": ("många",),
    "--claim": ("policy: finns-inte, never_less_than: trygghet",),
    "--show": ("finns_inte",),
    "--on": ("finns-inte",),
}
"""Options, and words that are wrong after them: no date, no value, the name of nothing."""
TYPED: Final = """\
sweep trygghet minst_invanare --from 100001
sweep trygghet minst_invanare --to 1,5
sweep trygghet minst_invanare --from 9 --to 3
keep belysning --from 2027-01-01
keep belysning=finns_inte --from 2027-01-01
keep belysning=forra_aret --from 2027-01-01 --to 2026-01-01
keep lekplats=forra_aret --policy barnen --from 2027-01-01
explain Stad trygghet
timeline --from 0001-01-01 --to 9999-12-31
timeline --from 2026-01-01 --to 2025-01-01
index invanare
fit "invanare >= "
fit "finns_inte >= 3"
fit "invanare >= 0 or invanare is missing"
run --on duckdb --show barn
run --show barn
run --input omraden.csv
run --input omraden.csv -o ut.txt
budget -o b.se
budget -o b.se --policy trygghet --sie-objects o.csv
budget -o b.se --policy trygghet --sie-year 2027
live update stad.db
live update stad.db --day 2020-01-01
live open stad.db --day 2026-01-01
live show stad.db --day 0
list finns-inte
schema finns-inte
problem G999
compare trygghet
run --tolkning barnsyn=snav,finns-inte
report trygghet --chart c.bmp
allocate --policy trygghet --policy trygghet-barn
check --format xml
"""
"""Words that are wrong together, or with a value that is no value of what they name."""
FILES: Final = (".csv", ".json", ".db", ".html", ".yaml", ".dmn")


def wrong_options() -> Iterator[tuple[str, ...]]:
    """Every command with a wrong word after each option that it takes."""
    for words in ASKED:
        for option, values in WRONG.items():
            if option in every_command.takes(words) and option not in words:
                yield from ((*words, option, value) for value in values)


def wrong_names() -> Iterator[tuple[str, ...]]:
    """Every command with each of its names that is no file replaced by one that nothing has."""
    for words in ASKED:
        first = 2 if words[0] == "live" else 1
        for at in range(first, len(words)):
            option = words[at].startswith("-") or words[at - 1].startswith("-")
            if not option and not words[at].endswith(FILES) and words[0] != "init":
                yield (*words[:at], "finns-inte", *words[at + 1 :])


def wrong_together() -> Iterator[tuple[str, ...]]:
    """Words that are wrong together."""
    return (tuple(shlex.split(line)) for line in TYPED.splitlines())


@pytest.mark.parametrize("kind", [wrong_options, wrong_names, wrong_together])
def test_a_wrong_word_is_2(kind: Callable[[], Iterator[tuple[str, ...]]], made: Path) -> None:
    """Whatever command it is typed in; nothing is said to be found."""
    said = {words: command_line.run(words, made) for words in kind()}
    assert [(words, found.talk) for words, found in said.items() if (found.code, found.out) != (2, b"")] == []


# ── formats


def with_format() -> list[list[str]]:
    """The commands that have a format."""
    apart = ("-o", "init", "schema", "report")
    return [words for words in ASKED if "--format" in every_command.takes(words) and not {*apart} & {*words}]


@pytest.mark.parametrize("words", with_format(), ids=" ".join)
def test_csv_is_what_a_swedish_spreadsheet_opens(words: list[str], home: Home) -> None:
    """`;` and a byte order mark in Swedish, `,` and none in English; columns with names, once each, and numbers that a
    spreadsheet reads."""
    code, out, err = command_line.run([*words, "--format", "csv"], home(words))
    assert code == 0 and out.startswith(b"\xef\xbb\xbf"), err.decode()
    head, *rows = csv.reader(io.StringIO(out.decode("utf-8-sig")), delimiter=";")
    assert len(head) > 1 and all(len(row) == len(head) for row in rows)
    assert len({*head}) == len(head) and not any("," in name or name.startswith("column") or not name for name in head)
    code, out, err = command_line.run([*words, "--format", "csv", "--lang", "en"], home(words))
    assert code == 0 and not out.startswith(b"\xef\xbb\xbf"), err.decode()
    assert out.decode("utf-8").partition("\r\n")[0] == ",".join(head)


@pytest.mark.parametrize("words", with_format(), ids=" ".join)
def test_json_has_values_of_its_own(words: list[str], home: Home) -> None:
    """`true`, `false` and `null`, not how Python writes them; and the shape that its schema declares."""
    code, out, err = command_line.run([*words, "--format", "json"], home(words))
    assert code == 0, err.decode()
    data = json.loads(out)
    assert not {"True", "False", "None", "nan", "NaN"} & {*texts(data)}
    answers.validate(" ".join(words[: 2 if words[0] == "live" else 1]), data)


def texts(data: Any) -> Iterator[str]:
    """Every text in the values of a JSON."""
    if isinstance(data, dict):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, str):
        yield data


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["md", "html", "xlsx", "parquet", "arrow", "sql"])
def test_every_command_has_every_format(kind: str, home: Home) -> None:
    """What a command answers, it can write."""
    for words in with_format():
        code, out, err = command_line.run([*words, "--format", kind], home(words))
        assert (code, err) == (0, b"") and out, (words, err.decode("utf-8"))
