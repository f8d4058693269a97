"""Loading: files to frozen nouns; either everything is right, or every problem is shown at once."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        arguments,
        cell_values,
        changes,
        claims,
        combined,
        contradictions,
        costs,
        csv_headers,
        csv_tables,
        decision_tables,
        derived,
        documents,
        examples,
        exceptions,
        facts,
        folders,
        geojson,
        large_facts,
        organisation,
        outlines,
        paths,
        places,
        planning,
        policies,
        problem_pages,
        repairs,
        repeated,
        report,
        scenario,
        schema,
        shared_worlds,
        uncertain,
        vocabulary,
        workbooks,
    )
else:
    __getattr__ = lazily(__name__)
