"""The house keeps its own rules: floors, rooms, names and words (DESIGN §2).

Everything is read from the source with `ast`; nothing is imported but the table of problem codes. The floors are
written out by hand, so that a new arrow is a decision somebody makes in this file and not an accident.
"""

from __future__ import annotations

import ast
import csv
import re
import string
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from grund.problems.catalogue import CODES

ROOT: Final = Path(__file__).resolve().parents[1]
ENGINE: Final = ROOT / "engine" / "grund"

FLOORS: Final = (
    # nouns: what ought, what is, what came out
    ("visible", "codes.row", "codes.terms", "sources", "doors", "doors.commands", "readings"),
    ("codes.conditions", "codes.facts", "codes.files", "codes.live", "codes.proofs", "codes.questions", "codes.rete"),
    (
        "codes.money",
        "codes.records",
        "codes.reports",
        "codes.remarks",
        "codes.rules",
        "codes.sweeps",
        "codes.warehouse",
    ),
    ("codes",),
    ("problems",),
    ("limits",),
    ("columns.shown", "ranking", "scratch", "shipped", "expr", "solver", "split"),
    ("boxes", "claim", "costs", "measures", "organisation", "terms"),
    ("policy.attributes", "policy.kinds"),
    ("policy",),
    ("rows", "world"),
    ("located",),
    ("outcome",),
    # text in
    ("headers", "tokens"),
    ("text",),
    ("pages",),
    ("fields", "parse"),
    ("resolve", "schema.parts"),
    ("values",),
    ("schema.claims", "schema.costs", "schema.derived", "schema.hover"),
    ("schema",),
    ("schema.editor", "schema.sheets"),
    ("loading.report",),
    ("loading.vocabulary",),
    (
        "loading.claims",
        "loading.combined",
        "loading.costs",
        "loading.derived.maker",
        "loading.organisation",
        "loading.places",
    ),
    (
        "loading.derived.choices",
        "loading.derived.overs",
        "loading.derived.past",
        "loading.derived.ranks",
        "loading.derived.splits",
    ),
    ("loading.derived.spans",),
    ("loading.derived",),
    ("loading.examples",),
    ("loading.policies",),
    ("loading.facts",),
    ("loading",),
    ("loading.changes", "loading.planning", "shared"),
    # the meaning
    ("derive", "history"),
    ("operators",),
    ("readings.plain.frames", "readings.plain.lacking"),
    ("readings.plain.passed", "readings.plain.placing", "readings.plain.sharing"),
    ("readings.plain.deriving",),
    ("readings.plain.evaluating",),
    ("readings.plain.deciding",),
    ("readings.plain",),
    ("partition",),
    ("readings.cells.vectors",),
    ("readings.cells.columns", "readings.cells.runs"),
    ("readings.cells.ranked", "readings.cells.segments"),
    ("readings.cells.aggregated",),
    ("readings.cells.tables",),
    ("readings.cells.amounts", "readings.cells.areas", "readings.cells.coding"),
    ("readings.cells.sharing",),
    ("readings.cells.numbering",),
    ("readings.cells.batch", "readings.cells.derived"),
    ("readings.cells",),
    ("readings.rete.deciding", "readings.rete.host", "readings.rete.regions"),
    ("readings.rete.clauses",),
    ("readings.rete.columns",),
    ("readings.rete.pages", "readings.rete.reach"),
    ("readings.rete.program",),
    ("readings.rete.matching",),
    ("readings.rete.memory",),
    ("readings.rete.golden",),
    ("readings.rete",),
    ("readings.sql.dialects",),
    ("readings.sql.expressions",),
    ("readings.sql.parameters", "readings.sql.rounding"),
    ("readings.sql.layers",),
    ("readings.sql.names",),
    (
        "readings.sql.aggregates",
        "readings.sql.choices",
        "readings.sql.past",
        "readings.sql.ranks",
        "readings.sql.rules",
    ),
    ("readings.sql.splits",),
    ("readings.sql.deciding", "readings.sql.derived"),
    ("readings.sql.statement",),
    ("readings.sql.worlds",),
    ("readings.sql.duckdb", "readings.sql.postgres", "readings.sql.spark"),
    ("readings.sql",),
    ("shifts", "standing"),
    # words for people
    ("counterfactual.trial", "words"),
    ("counterfactual",),
    ("render",),
    ("placed",),
    # every possible area
    ("possible",),
    ("around",),
    ("readings.proof.unknowns",),
    ("readings.proof.deriving",),
    ("readings.proof.reader",),
    ("readings.proof",),
    ("residuals",),
    ("residual_axes",),
    ("residual_terms",),
    ("residual_groups",),
    # the conductor, and the questions asked of it
    ("scenario",),
    ("completions",),
    ("batch", "difference.change", "difference.ways"),
    ("difference.written", "levelwide", "warehouse"),
    ("difference.mixture", "difference.rules", "difference.words"),
    ("difference.movement",),
    ("pricing", "verdicts"),
    ("comparison",),
    ("reaching",),
    ("grounds",),
    ("accountability", "checking", "difference", "explanation", "followup", "interpretations", "intervals", "judging"),
    ("by_field", "handover", "lookup", "nearness", "replay", "sweep.profile", "timeline", "witness"),
    ("tally",),
    ("regions", "statements", "sweep.passes", "sweep.thresholds"),
    ("sweep.ranks",),
    ("sweep.draws",),
    ("sweep",),
    ("needindex",),
    ("proving.bench",),
    ("proving.rulebooks", "proving.rules", "proving.tables"),
    ("proving",),
    # money
    ("budgeting.money",),
    ("budgeting.lines",),
    ("budgeting.costing",),
    ("budgeting.priced",),
    ("budgeting",),
    ("budgeting.waterfall",),
    # answers as data
    ("auditing", "columns.shape", "examples", "graph", "plan", "record"),
    ("budgeting.written",),
    ("budgeting.needs", "allocation.model"),
    ("allocation.filling", "budgeting.targeting"),
    ("allocation.rounding",),
    ("allocation.candidates", "allocation.optimum"),
    ("allocation.clash", "allocation.search"),
    ("allocation",),
    ("allocation.written",),
    ("columns", "coverage", "remarks"),
    ("kept", "signed", "testing", "verified"),
    # the live city
    ("live",),
    ("live.head",),
    ("live.book", "live.cast", "live.changes", "live.journal", "live.wire"),
    ("live.intake", "live.standing", "live.worker"),
    ("live.fence", "live.log", "live.rows", "live.turn"),
    ("live.second",),
    ("live.session",),
    # doors
    ("doors.content", "doors.streams", "doors.tables", "doors.vectors"),
    ("doors.amounts", "doors.arrays", "doors.delivery", "doors.findings", "doors.frames", "doors.sheet"),
    ("doors.given",),
    ("doors.bounded",),
    ("doors.parts", "doors.progress", "doors.versions"),
    ("doors.rowed",),
    ("doors.across", "doors.keeping"),
    ("doors.views",),
    ("doors.answering", "doors.branches", "doors.duties", "doors.elsewhere", "doors.shortened"),
    ("doors.by_field", "doors.changed", "doors.handed"),
    ("doors.compared_data", "doors.targeted", "doors.updated_data"),
    ("doors.tallied", "doors.waiting"),
    ("doors.timed_data",),
    (
        "doors.compared",
        "doors.differing",
        "doors.explained",
        "doors.gapped",
        "doors.listed",
        "doors.paged",
        "doors.tested",
    ),
    ("doors.reached",),
    ("doors.budgeted.telling",),
    ("doors.budgeted.insatser", "doors.budgeted.prices", "doors.budgeted.sums"),
    ("doors.allocated", "doors.budgeted", "doors.exports"),
    ("doors.exports.grid", "doors.exports.objects", "doors.exports.records"),
    ("doors.exports.arrow", "doors.exports.excel", "doors.exports.sie", "doors.exports.statements"),
    ("doors.planned", "doors.proved", "doors.replayed", "doors.started", "doors.streamed", "doors.timed"),
    ("doors.compared_file",),
    ("doors.databases", "doors.deciding", "doors.stored", "doors.updated"),
    ("doors.indexed", "doors.regional", "doors.swept", "doors.turning"),
    ("doors.claimed", "doors.nearing", "doors.stated"),
    ("doors.attested",),
    ("doors.report", "doors.report.palette"),
    ("doors.report.speaking",),
    ("doors.report.drawing", "doors.report.places"),
    (
        "doors.report.balance",
        "doors.report.hexagons",
        "doors.report.network",
        "doors.report.outlines",
        "doors.report.strips",
    ),
    ("doors.report.alone", "doors.report.mapped", "doors.report.model", "doors.report.reasons", "doors.report.words"),
    ("doors.report.asked", "doors.report.threshold", "doors.report.told"),
    ("doors.report.charts", "doors.report.heads", "doors.report.levers", "doors.report.page", "doors.report.pictured"),
    ("doors.report.glance", "doors.report.scripted", "doors.report.terminal"),
    ("doors.report.sections", "doors.report.single"),
    ("doors.notebook", "doors.options"),
    ("doors.commands.filing",),
    ("doors.commands.answering_for", "doors.commands.asking", "doors.commands.authoring", "doors.commands.living"),
    ("doors.commands.budgeting", "doors.commands.helping"),
    ("doors.commands.proving", "doors.commands.reporting", "doors.commands.sweeping"),
    ("doors.commands.indexing", "doors.commands.keeping", "doors.commands.storing"),
    ("doors.cli",),
    ("doors.entry",),
    ("__main__", ""),
)
"""Ground floor first. A module imports from lower rows only; two modules of one row do not know each other."""

LATE: Final = {
    "levelwide",
    "residual_groups",
    "doors.cli",
    "doors.commands.answering_for",
    "doors.commands.asking",
    "doors.commands.authoring",
    "doors.commands.budgeting",
    "doors.commands.filing",
    "doors.commands.helping",
    "doors.commands.indexing",
    "doors.commands.keeping",
    "doors.commands.living",
    "doors.commands.proving",
    "doors.commands.reporting",
    "doors.commands.storing",
    "doors.commands.sweeping",
    "doors.databases",
    "doors.deciding",
    "doors.given",
    "doors.entry",
    "doors.frames",
    "doors.notebook",
    "doors.options",
    "doors.progress",
    "signed",
}
"""Modules whose functions may import, so that `grund --version` and a wrong word are answered at once; in frames,
so that a table library is needed only by those who ask for it, and in progress, only by those who wait; in notebook,
only where somebody looks."""

LAZY: Final = {""}
"""The one module that may import by name at run time: the table of public names."""

CONFINED: Final = {
    "yaml": {"text"},
    "pydantic": {"fields", "schema", "schema.claims", "schema.costs", "schema.parts", "loading.report"},
    "pydantic_core": {"fields"},
    "cyclopts": {
        *("doors.cli", "doors.commands.answering_for", "doors.commands.asking", "doors.commands.authoring"),
        *("doors.commands.living", "doors.commands.proving", "doors.commands.sweeping", "doors.options"),
        "doors.commands.budgeting",
        "doors.commands.indexing",
        "doors.commands.keeping",
        "doors.commands.reporting",
        "doors.commands.storing",
    },
    "jinja2": {"doors.report.page"},
    "orjson": {"doors.report.outlines", "doors.report.page", "record", "verified"},
    "networkx": {"graph"},
    "highspy": {"allocation.optimum"},
    "numpy": {
        *("doors.across", "doors.arrays", "doors.compared_file", "doors.given", "doors.rowed", "doors.stored"),
        "doors.vectors",
        *(f"readings.cells.{room}" for room in ("aggregated", "amounts", "batch", "coding", "columns")),
        *(f"readings.cells.{room}" for room in ("derived", "numbering", "ranked", "runs", "segments")),
        *(f"readings.cells.{room}" for room in ("sharing", "vectors")),
        *("sweep.draws", "sweep.passes", "sweep.ranks"),
        "allocation.optimum",
    },
    "pandas": {"doors.frames"},
    "polars": {"doors.frames"},
    "pyarrow": {
        *("doors.across", "doors.arrays", "doors.deciding", "doors.exports.arrow", "doors.frames", "doors.given"),
        *("doors.parts", "doors.rowed", "doors.stored", "doors.streamed"),
        "readings.sql.duckdb",
    },
    "rich": {"doors.progress"},
    "xlsxwriter": {"doors.exports.excel", "doors.exports.grid", "doors.planned"},
    "durable_rules_engine": {"readings.rete.host"},
    "duckdb": {"readings.sql.duckdb"},
    "psycopg": {"readings.sql.postgres"},
    "pyspark": {"readings.sql.spark"},
    "sqlglot": {
        *(
            f"readings.sql.{room}"
            for room in ("aggregates", "choices", "deciding", "derived", "dialects", "expressions", "layers", "names")
        ),
        *(f"readings.sql.{room}" for room in ("parameters", "past", "ranks", "rounding", "splits", "statement")),
        "readings.sql.duckdb",
    },
    "cryptography": {"signed"},
    "z3": {"solver"},
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
    for node, late, types in walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            for target in _targets(module, node):
                yield Arrow(target, node.lineno, late, types)


def walk(tree: ast.AST, late: bool = False, types: bool = False) -> Iterator[tuple[ast.AST, bool, bool]]:
    """Every node, whether it stands in a function, and whether it stands under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(tree):
        inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing = types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
        yield child, inside, typing
        yield from walk(child, inside, typing)


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
    for node in ast.walk(module.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        tops = {name.split(".")[0] for name in names}
        for top in sorted(tops - sys.stdlib_module_names - {"grund"}):
            yield top, getattr(node, "lineno", 0)


EACH = pytest.mark.parametrize("name", sorted(modules()), ids=lambda name: name or "grund")


# ── floors


def test_every_module_has_a_floor() -> None:
    """A new module is put on a floor here; one that is gone is taken away."""
    listed = [name for row in FLOORS for name in row]
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted(modules())


@EACH
def test_imports_point_down(name: str) -> None:
    """An import of a module on the same floor or above is a circle waiting to happen."""
    floor = {module: i for i, row in enumerate(FLOORS) for module in row}
    wrong = [
        f"{name}:{arrow.line} imports {arrow.target}"
        for arrow in arrows(modules()[name])
        if floor.get(arrow.target, -1) >= floor.get(name, 0)
    ]
    assert wrong == []


def test_no_rings() -> None:
    """No ring of modules, counted with the imports inside functions that so often hide one."""
    graph = {name: {a.target for a in arrows(m)} for name, m in modules().items()}
    while graph:
        free = [name for name, targets in graph.items() if not targets & graph.keys() - {name}]
        assert free, f"a ring among {sorted(graph)}"
        graph = {name: targets for name, targets in graph.items() if name not in free}


@EACH
def test_no_import_inside_a_function(name: str) -> None:
    """Late imports hide circles; only the command line has a reason (its start), and the table of public names."""
    if name in LATE:
        return
    found = [
        node.lineno
        for node, late, _ in walk(modules()[name].tree)
        if late and isinstance(node, ast.Import | ast.ImportFrom)
    ]
    calls = [
        node.lineno
        for node in ast.walk(modules()[name].tree)
        if isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__")
    ]
    assert found == []
    assert calls == [] or name in LAZY


def _called(node: ast.Call) -> str:
    target = node.func
    return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""


def test_readings_know_only_plain() -> None:
    """Readings are like houses in a row: each may ask `plain`, none another; a house may have rooms."""
    for name, module in modules().items():
        if name.startswith("readings."):
            house = ".".join(name.split(".")[:2])
            known = {a.target for a in arrows(module) if a.target.startswith("readings.")}
            assert all(t == "readings.plain" or f"{t}.".startswith(f"{house}.") for t in known), name


# ── rooms


@EACH
def test_third_parties_stay_in_their_rooms(name: str) -> None:
    """A library that is known in one room can be changed in one room."""
    wrong = [f"{top} at line {line}" for top, line in foreign(modules()[name]) if name not in CONFINED.get(top, ())]
    assert wrong == []


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


@EACH
def test_size(name: str) -> None:
    """A file that outgrows this becomes a package of the same name; a function becomes two."""
    module = modules()[name]
    lines = len(module.text.splitlines())
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(module.tree)
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
    listed = "|".join(sorted(map(re.escape, places()), key=len, reverse=True))
    pattern = re.compile(rf"(?<![a-zåäö])({listed})(?![a-zåäö])", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in sorted(p for p in ENGINE.rglob("*") if p.is_file() and p.suffix != ".pyc")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert found == []


def test_no_code_twice() -> None:
    """Two rooms of codes that give one number to two mistakes would say the wrong one."""
    written = [
        found
        for path in ENGINE.glob("codes/*.py")
        for found in re.findall(r'^    "(G\d+)": Code\(', path.read_text("utf-8"), re.M)
    ]
    assert sorted(written) == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_speaks_both_languages(code: str) -> None:
    """A sentence and a cure, in Swedish and in English, that ask for the same words."""
    row = CODES[code]
    assert re.fullmatch(r"G\d{3}", code)
    assert all((row.sv, row.en, row.cure_sv, row.cure_en))
    assert row.sv != row.en
    assert _fields(row.sv) == _fields(row.en)
    assert _fields(row.cure_sv) == _fields(row.cure_en)
    assert not row.sv.endswith(".") and not row.en.endswith(".")


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_no_code_stands_in_two_rooms() -> None:
    """Two rooms with one code would overwrite one another without a word."""
    rows = [
        row
        for p in (ENGINE / "codes").glob("*.py")
        for row in re.findall(r"\"(G\d{3})\": Code\(", p.read_text("utf-8"))
    ]
    assert sorted({row for row in rows if rows.count(row) > 1}) == []


def test_every_code_has_its_page() -> None:
    """Beside its row: `grund problem CODE` says what it means, with an example (its form: engine/grund/loading/problem_pages.py)."""
    pages = [p.read_text(encoding="utf-8") for p in (ENGINE / "codes").glob("*.yaml")]
    found = re.findall(r"^(G\d{3}):$", "\n".join(pages), re.MULTILINE)
    assert sorted(found) == sorted(CODES), (
        "write sv, en and an example in engine/grund/problems/catalogue/*.yaml, and run test_pages.py"
    )


def test_every_code_is_raised_somewhere() -> None:
    """A code that nothing raises is a promise nobody keeps; one that is raised but not listed is a crash."""
    sources = "\n".join(m.text for name, m in modules().items() if name != "codes")
    raised = set(re.findall(r"\"(G\d{3})\"", sources))
    assert sorted(raised - CODES.keys()) == []
    assert sorted(CODES.keys() - raised) == []
