"""Session: a live scenario that also says why, in words."""

from __future__ import annotations

from ..live.session import LiveScenario
from ..model.facts import Area
from .wording.explanation import explainer
from .wording.statement import Statement


class Session(LiveScenario):
    """A scenario that takes updates, and explains what it decides. Use it in `with`, or `close` it.

    `scenario`: a `Scenario`, its name or file; None is the one the journal began with, or the default. `journal`: a
    file, made where there is none; without one a session is a what-if and forgets. `policies`: those that are decided
    (default: those the scenario names). `matcher`: "rete" has the matcher find the changed decisions too. Safe for
    threads. Raises `GrundError`: G610-G613 where the journal cannot be had, as `load` for the scenario.
    """

    def why(self, area: Area | str, insats: str, policy: str | None = None, lang: str = "sv") -> tuple[Statement, ...]:
        """Why an area is, or is not, given an insats now: the whole tree of grounds, for each reading that matters.

        Without a policy, one for each way that the session's policies decide it. Raises `GrundError`: G401, G408 for
        the area, G312, G503, G508 for the policy and the insats.
        """
        with self._open():
            book = self.scenario.book
            return tuple(explainer(book, p, lang).decision(p, d) for p, d in self.grounds(area, insats, policy))

    def why_not(
        self, area: Area | str, insats: str, policy: str | None = None, lang: str = "sv"
    ) -> tuple[Statement, ...]:
        """Why it is not decided otherwise: of each rule that says otherwise, what kept it from deciding. See `why`."""
        with self._open():
            book = self.scenario.book
            return tuple(explainer(book, p, lang).why_not(p, d) for p, d in self.grounds(area, insats, policy))
