"""`grund problem`: explain an error code and how to fix it."""

from __future__ import annotations

import sys
from typing import Literal

from .. import loading, views
from ..problems.problem import nearest
from ..problems.problem import problem as problem_of
from ..views.formats.names import SUFFIXES, Format
from .options import LangOption, Out, OutputOption, format_of, write

_ProblemFormat = Format | Literal["text"]
"""`text` is what `table` was called."""


def problem(
    code: str | None = None,
    /,
    *,
    format: _ProblemFormat | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Explain an error code and how to fix it."""
    kind = format or format_of(output, SUFFIXES)
    out = Out("table" if kind == "text" else kind, output, lang, force, True)
    problem_pages = loading.problem_pages.pages()
    if code is None:
        return write(views.problem.pages_view(problem_pages, lang), None, out)
    page = problem_pages.get(code.upper()) or problem_pages.get(f"G{code}")
    if page is None:
        near = {name.lower(): name for name in problem_pages}.get(nearest(code, map(str.lower, problem_pages)) or "")
        print(problem_of("G507", None, near, code=code).show(lang), file=sys.stderr)
        return 2
    return write(views.problem.page_view(page, lang), None, out)
