"""Analysis: one question of the decisions a file or folder, from a comparison to a proof."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        accountability,
        check,
        check_table,
        claims,
        compare,
        completions,
        counterfactual,
        diff,
        fit,
        fit_search,
        index_doctor,
        lint,
        list_series,
        lookup,
        need_index,
        proofs,
        quantities,
        recorded_question,
        repair_effects,
        results_as_facts,
        run_record,
        sensitivity,
        signatures,
        table_hits,
        table_rows,
        targeting_measures,
        testing,
        timeline,
        uncertainty,
        verify_record,
        weight_breakpoints,
        weight_draws,
        weight_swaps,
        what_if,
    )
else:
    __getattr__ = lazily(__name__)
