"""`grund site`: create a website of a scenario: a page for each rule, area, insats, body and source."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from .. import web
from ..batch.atomic_files import write_folder
from ..model.numbers import number_text, pick
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
    count = number_text(len(files), lang)
    print(
        pick(
            lang,
            f"{output}: {count} filer. Öppna {output}/index.html.",
            f"{output}: {count} files. Open {output}/index.html.",
        ),
        file=sys.stderr,
    )
    return 0
