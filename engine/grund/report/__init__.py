"""Report: one file that opens from disk: the comparison or a policy, its pictures, its reasons, and who answers.

Everything is written by Python from the decisions themselves and nothing is derived in the browser; unknown is drawn
as unknown; every picture has its table; the file asks the network for nothing.
"""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        balance,
        bands,
        bars,
        bilingual,
        borders,
        budget_bars,
        budget_page,
        charts,
        costs,
        decision_tables,
        drawing,
        figures,
        header,
        hexagons,
        hyphens,
        lettering,
        levers,
        mapped,
        model,
        network,
        no_script,
        notebook,
        one_page,
        outlines,
        page,
        page_data,
        palette,
        panel,
        places,
        reasons,
        request,
        sections,
        single_area,
        single_policy,
        step_costs,
        strips,
        summary,
        terminal,
        threshold,
        through_time,
        words,
        written_once,
    )
else:
    __getattr__ = lazily(__name__)
