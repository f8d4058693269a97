"""Folders: a city's rules and a world's facts, from a folder of files to frozen nouns.

Takes a rulebook's folder (rules/<city>) or a world's folder (scenarios/<world>). Either everything is right, or every
problem is shown at once and nothing is returned.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from types import MappingProxyType

from ..model.facts import FactBook
from ..model.garbage import uncollected
from ..model.organisation import Process
from ..model.policies import Insats, Policy, Rulebook, Vocabulary
from ..model.sources import Source
from ..problems.problem import Place
from .arguments import typed_arguments
from .claims import Spoken, claims
from .combined import missing
from .costs import Coster, check_payers
from .derived import counted, derived
from .documents import Document
from .examples import About, examples
from .facts import factbook as _factbook
from .organisation import organisation
from .policies import City, policies
from .repeated import written_out
from .report import ProblemReport, label
from .schema import InsatserFile, PolicyFile, VocabularyFile
from .schema.sheets import ENGLISH, SOURCES
from .vocabulary import Declared, vocabulary


@typed_arguments
def rulebook(
    folder: FilePath | str,
    more: Iterable[FilePath | str] = (),
    tables: Mapping[str, FilePath] = MappingProxyType({}),
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Rulebook:
    """The rules of a city; `more` are further policy files. One of its own, named again, is read once.

    Read in place of what the folder has: `tables`, by a decision table's id or name; `texts`, by a policy file's
    absolute path. Raises `GrundError`.
    """
    folder, more = FilePath(folder), tuple(map(FilePath, more))
    report = ProblemReport()
    sources, places = _sources(report, folder / "sources.csv")
    report.english = _english(report, folder / "english.csv")
    words = report.yaml(folder / "vocabulary.yaml", VocabularyFile, written_out=written_out)
    insatser = report.yaml(folder / "insatser.yaml", InsatserFile)
    files, unread = _policy_files(report, (*sorted((folder / "policies").glob("*.yaml")), *more), texts)
    if words is None or insatser is None:
        report.finish()
        raise AssertionError("finish raises")
    if unread:
        files = _standing(files)
    else:
        _check_beside(report, files)
    declared = Declared(report, words[0], sources, tables)
    plain_words, common = vocabulary(declared, words[1])
    vocabulary_ = derived(declared, plain_words, common, words[1])
    shown = examples(About(declared, vocabulary_, common), words[1].examples)
    vocabulary_ = replace(vocabulary_, examples=shown)
    known: dict[str, Insats] = {}
    coster = Coster(report, insatser[0], vocabulary_, common, sources)
    for name, given in insatser[1].insatser.items():
        path = ("insatser", name)
        report.identifier(insatser[0], path, name)
        place = insatser[0].place((*path, "level"))
        report.known(place, "@level", given.level, vocabulary_.levels)
        if given.field:
            report.known(insatser[0].place((*path, "field")), "@field", given.field, vocabulary_.fields)
        citation = report.citation(insatser[0], path, given, sources, f"@insats {name}")
        known[name] = Insats(
            name, label(given.label), given.level, given.kind, label(given.target),
            tuple(given.answered_as) or (name,), citation, coster.costs(name, given), given.field,
        )  # fmt: skip
    processes = _processes(report, insatser[0], insatser[1], vocabulary_, sources)
    city = City(report, declared, vocabulary_, common, known, sources)
    by_id = policies(city, files)
    vocabulary_ = counted(declared, vocabulary_, by_id.values())
    by_id = _with_claims(city, by_id, files)
    answering = organisation(report, folder, sources, known, vocabulary_, common, tuple(by_id), processes)
    for name, insats in known.items():
        weights = insats.costs.key.weights if insats.costs.key else {}
        check_payers(report, insatser[0], ("insatser", name, "paid_by"), weights, answering.bodies)
    report.finish()
    places |= _places(words[0], ("types", "attributes", "derived", "tolkningar"))
    places |= _places(insatser[0], ("insatser",))
    return Rulebook(
        folder.name, vocabulary_, known, sources, by_id, answering, tuple(report.files), places,
        report.english,
    )  # fmt: skip


def _processes(
    report: ProblemReport, document: Document, model: InsatserFile, words: Vocabulary, sources: Mapping[str, Source]
) -> dict[str, Process]:
    """The processes of a rulebook, that duties may name; none has the id of an insats."""
    process: dict[str, Process] = {}
    for name, given in model.processes.items():
        path = ("processes", name)
        report.identifier(document, path, name)
        if name in model.insatser:
            report.add("G304", document.place(path, key=True), id=name, first=document.file)
        report.known(document.place((*path, "level")), "@level", given.level, words.levels)
        citation = report.citation(document, path, given, sources, name)
        process[name] = Process(name, label(given.label), given.level, citation)
    return process


def _policy_files(
    report: ProblemReport, paths: Iterable[FilePath | str], texts: Mapping[str, str]
) -> tuple[list[tuple[Document, PolicyFile]], int]:
    """Policy files, each once, and how many more could not be read."""
    once = {os.path.abspath(path): path for path in paths}
    read = [report.yaml(path, PolicyFile, texts.get(full)) for full, path in once.items()]
    files = [policy_file for policy_file in read if policy_file is not None]
    return files, len(read) - len(files)


def _check_beside(report: ProblemReport, files: list[tuple[Document, PolicyFile]]) -> None:
    """The policies beside which something is to be said are there."""
    ids = {model.policy for _, model in files}
    for document, model in files:
        for name in model.beside:
            report.known(document.place(("beside", name), key=True), "@policy", name, sorted(ids))


def _standing(files: list[tuple[Document, PolicyFile]]) -> list[tuple[Document, PolicyFile]]:
    """Where a file could not be read: the policies that do not build on it; of the others nothing true can be said."""
    read = {model.policy for _, model in files}
    kept = [(document, model) for document, model in files if not missing(model, read)]
    return kept if len(kept) == len(files) else _standing(kept)


def _with_claims(
    city: City, by_id: Mapping[str, Policy], files: Sequence[tuple[Document, PolicyFile]]
) -> dict[str, Policy]:
    """The policies with the claims of their files, which may speak of one another."""
    chosen_policies = dict(by_id)
    for document, model in files:
        if model.claims and model.policy in by_id:
            spoken = Spoken(city.words, city.insatser, by_id, city.sources, None, model.policy)
            file_claims = claims(city.report, document, model.claims, spoken)
            chosen_policies[model.policy] = replace(by_id[model.policy], claims=file_claims)
    return chosen_policies


def factbook(folder: FilePath, book: Rulebook) -> FactBook:
    """The facts of a world. Raises `GrundError`."""
    report = ProblemReport()
    with uncollected():
        fact_book = _factbook(report, folder, book)
    report.finish()
    assert fact_book is not None
    return fact_book


def _sources(report: ProblemReport, path: FilePath) -> tuple[dict[str, Source], dict[tuple[str, str], Place]]:
    """The documents of a rulebook, and where each is declared."""
    table = report.csv(path, SOURCES)
    sources: dict[str, Source] = {}
    places: dict[tuple[str, str], Place] = {}
    for row in table.rows if table else ():
        assert table is not None
        name = row.cells["id"]
        if name in sources:
            report.add("G304", table.place(row, "id"), id=name, first=table.file)
        sources[name] = Source(*(row.cells[c] for c in SOURCES.required))
        places["sources", name] = table.place(row, "id")
    return sources, places


def _english(report: ProblemReport, path: FilePath) -> dict[str, str]:
    """The English of texts in the tables of a rulebook and of its worlds; none where there is no such file."""
    english: dict[str, str] = {}
    for table, row in report.rows(report.csv(path, ENGLISH) if path.exists() else None):
        text = row.cells["sv"]
        if text in english:
            report.add("G304", table.place(row, "sv"), id=text, first=table.file)
        english[text] = row.cells["en"]
    return english


def _places(document: Document, sections: tuple[str, ...]) -> dict[tuple[str, str], Place]:
    """Where each name of some sections is declared."""
    return {
        (section, name): document.place((section, name), key=True)
        for section in sections
        for name in document.value.get(section) or ()
    }
