"""Report: one file that opens from disk: the comparison or a policy, its pictures, its reasons, and who answers.

Enters: answers of the engine. Leaves: HTML, SVG and PNG. Promise: everything is written by Python from the decisions
themselves and nothing is derived in the browser; unknown is drawn as unknown; every picture has its table; the file
asks the network for nothing.
"""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        balance,
        bands,
        bilingual,
        borders,
        charts,
        drawing,
        figures,
        header,
        hexagons,
        lettering,
        levers,
        mapped,
        model,
        network,
        no_script,
        notebook,
        outlines,
        page,
        page_data,
        palette,
        places,
        reasons,
        request,
        sections,
        single_area,
        single_policy,
        strips,
        summary,
        terminal,
        threshold,
        words,
    )
else:
    __getattr__ = lazily(__name__)
