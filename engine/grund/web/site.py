"""Site: the pages of a scenario as a folder of files that any web server, or a disk, can hold.

Every link leads to a file of the folder; the same scenario gives the same bytes; nothing is fetched, and nothing is
asked of a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Final

import orjson

from ..model.scenario import Scenario
from ..problems.label import Lang
from ..version import __version__
from .pages.compare import compare_page
from .pages.cross_references import CrossReferences
from .pages.page import PageLink, kind_words, kinds_of
from .pages.start import start_page
from .pages.table_of_pages import TABLE, links_of, list_page, page_of
from .queries import PageQuery
from .render import Frame, render, site_script, style
from .scenarios import hash_of

MOST_PAIRS: Final = 90
"""Pairs of policies that have a page of their own."""


def files(scenario: Scenario, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """Every file of the folder: its name and bytes."""
    refs = CrossReferences(scenario, lang)
    run = hash_of(scenario)
    yield "static/grund.css", style()
    yield "static/search.js", site_script()
    yield "static/index.js", _index(refs)
    first = start_page(refs, lambda area: f"area/{area}.html")
    at = f"compare/{first.pair[0]}..{first.pair[1]}.html"
    yield "index.html", render("start.html", _frame(refs, "", run), page=first, at=at)
    inner = _frame(refs, "../", run)
    yield "compare/index.html", _pairs(refs, inner)
    for a, b in _policies(refs):
        yield f"compare/{a}..{b}.html", _compared(refs, inner, a, b)
    for kind in inner.kinds:
        yield f"{kind}/index.html", render("thing.html", inner, page=list_page(refs, kind))
        for id in TABLE[kind].things(refs):
            page = page_of(refs, kind, id)
            assert page is not None
            yield f"{kind}/{id}.html", render("thing.html", inner, page=page)


def _frame(refs: CrossReferences, root: str, run: str) -> Frame:
    def address(link: PageLink) -> str:
        return f"{root}{link.kind}/{link.id}.html"

    scenario = refs.scenario
    return Frame(
        refs.lang,
        scenario.label.get(refs.lang),
        address,
        root,
        "",
        run,
        __version__,
        scenario.illustration,
        kinds_of(scenario.book),
        False,
    )


def _policies(refs: CrossReferences) -> list[tuple[str, str]]:
    """The pairs that have a page: every one where they are few, else the first policy with each of the others."""
    names = list(refs.scenario.named)
    pairs = list(permutations(names, 2))
    return pairs if len(pairs) <= MOST_PAIRS else [(names[0], name) for name in names[1:]]


def _pairs(refs: CrossReferences, frame: Frame) -> bytes:
    labels = {name: refs.scenario.policy(name).label.get(refs.lang) for name in refs.scenario.named}
    pairs = [(labels[a], labels[b], f"{a}..{b}.html") for a, b in _policies(refs)]
    return render("pairs.html", frame, pairs=pairs)


def _compared(refs: CrossReferences, frame: Frame, a: str, b: str) -> bytes:
    query = PageQuery.model_validate({"a": a, "b": b, "tables": True, "lang": refs.lang})

    def page_of_area(name: str) -> str:
        return f"../area/{name}.html"

    page = compare_page(refs, refs, query, page_of_area)
    command = refs.command("compare", a, b)
    return render(
        "compare.html", frame, page=page, day="", stale="", panel_of=page_of_area, closed="",
        reset="", explain="", formats=(), tables="", made_of="", beside=(), command=command,
    )  # fmt: skip


def _index(refs: CrossReferences) -> bytes:
    """What is searched: the words, the id and the file of every page."""
    rows = [
        [link.text, f"{kind}/{link.id}.html", kind_words(kind, refs.lang)[0]]
        for kind in kinds_of(refs.scenario.book)
        for link in links_of(refs, kind)
    ]
    return b"const INDEX = " + orjson.dumps(rows) + b";\n"
