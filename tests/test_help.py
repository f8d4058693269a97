"""Help: a map of the product and a page for each command, in one language, from one table."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import command_line
import command_page
from grund.cli import commands, help_map, help_page
from grund.cli.commands import COMMANDS, GROUPS
from grund.cli.parser import app

ROOT: Final = Path(__file__).resolve().parents[1]
LANGUAGES: Final = ("sv", "en")
FRAMES: Final = {
    "sv": {"Användning", "Argument\n", "Alternativ", "Exempel", "krävs", "standard"},
    "en": {"Usage", "Arguments", "Options", "Examples", "required", "default"},
}


PAGES: Final = list(command_page.paths())


def said(*words: str, **environment: str) -> tuple[int, str, str]:
    """A command in another environment: its exit code, stdout and stderr."""
    result = command_line.run(words, **environment)
    return result.code, result.text, result.talk


def printed(*words: str) -> str:
    """The stdout of a command that ends well."""
    code, out, err = command_line.run(words)
    assert (code, err) == (0, b"")
    return out.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_holds_every_command_once(lang: str) -> None:
    """By its group, within 80 columns but for the first line."""
    lines = printed("--help", "--lang", lang).splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert names == list(COMMANDS)
    assert [group[0].value(lang) for group in GROUPS] == [
        lines[i + 1] for i, line in enumerate(lines[:-2]) if not line and i > 1
    ]
    assert max(map(len, lines[1:])) <= 80


def test_the_map_begins_as_the_guide_shows() -> None:
    """The first lines and the last, in each language."""
    swedish, english = printed("--help").splitlines(), printed("-h", "--lang=en").splitlines()
    assert swedish[2:7] == [
        "Användning: grund KOMMANDO [ARGUMENT] [ALTERNATIV]",
        "Börja här:  grund compare nulage nulage-med-stadsdelslyft",
        "            grund explain Tensta",
        "",
        "Fråga",
    ]
    assert english[2:5] == [
        "Usage:       grund COMMAND [ARGUMENTS] [OPTIONS]",
        "Start here:  grund compare nulage nulage-med-stadsdelslyft --lang en",
        "             grund explain Tensta --lang en",
    ]
    assert swedish[-1] == "Hjälp om ett kommando: grund KOMMANDO --help      Version: grund --version"
    assert english[-1] == "Help on a command: grund COMMAND --help           Version: grund --version"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES, ids=" ".join)
def test_a_page_is_in_one_language(path: tuple[str, ...], lang: str) -> None:
    """What it answers, its usage and its examples; no frame word of the other language, and none of the library's."""
    text = printed(*path, "--help", "--lang", lang)
    (other,) = {*LANGUAGES} - {lang}
    assert not [word for word in FRAMES[other] if word in text]
    assert "Usage: grund" in text or "Användning: grund" in text
    assert "Display this message" not in text and "[" + "required]" not in text and " / " not in text
    example = text.partition("\nExamples\n" if lang == "en" else "\nExempel\n")[2].splitlines()
    assert example and all(line.startswith(f"  grund {path[0]}") for line in example)
    assert all(line.endswith(" --lang en") for line in example) == (lang == "en")


@pytest.mark.parametrize("path", [p for p in PAGES if p not in (("fetch",), ("live",))], ids=" ".join)
def test_every_argument_has_its_text(path: tuple[str, ...]) -> None:
    """And a default that is a number or a word stands in it as it is."""
    command = command_page.command(path)
    own = {text.name: text for text in commands.texts() if text.command == " ".join(path)}
    shared = {text.name: text for text in commands.texts() if not text.command}
    for argument in help_page.arguments(command):
        text = own.get(argument.name) or shared[argument.name]
        default = argument.field_info.default
        if argument.hint is not bool and isinstance(default, int | float | str) and default:
            for lang in LANGUAGES:
                assert f": {default:g}" if isinstance(default, float) else f": {default}" in text.get(lang)
        assert bool(text.value_sv) == bool(text.value_en) == (argument.hint is not bool)


def test_no_text_is_of_nothing() -> None:
    """Every row of the table belongs to a command and to what that command takes; none stands twice."""
    rows = [(text.command, text.name) for text in commands.texts()]
    assert len(rows) == len({*rows})
    taken = {"": {"--lang"}}
    for path in PAGES:
        command = command_page.command(path)
        names = set(command) if path in (("fetch",), ("live",)) else {a.name for a in help_page.arguments(command)}
        taken[" ".join(path)] = names | {"-", "*"}
        taken[""] |= names
    assert [row for row in rows if row[1] not in taken[row[0]]] == []


@pytest.mark.parametrize("path", [(), *PAGES], ids=" ".join)
def test_the_examples_are_understood(path: tuple[str, ...]) -> None:
    """Each can be read as the command that it is an example of."""
    lines = [line for lang in LANGUAGES for line in help_map.examples(" ".join(path), lang)]
    assert lines
    for line in lines:
        app.parse_args(shlex.split(line)[1:], exit_on_error=False, print_error=False)


@pytest.mark.parametrize("columns", [30, 60, 200])
def test_a_page_keeps_within_the_terminal(columns: int) -> None:
    """Wrapped under its column; never narrower than 40 or wider than 100; an example is not broken."""
    _, out, _ = said("keep", "--help", COLUMNS=str(columns))
    lines = [line for line in out.splitlines() if not line.startswith("  grund")]
    assert max(map(len, lines)) <= min(100, max(40, columns))


def test_the_language_is_that_of_the_environment_unless_it_is_said() -> None:
    """`--lang`, then GRUND_LANG, then Swedish: of help, errors and answers."""
    assert command_line.process(["list", "policies"], GRUND_LANG="en").text.startswith("Policies")
    assert said("list", "policies", GRUND_LANG="en")[1].startswith("Policies")
    assert said("list", "policies", "--lang", "sv", GRUND_LANG="en")[1].startswith("Policyer")
    assert said("list", "policies", GRUND_LANG="")[1].startswith("Policyer")
    assert said("explain", "--help", GRUND_LANG="en")[1].startswith("Explain")
    assert said("explain", "--help", "--lang", "sv", GRUND_LANG="en")[1].startswith("Förklara")
    assert "usage error: AREA is missing" in said("explain", GRUND_LANG="en")[2]
    code, _, err = said("list", GRUND_LANG="de")
    assert code == 2 and "GRUND_LANG kan inte vara de; välj sv, en" in err


def test_help_without_a_command_and_of_a_group() -> None:
    """A command that is nothing without another word is answered with what there is."""
    assert printed() == printed("--help") == printed("--lang", "sv")
    for name in help_map.NESTED:
        assert printed(name) == printed(name, "--help") == printed("--help", name)
    assert printed("explain", "Tensta", "-h") == printed("explain", "--help")


@pytest.mark.parametrize(
    ("words", "sv", "en"),
    [
        ("runn", "kommandot runn finns inte; menade du run?", "there is no command runn; did you mean run?"),
        ("runn --help", "kommandot runn finns inte; menade du run?", "there is no command runn; did you mean run?"),
        ("live shw", "kommandot shw finns inte; menade du live show?", "no command shw; did you mean live show?"),
        ("run --fromat md", "alternativet --fromat finns inte; menade du --format?", "there is no option --fromat"),
        ("run --no-all", "alternativet --no-all finns inte", "there is no option --no-all"),
        (
            "run --format xml",
            "--format kan inte vara xml; välj table, md, csv, json",
            "--format cannot be xml",
        ),
        ("list policie", "VAD kan inte vara policie", "WHAT cannot be policie"),
        ("near --most x", "--most är inte ett heltal: x", "--most is not a whole number: x"),
        ("allocate --seconds x", "--seconds är inte ett tal: x", "--seconds is not a number: x"),
        ("run --all=ja", "--all tar inget värde: ja", "--all takes no value: ja"),
        ("run a b c", "för många argument: b c", "too many arguments: b c"),
        ("run --day", "--day saknar ett värde", "--day lacks a value"),
        ("run --day a --day b", "--day står två gånger", "--day is given twice"),
        ("explain", "OMRÅDE saknas", "AREA is missing"),
        ("keep a=b", "--from saknas", "--from is missing"),
        ("live open", "LOGG saknas", "LOG is missing"),
    ],
)
def test_a_usage_error_is_in_the_language_asked_for(words: str, sv: str, en: str) -> None:
    """Without the library's own English."""
    for lang, why in zip(LANGUAGES, (sv, en), strict=True):
        code, out, err = command_line.run([*words.split(), f"--lang={lang}"])
        assert (code, out) == (2, b"")
        assert why in err.decode()


def test_the_page_of_commands_is_current() -> None:
    """docs/commands.md is written from the tables of the help."""
    assert command_page.PAGE.read_text(encoding="utf-8") == command_page.page(), "python tests/renew.py"


@pytest.mark.slow
def test_a_shell_completes(tmp_path: Path) -> None:
    """Commands, options and values, in bash; the other shells have a script; another shell is none."""
    script = tmp_path / "grund.bash"
    script.write_text(printed("--completion", "bash"), encoding="utf-8")
    for words, wanted in [
        ("grund expl", "explain"),
        ("grund explain --what", "--what-would-change"),
        ("grund run --format j", "json"),
        ("grund live upd", "update"),
    ]:
        line = f"source {script}; COMP_WORDS=({words}); COMP_CWORD={len(words.split()) - 1}; _grund; echo $COMPREPLY"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert done.stdout.strip() == wanted, done.stderr
    assert "'--fail-under'" in printed("--completion", "powershell")
    for shell in ("zsh", "fish"):
        assert "Kör testfallen" in printed(f"--completion={shell}")
        assert "Run the test cases" in printed("--completion", shell, "--lang", "en")
    code, _, err = said("--completion", "tcsh")
    assert code == 2 and "--completion kan inte vara tcsh; välj bash, zsh, fish, powershell" in err


LIGHT: Final = {"cli", "model.numbers", "problems", "rooms", "version", "views.formats.names"}
"""What help and a mistyped word may read of the engine, beside the lists that rooms are."""


@pytest.mark.parametrize(
    ("commands", "library"),
    [
        ([["--help"]], {"yaml"}),
        ([[*path, "--help"] for path in PAGES], {"cyclopts", "yaml"}),
        ([["explain", "--nope"], ["run", "--format", "xml"], ["runn"]], {"cyclopts", "rich", "yaml"}),
    ],
    ids=["map", "pages", "mistyped"],
)
def test_help_reads_no_room(commands: list[list[str]], library: set[str]) -> None:
    """Start-up: whoever asks for help, or mistypes an option, waits for no model, no file and no other library."""
    script = f"import sys; from grund.cli.app import _guarded; [_guarded(words, 'sv') for words in {commands!r}]; "
    script += (
        "print('|', *(n for n, m in sys.modules.items() if not hasattr(m, '__path__') or '.' not in n), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names = done.stdout.rpartition("|")[2].split()
    engine = {n.removeprefix("grund.") for n in names if n.startswith("grund.")}
    light = {n for n in engine if any(f"{n}.".startswith(f"{room}.") for room in LIGHT)}
    assert engine - light <= {"batch.atomic_files"}
    heavy = {"cyclopts", "pydantic", "yaml", "numpy", "networkx", "jinja2", "orjson", "rich", "sqlglot", "pyarrow"}
    assert heavy & {n.partition(".")[0] for n in names} == library


HEAVY: Final = {"numpy", "networkx", "jinja2", "sqlglot", "pandas", "polars", "pyarrow", "duckdb", "z3", "highspy"}
"""Libraries of some commands, for which no other waits."""
LATE: Final = {*HEAVY, *(f"grund.{room}" for room in ("report", "web", "live", "exchange", "budgeting"))}
"""Those, and rooms: of these a package alone, which is a list of its modules, is no wait."""


@pytest.mark.parametrize(
    ("words", "late"),
    [
        (["compare", "nulage", "nulage-med-stadsdelslyft"], {"grund.views.targeting", "grund.views.explain"}),
        (["check"], {"grund.views.compare", "grund.analysis.lint", "grund.analysis.proofs.audit"}),
        (["run"], {"grund.views.compare", "grund.analysis.proofs"}),
        (["problem", "G101"], {"pydantic", "grund.model.facts", "grund.engines", "grund.analysis"}),
    ],
)
def test_a_command_waits_only_for_what_it_uses(words: list[str], late: set[str]) -> None:
    """From cold: what it answers on the screen needs none of these."""
    script = f"import sys; from grund.cli.app import _guarded; _guarded({words!r}, 'sv'); "
    script += "print('|', *(n for n, m in sys.modules.items() if n[:6] != 'grund.' or not hasattr(m, '__path__')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    read = done.stdout.rpartition("|")[2].split()
    assert [n for n in read if any(f"{n}.".startswith(f"{name}.") for name in LATE | late)] == []


def test_a_report_without_decision_tables_reads_no_solver() -> None:
    """The pages that hold rows against each other are read with the first table."""
    script = "import sys, grund.report.sections; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "'z3'" not in done.stdout and "'grund.views.table'" not in done.stdout
