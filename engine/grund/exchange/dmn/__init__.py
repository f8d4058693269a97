"""DMN: decisions of the standard DMN, read from versions 1.1 to 1.5 and answered; tables written in 1.5."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import (
        case_files,
        constants,
        declarations,
        elements,
        feel,
        lowering,
        reading,
        requirement_graph,
        running,
        writing,
    )
else:
    __getattr__ = lazily(__name__)
