"""Vocabulary: a city's words, from vocabulary.yaml.

Every name is unique and legal in a condition; derived attributes are typed and free of circles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Final

from ..language.tokens import KEYWORDS, is_name
from ..language.typing import LIMIT, Scope, constant, fits
from ..model.attributes import Attribute, Level
from ..model.expressions import BOOL, DATE, DIGITS, Type, Value, number
from ..model.policies import Parameter, ParameterValue, Tolkning, Vocabulary
from ..model.sources import Citation, Label, Source
from ..problems.problem import Place, nearest
from .decision_tables.reading import Tables
from .decision_tables.rows import written_table
from .documents import Document, Path
from .report import ProblemReport, label
from .schema import AttributeIn, DerivedIn, ParameterIn, TableIn, VocabularyFile

WIDEST: Final = Decimal(10) ** 15
"""The domain of a number that declares none: 15 digits in all."""

MOST_DECIMALS: Final = 15
BUILT_IN: Final = ("bool", "date", "number", "text")
_OF_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "values": ("text",),
    "negated": ("bool", "enum", "text"),
    **dict.fromkeys(("unit", "decimals", "min", "max", "scale"), ("number",)),
}
"""The fields that attributes and parameters of some types have, and those types; `enum` is any that is named."""


class Declared:
    """The vocabulary while it is read: what `derived` and parameters need of it."""

    def __init__(
        self,
        report: ProblemReport,
        document: Document,
        sources: Mapping[str, Source],
        replaced: Mapping[str, FilePath] = MappingProxyType({}),
    ) -> None:
        self.report, self.document, self.sources, self.replaced = report, document, sources, replaced
        self.types: dict[str, Type] = {}
        self.members: dict[str, dict[str, Label]] = {}
        self.read_tables({}, {})

    def read_tables(self, models: Mapping[str, TableIn], uses: Mapping[Path, TableIn], policy: str = "") -> None:
        """The decision tables of the file, as they are read and as they are written."""
        replaced = {name.removeprefix(f"{policy}."): path for name, path in self.replaced.items()}
        self.tables = Tables(self.report, self.document, models, uses, replaced)
        self.written = {
            name: written_table(self.report, table, self.tables.outputs(table), self.sources, policy)
            for name, table in self.tables.named.items()
        }

    def type(self, path: Path, given: AttributeIn | DerivedIn | ParameterIn) -> Type:
        """The type a field declares: bool, date, number, a text of some values, or a named enum."""
        self._refuse_unread(path, given)
        if not isinstance(given, ParameterIn) and given.type == "text":
            return self._text(path, given)
        if given.type == "bool":
            return BOOL
        if given.type == "date":
            return DATE
        if given.type == "number":
            return self._number(path, given)
        known = [*self.types, *BUILT_IN[:3]] if isinstance(given, ParameterIn) else [*self.types, *BUILT_IN]
        self.report.known(self.document.place((*path, "type")), "@type", given.type, known)
        return self.types.get(given.type, BOOL)

    def _text(self, path: Path, given: AttributeIn | DerivedIn) -> Type:
        """A text of declared values: an enum, whose members are written in quotes where they are no names."""
        if not given.values:
            self.report.add("G301", self.document.place((*path, "type")), field="values")
        for i, text in enumerate(given.values):
            if given.values.index(text) < i:
                self.report.add("G106", self.document.place((*path, "values", i)), key=text)
            if '"' in text or "\n" in text or not text.strip():
                self.report.add("G303", self.document.place((*path, "values", i)), value=text, wanted="@text")
        name = str(path[-1]) if path[-1] not in self.types else f"{path[-1]}.text"
        return Type("enum", name, tuple(given.values))

    def _refuse_unread(self, path: Path, given: AttributeIn | DerivedIn | ParameterIn) -> None:
        """Refuse the fields that belong to other types; the values of a parameter are its own."""
        here = "enum" if given.type in self.types else given.type
        for field, types in _OF_TYPES.items() if here in (*BUILT_IN, "enum") else ():
            own = field == "values" and isinstance(given, ParameterIn)
            if field in given.model_fields_set and here not in types and not own:
                place, owner = self.document.place((*path, field), key=True), f"type: {' | '.join(types)}"
                self.report.add("G322", place, field=field, owner=owner, here=f"type: {given.type}")

    def _number(self, path: Path, given: AttributeIn | DerivedIn | ParameterIn) -> Type:
        """A number type whose every value fits in 18 digits."""
        if given.decimals > MOST_DECIMALS:
            place = self.document.place((*path, "decimals"))
            self.report.add("G303", place, value=given.decimals, wanted=f"0–{MOST_DECIMALS}")
            return number(0, 0, 0)
        low, high = room(given.decimals)
        low = low if given.min is None else given.min
        high = high if given.max is None else given.max
        if low > high:
            place = self.document.place((*path, "min"))
            self.report.add("G303", place, value=low, wanted=f"≤ {high}")
        if max(abs(low), abs(high)).scaleb(given.decimals) >= LIMIT:
            self.report.add("G210", self.document.place((*path, "type")), limit=DIGITS)
        return number(given.decimals, low, high, given.scale)

    def constant(self, place: Place, what: str, text: str, kind: Type) -> Value | None:
        """A written value of a type, inside its domain and with no more than its decimals."""
        try:
            value = constant(text, kind)
        except ValueError:
            wanted = ", ".join(kind.members) or ("@truth" if kind.kind == "bool" else "@" + kind.kind)
            self.report.add("G402", place, nearest(text, kind.members), value=text, attribute=what, wanted=wanted)
            return None
        if isinstance(value, Decimal):
            if not kind.low <= value <= kind.high:
                self.report.add("G403", place, value=text, low=kind.low, high=kind.high, attribute=what)
            if not fits(value, kind.decimals):
                self.report.add("G404", place, value=text, decimals=kind.decimals, attribute=what)
        return value


def room(decimals: int) -> tuple[Decimal, Decimal]:
    """The domain of a number that declares none."""
    most = WIDEST.scaleb(-decimals) - Decimal(1).scaleb(-decimals)
    return -most, most


def widest(parameter: Parameter) -> Type:
    """The type of a parameter's values; where no domain is declared, with all that its decimals can write."""
    kind = parameter.type
    return number(kind.decimals, *room(kind.decimals), kind.scale) if parameter.open else kind


def vocabulary(declared: Declared, model: VocabularyFile) -> tuple[Vocabulary, dict[str, Parameter]]:
    """The vocabulary (still without derived attributes) and its parameters; problems go to the report."""
    _types(declared, model)
    attributes = {name: _attribute(declared, model, name, given) for name, given in model.attributes.items()}
    tolkningar = _tolkningar(declared, model)
    common = {
        name: parameter(declared, ("parameters", name), name, given, None) for name, given in model.parameters.items()
    }
    built = Vocabulary(
        {k: Level(k, label(v.label), v.technical) for k, v in model.levels.items()},
        {k: label(v.label) for k, v in model.hierarchies.items()},
        declared.types,
        declared.members,
        attributes,
        {},
        tolkningar,
        {k: label(v.label) for k, v in model.shares.items()},
        fields={k: label(v.label) for k, v in model.fields.items()},
    )
    _check_names(declared, model)
    return built, common


def scope(words: Vocabulary, parameters: Mapping[str, Parameter], level: str) -> Scope:
    """What a condition at a level may read."""
    types = words.type_at(level)
    everywhere = frozenset((*words.attributes, *words.derived))
    for name, param in parameters.items():
        types[f"param.{name}"] = param.type
    for name, tolkning in words.tolkningar.items():
        types[f"tolkning.{name}"] = Type("enum", f"tolkning.{name}", tuple(tolkning.options))
    return Scope(types, level, everywhere)


def _types(declared: Declared, model: VocabularyFile) -> None:
    for name, given in model.types.items():
        path: Path = ("types", name, "enum")
        place = declared.document.place
        listed = given.enum if isinstance(given.enum, list) else []
        labels = given.enum if isinstance(given.enum, dict) else dict.fromkeys(listed)
        if name in BUILT_IN:
            declared.report.add("G318", place(path[:2], key=True), name=name)
        if not labels:
            declared.report.add("G303", place(path), value="", wanted="@member")
        for i, member in enumerate(listed):
            if listed.index(member) < i:
                declared.report.add("G106", place((*path, i)), key=member)
        declared.types[name] = Type("enum", name, tuple(labels), given.ordered)
        declared.members[name] = {m: label(v, m) for m, v in labels.items()}


def _check_names(declared: Declared, model: VocabularyFile) -> None:
    """Every name that can stand in a condition is legal, and means one thing."""
    report, document = declared.report, declared.document
    seen: dict[str, str] = {}
    rows: list[tuple[str, Path, str]] = [
        *((n, ("attributes", n), "@attribute_id") for n in model.attributes),
        *((n, ("derived", n), "@derived") for n in model.derived),
        *((m, ("types", t, "enum", m), "@member") for t, ms in declared.members.items() for m in ms),
        *((o, ("tolkningar", t, "options", o), "@member") for t, v in model.tolkningar.items() for o in v.options),
    ]
    for section, tolkning_ins in (("parameters", model.parameters), ("tolkningar", model.tolkningar)):
        for name in tolkning_ins:
            report.name(document, (section, name), name)
    for name, path, what in rows:
        place = document.place(path, key=True)
        if not is_name(name):
            report.add("G313", place, name=name)
        elif name in KEYWORDS:
            report.add("G318", place, name=name)
        elif seen.setdefault(name, what) != what:
            report.add("G310", place, name=name, first=seen[name], second=what)


def levels(declared: Declared, model: VocabularyFile, path: Path, given: list[str]) -> None:
    """Note every level that the vocabulary does not declare."""
    for i, level in enumerate(given):
        place = declared.document.place((*path, "level", i))
        declared.report.known(place, "@level", level, model.levels)


def _attribute(declared: Declared, model: VocabularyFile, name: str, given: AttributeIn) -> Attribute:
    path: Path = ("attributes", name)
    levels(declared, model, path, given.level)
    kind = declared.type(path, given)
    closed: Value | None = None
    if given.missing != "unknown":
        place = declared.document.place((*path, "missing"))
        closed = declared.constant(place, name, given.missing, kind)
        if not given.series:
            declared.report.add("G301", declared.document.place(path), field="series")
    citation = declared.report.citation(declared.document, path, given, declared.sources, name, False)
    return Attribute(
        name, tuple(given.level), kind, label(given.label), label(given.unit), closed,
        given.series, given.publisher, given.round or "", citation, given.cost, given.frozen, label(given.negated),
    )  # fmt: skip


def _tolkningar(declared: Declared, model: VocabularyFile) -> dict[str, Tolkning]:
    tolknings: dict[str, Tolkning] = {}
    for name, given in model.tolkningar.items():
        path: Path = ("tolkningar", name)
        what = f"tolkning {name}"
        citation = declared.report.citation(declared.document, path, given, declared.sources, what)
        options = {k: label(v) for k, v in given.options.items()}
        tolknings[name] = Tolkning(name, label(given.label), options, citation)
    return tolknings


def parameter(declared: Declared, path: Path, name: str, given: ParameterIn, base: Parameter | None) -> Parameter:
    """A parameter; `base` is the inherited one whose values it replaces."""
    kind = _inherited(declared, path, given, base) if base else declared.type(path, given)
    values: list[ParameterValue] = []
    for i, item in enumerate(given.values):
        at: Path = (*path, "values", i)
        place = declared.document.place((*at, "value"))
        unknown = item.value == "unknown"
        value = None if unknown else declared.constant(place, f"param.{name}", item.value, kind)
        stated = not (unknown and item.note.sv)
        citation = declared.report.citation(declared.document, at, item, declared.sources, f"param.{name}", stated)
        where = declared.document.place(at)
        values.append(ParameterValue(item.start, value, citation, where, item.price_level, item.checked_on))
    starts = [v.start for v in values]
    if len(set(starts)) < len(starts):
        declared.report.add("G314", declared.document.place((*path, "values")), what=f"param.{name}")
    values.sort(key=lambda v: v.start)
    known = [v.value for v in values if isinstance(v.value, Decimal)]
    undeclared = base.open if base else kind.kind == "number" and given.min is None and given.max is None
    if undeclared and known and len(known) == len(values):
        kind = number(kind.decimals, min(known), max(known), kind.scale)
    own = label(given.label) if given.label else (base.label if base else Label(name))
    unit = label(given.unit) if given.unit else (base.unit if base else Label(""))
    return Parameter(name, kind, own, unit, tuple(values), undeclared)


def settled(declared: Declared, place: Place, base: Parameter, text: str, start: date, citation: Citation) -> Parameter:
    """A parameter with one value in place of its own; where no domain is declared, any its decimals can write."""
    value = None if text == "unknown" else declared.constant(place, base.id, text, widest(base))
    return replace(base, values=(ParameterValue(start, value, citation, place),))


def _inherited(declared: Declared, path: Path, given: ParameterIn, base: Parameter) -> Type:
    """The type of an inherited parameter: what its file says again must be the same, for other rules read it too."""
    kind, sentences = base.type, given.model_fields_set
    place = declared.document.place
    if "type" in sentences and given.type != (kind.name or kind.kind):
        declared.report.add("G205", place((*path, "type")), wanted="@" + kind.kind, found=given.type)
    if "decimals" in sentences and given.decimals != kind.decimals:
        declared.report.add("G303", place((*path, "decimals")), value=given.decimals, wanted=kind.decimals)
    if "scale" in sentences and given.scale != kind.scale:
        declared.report.add("G303", place((*path, "scale")), value=given.scale, wanted=kind.scale)
    for key in ("min", "max"):
        bound = kind.low if key == "min" else kind.high
        if key in sentences and base.open:
            owner = "@inherited_parameter"
            declared.report.add("G322", place((*path, key), key=True), field=key, owner=owner, here="extends")
        elif key in sentences and getattr(given, key) != bound:
            declared.report.add("G303", place((*path, key)), value=getattr(given, key), wanted=f"{bound:f}")
    return widest(base)
