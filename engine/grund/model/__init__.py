"""Model: the frozen nouns that everything is made of, with exact arithmetic, ranking and apportionment."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        absences,
        apportion,
        arithmetic,
        attributes,
        brief,
        canonical_json,
        change_days,
        claims,
        costs,
        decisions,
        dependencies,
        derivations,
        expressions,
        fact_columns,
        facts,
        garbage,
        located,
        names,
        numbers,
        organisation,
        policies,
        ranking,
        repairs,
        scaling,
        scenario,
        sources,
        tables,
        transforms,
        uncertain,
        unit_prices,
    )
else:
    __getattr__ = lazily(__name__)
