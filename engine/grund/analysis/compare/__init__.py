"""Compare: whom policies reach, what changes from one to another, and who is responsible for the change."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import (
        amounts,
        by_field,
        comparison,
        handover,
        interpretations,
        kept_layers,
        one_policy,
        reach,
        reasons,
        tally,
        verdicts,
        whole_level,
    )
else:
    __getattr__ = lazily(__name__)
