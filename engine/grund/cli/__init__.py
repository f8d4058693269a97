"""Command line: words to a question, an answer to bytes, an exit code."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        allocate,
        app,
        areas_file,
        ask,
        body,
        budget,
        check,
        claims,
        commands,
        compare,
        completion,
        diff,
        entry,
        explain,
        fetch,
        gaps,
        goals,
        graph,
        handlingsplan,
        help_map,
        help_page,
        import_sheet,
        index,
        init,
        keep,
        list,
        live,
        near,
        options,
        parser,
        problem,
        prove,
        region,
        report,
        request,
        run,
        schema,
        sql,
        streams,
        sweep,
        test,
        timeline,
        usage,
        verify,
        who,
    )
else:
    __getattr__ = lazily(__name__)
