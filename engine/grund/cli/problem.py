"""`grund problem`: explain an error code and how to fix it."""

from __future__ import annotations

import sys
from typing import Literal

from .. import analysis, loading, views
from ..batch.atomic_files import deliver
from ..problems.problem import nearest
from ..problems.problem import problem as problem_of
from .options import LangOption


def problem(code: str | None = None, /, *, format: Literal["text", "json"] = "text", lang: LangOption = "sv") -> int:
    """Explain an error code and how to fix it."""
    problem_pages = loading.problem_pages.pages()
    if code is None:
        deliver(
            analysis.run_record.dump(views.problem.pages_data(problem_pages, lang))
            if format == "json"
            else views.problem.pages_text(problem_pages, lang).encode(),
            None,
        )
        return 0
    page = problem_pages.get(code.upper()) or problem_pages.get(f"G{code}")
    if page is None:
        near = {name.lower(): name for name in problem_pages}.get(nearest(code, map(str.lower, problem_pages)) or "")
        print(problem_of("G507", None, near, code=code).show(lang), file=sys.stderr)
        return 2
    deliver(
        analysis.run_record.dump(views.problem.page_data(page, lang))
        if format == "json"
        else views.problem.page_text(page, lang).encode(),
        None,
    )
    return 0
