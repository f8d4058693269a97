"""Views: one file a command, from an answer to tables and sentences."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        allocate,
        budget,
        by_field,
        check,
        check_prove,
        claims,
        compare,
        compare_file,
        conditions,
        decide,
        diff,
        diff_versions,
        duties,
        explain,
        fetch,
        findings,
        formats,
        gaps,
        goals,
        graph,
        handlingsplan,
        import_sheet,
        index,
        init,
        keep,
        list,
        live,
        near,
        other_levels,
        plan_workbook,
        problem,
        prove,
        reach,
        region,
        replay,
        result,
        run,
        session,
        sweep,
        table,
        tally,
        targeting,
        test,
        timeline,
        verify,
        what_would_change,
        who,
        wording,
    )
else:
    __getattr__ = lazily(__name__)
