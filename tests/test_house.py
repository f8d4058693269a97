"""The house keeps its own rules: rooms, names and words (ARCHITECTURE.md).

Which room may import from which is a contract in pyproject.toml; the rest is read from the source with `ast`.
"""

from __future__ import annotations

import ast
import csv
import os
import re
import string
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from grund.engines.interpreter.derive import KINDS
from grund.engines.interpreter.not_applicable import WITHOUT
from grund.engines.symbolic import derive as symbolic
from grund.model.derivations import DerivationKind, How
from grund.problems.catalogue import codes
from grund.problems.extras import EXTRAS
from measure_house import PRONOUNS, bound_names
from together import together

ROOT: Final = Path(__file__).resolve().parents[1]
ENGINE: Final = ROOT / "engine" / "grund"

LAZY: Final = {"problems.extras"}
"""The one module that may import by name at run time: a library of an extra, a module of a room (`rooms`)."""

CONFINED: Final = {
    "yaml": {"batch.dbt", "loading.documents", "problems.catalogue", "views.formats.answer_schema"},
    "pydantic": {"loading", "web.queries"},
    "pydantic_core": {"loading.schema"},
    "cyclopts": {"cli"},
    "jinja2": {"report.page", "web.render"},
    "orjson": {"analysis.verify_record", "loading.geojson", "model.canonical_json", "report.page", "web"},
    "anyio": {"web"},
    "mcp": {"web.mcp_server"},
    "starlette": {"web"},
    "networkx": {"analysis.accountability.graph"},
    "highspy": {"budgeting.allocation"},
    "numpy": {
        "analysis.fit_search",
        "analysis.sensitivity",
        "analysis.uncertainty",
        "batch",
        "budgeting.allocation",
        "engines.vectorized",
        "loading.large_facts",
        "model.fact_columns",
        "report",
        "views.compare_file",
    },
    "pandas": {"views.formats.dataframes"},
    "polars": {"views.formats.dataframes"},
    "pyarrow": {"batch", "engines.sql.duckdb", "views.formats"},
    "pyphen": {"report.hyphens"},
    "rich": {"batch.progress_bar"},
    "xlsxwriter": {"views.formats.exports", "views.plan_workbook"},
    "durable_rules_engine": {"engines.rete.durable_rules"},
    "duckdb": {"engines.sql.duckdb"},
    "psycopg": {"engines.sql.postgres"},
    "pyspark": {"engines.sql.spark"},
    "sqlglot": {"engines.sql"},
    "cryptography": {"analysis.signatures"},
    "z3": {"engines.symbolic.z3"},
}
"""Third parties, and the only rooms they may enter. A third party that is not here may not enter at all."""

MAX_FILE: Final = 350
MAX_FUNCTION: Final = 60
NAMELESS: Final = {"utils", "util", "common", "misc", "base", "manager", "managers", "helpers", "helper", "core"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A source file of the engine: its dotted name below `grund`, its text and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def package(self) -> list[str]:
        """The package that relative imports start from."""
        parts = self.name.split(".") if self.name else []
        return parts if self.path.name == "__init__.py" else parts[:-1]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One import: the module it names, the line, and whether it stands inside a function or is for types only."""

    target: str
    line: int
    late: bool
    types: bool


@cache
def modules() -> dict[str, Module]:
    """Every module of the engine by dotted name; the package itself is ''."""
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        parts = path.relative_to(ENGINE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found[name] = Module(name, path, text, ast.parse(text))
    return found


def arrows(module: Module) -> Iterator[Arrow]:
    """The imports of a module that stay inside the engine."""
    for node, late, types in nodes(module.name):
        if isinstance(node, ast.ImportFrom):
            for target in _targets(module, node):
                yield Arrow(target, node.lineno, late, types)


@cache
def nodes(name: str) -> list[tuple[ast.AST, bool, bool]]:
    """Every node of a module, whether it stands in a function, and whether it stands under `if TYPE_CHECKING`."""
    seen, waiting = [], [(modules()[name].tree, False, False)]
    while waiting:
        above, late, types = waiting.pop()
        for child in ast.iter_child_nodes(above):
            inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing = types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
            seen.append((child, inside, typing))
            waiting.append((child, inside, typing))
    return seen


def _targets(module: Module, node: ast.ImportFrom) -> Iterator[str]:
    """The engine's modules that a `from … import …` reads: the submodule where it is one, else the named module."""
    named = (node.module or "").split(".") if node.module else []
    if node.level:
        package = module.package
        parts = [*package[: len(package) - node.level + 1], *named]
    elif named[:1] == ["grund"]:
        parts = named[1:]
    else:
        return
    home = ".".join(parts)
    for alias in node.names:
        inner = f"{home}.{alias.name}".strip(".")
        yield inner if inner in modules() else home


def foreign(module: Module) -> Iterator[tuple[str, int]]:
    """The top-level names of the third parties that a module imports."""
    for node, _, _ in nodes(module.name):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        tops = {name.split(".")[0] for name in names}
        for top in sorted(tops - sys.stdlib_module_names - {"grund"}):
            yield top, getattr(node, "lineno", 0)


EACH: Final = together("name", lambda: sorted(modules()), ids=lambda name: name or "grund")


# ── floors


def test_rooms_stand_one_above_another() -> None:
    """The contracts of pyproject.toml: twelve layers, and engines that know none but the interpreter."""
    checked = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "engine")},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_rings() -> None:
    """No ring of modules, counted with the imports inside functions that so often hide one."""
    graph = {name: {a.target for a in arrows(m) if not _listed(m, a)} for name, m in modules().items()}
    while graph:
        free = [name for name, targets in graph.items() if not targets & graph.keys() - {name}]
        assert free, f"a ring among {sorted(graph)}"
        graph = {name: targets for name, targets in graph.items() if name not in free}


def _listed(module: Module, arrow: Arrow) -> bool:
    """Whether a room lists one of its own modules, which it reads when it is asked for (`rooms`)."""
    return arrow.types and module.path.name == "__init__.py" and arrow.target.startswith(module.name)


@together("name", lambda: sorted(name for name, m in modules().items() if "lazily(__name__)" in m.text))
def test_a_room_lists_its_modules(name: str) -> None:
    """All of them; one that reads some at once lists others of them."""
    module = modules()[name]
    below = {n.rpartition(".")[2] for n in modules() if n.rpartition(".")[0] == name}
    listed = [a.target.rpartition(".")[2] for a in arrows(module) if _listed(module, a)]
    at_once = below & {a.target.rpartition(".")[2] for a in arrows(module) if not a.types}
    assert {*listed} <= below - at_once if at_once else listed == sorted(below), "renew with: python tests/renew.py"


@EACH
def test_no_import_inside_a_function(name: str) -> None:
    """Late imports hide circles: a room's module is read when it is asked for (`rooms`), an extra by `require`."""
    found = [node.lineno for node, late, _ in nodes(name) if late and isinstance(node, ast.Import | ast.ImportFrom)]
    calls = [
        node.lineno
        for node, _, _ in nodes(name)
        if isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__")
    ]
    assert found == []
    assert calls == [] or name in LAZY


def _called(node: ast.Call) -> str:
    target = node.func
    return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""


# ── rooms


@EACH
def test_third_parties_stay_in_their_rooms(name: str) -> None:
    """A library that is known in one room can be changed in one room."""
    wrong = [
        f"{top} at line {line}" for top, line in foreign(modules()[name]) if not _within(name, CONFINED.get(top, set()))
    ]
    assert wrong == []


def _within(name: str, rooms: set[str]) -> bool:
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


def test_every_confined_third_party_is_a_dependency() -> None:
    """What is imported is declared (pydantic_core comes with pydantic), as a dependency or an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [d for extra in project["optional-dependencies"].values() for d in extra]
    declared = {re.split(r"[\s<>=;]", d)[0].lower() for d in [*project["dependencies"], *extras]}
    homes = {
        "yaml": "pyyaml", "pydantic_core": "pydantic", "durable_rules_engine": "durable-rules", "z3": "z3-solver",
        "psycopg": "psycopg[binary]", "pyspark": "pyspark-client",
    }  # fmt: skip
    assert {homes.get(top, top) for top in CONFINED} <= declared


def test_every_extra_brings_what_it_is_said_to() -> None:
    """The table behind `require` is that of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    homes = {"z3": "z3-solver"}
    for library, extra in EXTRAS.items():
        brought = {re.split(r"[\s<>=;\[-]", d)[0] for d in project["optional-dependencies"][extra]}
        assert homes.get(library, library).partition("-")[0] in brought, library


@EACH
def test_size(name: str) -> None:
    """A file that outgrows this becomes a package of the same name; a function becomes two."""
    module = modules()[name]
    lines = len(module.text.splitlines())
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node, _, _ in nodes(name)
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []
    assert lines <= MAX_FILE, f"{module.path.relative_to(ROOT)} has {lines} lines"


def test_no_room_named_after_nothing() -> None:
    """`utils` says nothing about what is in it, so everything ends up there."""
    assert [name for name in modules() if NAMELESS & set(name.split("."))] == []


# ── words


@EACH
def test_docstrings(name: str) -> None:
    """Every module, public class, public function and public method says in a sentence what it is for."""
    module = modules()[name]
    assert ast.get_docstring(module.tree), "the module has no docstring"
    assert [found for found in _public(module.tree) if not found[1]] == []


def _public(node: ast.AST, inside: str = "") -> Iterator[tuple[str, str | None]]:
    """The public definitions at the top of a module or class, each with its docstring."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.ClassDef) or child.name.startswith("_"):
            continue
        yield f"{inside}{child.name}", ast.get_docstring(child)
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{child.name}.")


WORD: Final = re.compile(r"[a-zåäö]+")


def places() -> set[str]:
    """Place names of five letters or more, as written and in plain ASCII, lower case; `A/B` and `A-B` are A and B."""
    found = {"stockholm"}
    with (ROOT / "scenarios" / "stockholm" / "areas.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["name"], *re.split(r"[/–-]", row["name"])):
                found |= {name.lower(), _ascii(name.lower())}
    return {name for name in found if len(name) >= 5}


def _ascii(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def test_no_place_name_in_the_engine() -> None:
    """One city is data: the second city is a folder and not a fork. No exceptions, not even in a docstring."""
    named = places()
    listed = "|".join(sorted(map(re.escape, named), key=len, reverse=True))
    pattern = re.compile(rf"(?<![a-zåäö])({listed})(?![a-zåäö])", re.IGNORECASE)
    firsts = {word[0] for name in named if (word := WORD.search(name))}  # a line without one of them has no name
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in sorted(p for p in ENGINE.rglob("*") if p.is_file() and p.suffix != ".pyc")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if not firsts.isdisjoint(WORD.findall(line.lower()))
        for match in pattern.finditer(line)
    ]
    assert found == []


def test_no_two_public_classes_share_a_name() -> None:
    """A name that means two things sends a reader to the wrong room."""
    homes: dict[str, set[str]] = {}
    for name, module in modules().items():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, set()).add(name)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


@together("kind", get_args(How))
def test_a_kind_of_derived_attribute_says_what_nobody_can_guess(kind: type[Any]) -> None:
    """A kind that leaves out what is only declared of all would be wrong in silence; each has its way to be computed,
    and to be without a value."""
    own = kind.__module__ == "grund.model.derivations.own"
    owed = ["exprs", "may_stop", "describe"] + ["one_way"] * own
    assert [name for name in owed if getattr(kind, name, None) is getattr(DerivationKind, name, None)] == []
    assert kind in KINDS and (kind in WITHOUT) != (kind.name == "test")
    assert (kind in symbolic.KINDS) == (own and kind.solvable)


@EACH
def test_no_local_is_a_pronoun(name: str) -> None:
    """`found`, `held`, `said` … say nothing of what they hold: the noun does."""
    assert {
        f.name: names for f, _, _ in nodes(name) if isinstance(f, Function) and (names := bound_names(f) & PRONOUNS)
    } == {}


def test_no_code_twice() -> None:
    """Two entries of one code would overwrite one another without a word."""
    files = (ENGINE / "problems" / "catalogue").glob("*.yaml")
    written = [code for path in files for code in re.findall(r"^(G\d{3}):$", path.read_text("utf-8"), re.M)]
    assert sorted(written) == sorted(codes())


@together("code", sorted(codes()))
def test_every_code_speaks_both_languages(code: str) -> None:
    """A sentence and a cure, in Swedish and in English, that ask for the same words."""
    row = codes()[code]
    assert re.fullmatch(r"G\d{3}", code)
    assert all((row.sv, row.en, row.cure_sv, row.cure_en))
    assert row.sv != row.en
    assert _fields(row.sv) == _fields(row.en)
    assert _fields(row.cure_sv) == _fields(row.cure_en)
    assert not row.sv.endswith(".") and not row.en.endswith(".")


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_is_raised_somewhere() -> None:
    """A code that nothing raises is a promise nobody keeps; one that is raised but not listed is a crash."""
    sources = "\n".join(m.text for name, m in modules().items() if not name.startswith("problems.catalogue"))
    raised = set(re.findall(r"\"(G\d{3})\"", sources))
    assert sorted(raised - codes().keys()) == []
    assert sorted(codes().keys() - raised) == []
