"""`grund site`: create a website of a scenario: a page for each rule, area, insats, body and source."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from .. import views, web
from ..batch.atomic_files import write_folder
from ..model.numbers import pick
from .options import WHICH, LangOption, When, load


def site(
    scenario: str | None = None,
    /,
    *,
    output: Annotated[str, Parameter(["--output", "-o"])],
    when: When = WHICH,
    lang: LangOption = "sv",
) -> int:
    """Create a website of a scenario: a page for each rule, area, insats, body and source."""
    loaded_scenario = load(when, scenario)
    files = dict(web.site.files(loaded_scenario, lang))
    write_folder(output, files)
    count = views.wording.values.count_text(len(files), lang, "file")
    print(f"{output}: {count}. {pick(lang, 'Öppna', 'Open')} {output}/index.html.", file=sys.stderr)
    return 0
