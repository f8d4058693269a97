"""Page: a report as one HTML file.

No request leaves the file (a Content-Security-Policy allows its own style and script by their hashes and nothing
else); names and texts stay text, whatever is in them; the same report gives the same bytes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined

from ..problems.page_policy import content_policy
from ..version import __version__
from .bilingual import Html, say
from .drawing import Link, shared_defs
from .model import Report
from .one_page import OnePage
from .palette import picture_css, small_css, variables
from .words import WORDS

_PLACE: Final = "report/templates"
_SMALL: Final = f"@media print,(max-width:800px){{{small_css()}}}"


_ENDS: Final = re.compile(r"</(?:td|th|li|dt|dd|option|tbody|thead)>|(?<=>)\n\s*(?=<)")
"""End tags and breaks that HTML does without; with thousands of cells they are a tenth of the tables."""


@cache
def _environment() -> Environment:
    loader = PackageLoader("grund", _PLACE)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _text(name: str) -> str:
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _row_of(report: Report) -> Link:
    """Where an area of a picture leads: to its row in the table of all areas, which the script makes a panel."""
    names = report.data["areas"]
    return lambda number: (f"#o{number}", names[number][0])


def sheet(one: OnePage, lang: str) -> bytes:
    """The one page; `lang` is the language it opens in."""
    css = f"{shared_css()}{small_css()}{_text('one_page.css')}"
    defs = shared_defs(figure.picture for figure in one.figures)
    text = _environment().get_template("one_page.html").render(
        r=one, lang=lang, csp=content_policy([css]), css=Html(css), defs=defs, say=say, words=WORDS,
        version=__version__, link=None,
    )  # fmt: skip
    return _ENDS.sub("", text).encode()


@cache
def shared_css() -> str:
    """The style that all pages have in common: colours, the looks of pictures, and the base."""
    return f":root{{{variables()}}}{picture_css()}{_SMALL}{_text('base.css')}"


def bars_css() -> str:
    """The style of bars in a table."""
    return _text("bars.css")


def page(report: Report, lang: str) -> bytes:
    """The file; `lang` is the language it opens in."""
    css = f"{shared_css()}{_text('report.css')}{bars_css()}"
    script = _text("report.js")
    data = orjson.dumps({**report.data, "lang": lang}).decode().replace("<", "\\u003c")
    policy = content_policy([css], [script])
    defs = shared_defs(figure.picture for figure in report.figures.values())
    text = _environment().get_template("report.html").render(
        r=report, lang=lang, csp=policy, css=Html(css), js=Html(script), data=Html(data), defs=defs,
        say=say, words=WORDS, version=__version__, link=_row_of(report) if report.areas else None,
    )  # fmt: skip
    return _ENDS.sub("", text).encode()
