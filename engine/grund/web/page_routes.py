"""Page routes: the pages that a server answers: start, compare, grounds, search, and a page for each thing.

The address is the state, and every page is whole without a script; what is wrong is told in the words and with the
codes of the command line.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import quote_plus, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..loading.scenario import counting
from ..model.decisions import VERDICTS
from ..model.scenario import Scenario
from ..problems.label import Lang
from ..problems.problem import GrundError, nearest, problem
from ..version import __version__
from ..views.wording.values import and_more, verdict_word
from .answers import AnswerBook
from .api import status_of
from .guards import LOG
from .operations import command_of
from .pages.compare import compare_page
from .pages.cross_references import CrossReferences
from .pages.grounds import grounds_page
from .pages.page import KINDS, Kind, PageLink, kind_words, kinds_of
from .pages.start import start_page
from .pages.table_of_pages import TABLE, link_table, links_of, list_page, page_of
from .queries import GroundsQuery, PageQuery, Query, TablePageQuery, from_address
from .render import Frame, render, script, style
from .scenarios import Recent, hash_of
from .workers import Workers

_FORMATS: Final = (("JSON", "json"), ("CSV", "csv"), ("Excel", "xlsx"), ("Parquet", "parquet"))
_STATE: Final = ("day", "known", "lang", "repair", "tolkning")
_TRIED: Final = ("parameters.", "prices.", "facts.")
"""What of an address goes on to every page that it leads to."""
_SHOWN: Final = ("area", "tables")
"""What of the address of a comparison opens a part of it."""
_MOST_HITS: Final = 100
_WARMING: Final = 5.0
"""For so many seconds pages are made before anybody asks for them."""
_KEPT_BYTES: Final = 24_000_000
"""So many bytes of pages are kept."""


class PageRoutes:
    """The pages of a scenario; cross-references are made once for each state that is asked for."""

    def __init__(self, answers: AnswerBook, workers: Workers) -> None:
        self.answers, self.workers = answers, workers
        self.recent: Recent[CrossReferences] = Recent(16)
        self.pages: Recent[bytes] = Recent(_KEPT_BYTES, len)

    def routes(self) -> list[Route]:
        """The routes of the pages."""
        made = [
            Route("/", partial(self._asked, self._start)),
            Route("/compare", partial(self._asked, self._compare)),
            Route("/explain", partial(self._asked, self._grounds)),
            Route("/search", partial(self._asked, self._search)),
            Route("/static/grund.css", partial(_static, style, "text/css")),
            Route("/static/grund.js", partial(_static, script, "text/javascript")),
        ]
        for kind in KINDS:
            made.append(Route(f"/{kind}/", partial(self._asked, partial(self._list, kind))))
            made.append(Route(f"/{kind}/{{id}}", partial(self._asked, partial(self._thing, kind))))
        return made

    def warm(self) -> None:
        """Make the first pages, so that nobody waits for what all pages need: outlines and the map, templates, the
        values at which decisions change. None is begun while somebody waits for an answer, or after some seconds."""
        end, base = time.monotonic() + _WARMING, self.answers.scenarios.base
        compared = [urlencode({"a": base.named[0], "b": name}) for name in base.named[1:]]
        visits = [(self._start, "", ""), *((self._compare, "", query) for query in compared)]
        visits[2:2] = [(partial(self._thing, "area"), area.id, "") for area in base.today.by_level[base.level][:1]]
        for page, name, query in visits:
            while self.workers.due and time.monotonic() < end:  # somebody waits
                time.sleep(0.02)
            scope = {
                "type": "http",
                "path": "/",
                "headers": [],
                "path_params": {"id": name},
                "query_string": query.encode(),
            }
            if time.monotonic() < end:
                with suppress(GrundError):  # whoever asks for the page is told
                    page(Request(scope))

    async def _asked(self, page: Callable[[Request], bytes], request: Request) -> Response:
        """A page, made aside; a problem as a page."""
        key = str(request.url.path) + "?" + str(request.url.query)
        try:
            body = await self.workers.make(partial(self.pages.get, key, partial(page, request)))
            return Response(body, media_type="text/html; charset=utf-8", headers={"cache-control": "no-cache"})
        except GrundError as error:
            return self.wrong(request, error, status_of(error.problems))
        except Exception as error:
            LOG.exception("unforeseen")
            return self.wrong(request, GrundError([problem("G901", None, why=f"{type(error).__name__}: {error}")]), 500)

    def wrong(self, request: Request, error: GrundError, status: int) -> Response:
        """A page that says what is wrong; only the language of the address goes on, for the rest of it may be wrong."""
        frame = replace(self._frame(request, lang_of(request)), state=(("lang", lang_of(request)),))
        body = render("wrong.html", frame, problems=error.problems)
        return Response(body, status, media_type="text/html; charset=utf-8")

    # ── what is asked

    def _refs(self, query: Query, residents: str | None = None) -> CrossReferences:
        """The cross-references of the scenario that a query is asked of; `residents`: another attribute is counted."""
        key = (query.model_dump_json(include=set(Query.model_fields)), residents)

        def made() -> CrossReferences:
            scenario = self.answers.scenarios.of(query)
            return CrossReferences(counting(scenario, residents) if residents else scenario, query.lang)

        return self.recent.get(key, made)

    def _frame(self, request: Request, lang: str, scenario: Scenario | None = None) -> Frame:
        base = scenario or self.answers.scenarios.base
        state = _state(_pairs(request))
        other = "en" if lang == "sv" else "sv"
        pairs = [(k, v) for k, v in request.query_params.multi_items() if k not in ("lang", "run")]

        def address(link: PageLink) -> str:
            return f"/{link.kind}/{link.id}" + (f"?{urlencode(state)}" if state else "")

        return Frame(
            lang, base.label.get(lang), address, "/", f"{request.url.path}?{urlencode([*pairs, ('lang', other)])}",
            hash_of(base), __version__, base.illustration, kinds_of(base.book), state=tuple(state),
        )  # fmt: skip

    def _start(self, request: Request) -> bytes:
        query = from_address(Query, _pairs(request))
        refs = self._refs(query)
        state = _state(_pairs(request))

        def panel_of(name: str) -> str:
            return f"/compare?{urlencode([*state, ('area', name)])}#panel"

        page = start_page(refs, panel_of)
        at = urlencode([*zip("ab", page.pair, strict=True), *state])
        return render("start.html", self._frame(request, query.lang, refs.scenario), page=page, at=f"/compare?{at}")

    def _compare(self, request: Request) -> bytes:
        pairs = [(k, v) for k, v in _pairs(request) if k != "run"]
        base = self.answers.scenarios.base
        given = {name: value for name, value in pairs if value}
        others = iter((*(name for name in base.named if name not in given.values()), *base.named))
        pairs += [(name, next(others)) for name in "ab" if name not in given]
        query = from_address(PageQuery, pairs)
        refs = self._refs(query, query.residents)
        as_filed = self._refs(Query.model_validate({"lang": query.lang}), query.residents)
        frame = self._frame(request, query.lang, refs.scenario)
        state = [(k, v) for k, v in pairs if v and k not in _SHOWN]
        tables = [("tables", "1")] if query.tables else []

        stem = f"/compare?{urlencode([*state, *tables, ('area', '')])}"

        def panel_of(name: str) -> str:
            return f"{stem}{quote_plus(name)}#panel"

        page = compare_page(refs, as_filed, query, panel_of)
        made_of = request.query_params.get("run", "")
        as_data = [("more" if name == "c" else name, value) for name, value in state]
        formats = [(name, f"/v1/compare?{urlencode([*as_data, ('format', format)])}") for name, format in _FORMATS]
        fields = {*(f"parameters.{one.name}" for one in page.sliders), *(f"prices.{one.name}" for one in page.prices)}
        kept = [(k, v) for k, v in _state(pairs) if k not in ("day", "lang", "tolkning", *fields)]
        policies = [("policy", name) for name in query.policies]
        shown = [("area", query.area)] if query.area else []
        as_filed_at = urlencode([*zip("abc", query.policies, strict=False), ("lang", query.lang)])
        return render(
            "compare.html", frame, page=page, day=query.day or "",
            stale=made_of if made_of and made_of not in (hash_of(base), frame.run) else "", panel_of=panel_of,
            closed=f"/compare?{urlencode([*state, *tables])}", reset=f"/compare?{as_filed_at}",
            explain=f"/explain?{urlencode([*_state(pairs), *shown, *policies])}", formats=formats,
            tables=f"/compare?{urlencode([*state, *shown, ('tables', '1')])}#details", made_of=hash_of(base),
            beside=(*tables, *shown, *kept),
            command=_command("compare", refs.scenario, query.compare),
        )  # fmt: skip

    def _grounds(self, request: Request) -> bytes:
        query = from_address(GroundsQuery, _pairs(request))
        refs = self._refs(query)
        page = grounds_page(refs, query.area, query.what, query.policy)
        command = _command("explain", refs.scenario, query)
        verdicts = {verdict: verdict_word(verdict, query.lang) for verdict in VERDICTS}
        frame = self._frame(request, query.lang, refs.scenario)
        return render("grounds.html", frame, page=page, command=command, **verdicts)

    def _thing(self, kind: Kind, request: Request) -> bytes:
        query = from_address(TablePageQuery if kind == "table" else Query, _pairs(request))
        refs, name = self._refs(query), request.path_params["id"]
        page = page_of(refs, kind, name, query.area if isinstance(query, TablePageQuery) else "")
        if page is None:
            near = nearest(name, TABLE[kind].things(refs))
            raise GrundError([problem("G881", None, near and f"/{kind}/{near}", path=request.url.path[:200])])
        return render("thing.html", self._frame(request, query.lang, refs.scenario), page=page)

    def _list(self, kind: Kind, request: Request) -> bytes:
        query = from_address(Query, _pairs(request))
        refs = self._refs(query)
        return render("thing.html", self._frame(request, query.lang, refs.scenario), page=list_page(refs, kind))

    def _search(self, request: Request) -> bytes:
        """Every thing whose name or id holds the words; a, o for å, ä, ö as people type them."""
        pairs = [(k, v) for k, v in _pairs(request) if k != "q"]
        query, q = from_address(Query, pairs), request.query_params.get("q", "")[:100].strip()
        refs, wanted = self._refs(query), folded(q)
        sheets = []
        for kind in KINDS:
            links = [link for link in links_of(refs, kind) if wanted and wanted in folded(f"{link.text} {link.id}")]
            if links:
                left = and_more(len(links) - _MOST_HITS, query.lang).strip()
                listed = link_table(refs, kind, links[:_MOST_HITS], kind_words(kind, query.lang)[1])
                sheets.append(replace(listed, notes=(left,) if left else ()))
        return render("hits.html", self._frame(request, query.lang, refs.scenario), q=q, sheets=sheets)


_FOLDED: Final = str.maketrans("åäöéü", "aaoeu")


def folded(text: str) -> str:
    """A text as it is searched: lower case, without the marks of letters."""
    return text.casefold().translate(_FOLDED)


def _state(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What an address says of the scenario, and not of the page."""
    return [(name, value) for name, value in pairs if value and (name in _STATE or name.startswith(_TRIED))]


def _command(name: str, scenario: Scenario, query: Query) -> str:
    """The command that gives the same answer; none where something is tried, which no command says."""
    return "" if query.tried else shlex.join(command_of(name, scenario, query))


def lang_of(request: Request) -> Lang:
    """The language that an address asks for."""
    return "en" if request.query_params.get("lang") == "en" else "sv"


def _pairs(request: Request) -> list[tuple[str, str]]:
    return list(request.query_params.multi_items())


async def _static(make: Callable[[], bytes], media: str, request: Request) -> Response:
    return Response(make(), media_type=f"{media}; charset=utf-8", headers={"cache-control": "max-age=3600"})
