"""Pages: what the web door and a published site show of a scenario: a page for each thing, linked both ways."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import (
        against_baseline,
        area,
        attribute,
        body,
        compare,
        compare_form,
        compare_panel,
        cross_references,
        decision_table,
        graph_part,
        grounds,
        insats,
        money,
        page,
        parameter,
        policy,
        rule,
        source,
        start,
        table_of_pages,
    )
else:
    __getattr__ = lazily(__name__)
