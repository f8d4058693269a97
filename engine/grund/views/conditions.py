"""A check that can be proved, as a sentence: what is examined, beside what the claim is called."""

from __future__ import annotations

from ..model.claims import Check
from ..model.expressions import Literal
from ..model.numbers import pick
from ..model.scenario import Scenario
from ..problems.label import Label
from ..problems.problem import quoted
from .wording.clauses import areas_that
from .wording.sentences import Speaker
from .wording.values import day_text


def stated(scenario: Scenario, check: Check, lang: str) -> str:
    """`alla stadsdelar vars klassificering är utsatt område får Skola enligt Stadsdelslyftet`: without a full stop."""
    return _Stater(scenario, check, lang).sentence()


class _Stater:
    """Says one check."""

    def __init__(self, scenario: Scenario, check: Check, lang: str) -> None:
        self.scenario, self.check, self.lang = scenario, check, lang
        policy = scenario.policies.get(check.policy) or next(iter(scenario.policies.values()))
        self.speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)

    def sentence(self) -> str:
        text = getattr(self, f"_{self.check.form}")()
        return f"{text}{self._whatever()}{self._day()}"

    def _every(self) -> str:
        return f"{pick(self.lang, 'alla', 'all')} {self._areas_that()} {self._said()}"

    def _no(self) -> str:
        return f"{pick(self.lang, 'inga', 'no')} {self._areas_that()} {self._said()}"

    def _never_less_than(self) -> str:
        one, other, insats = self._policy(self.check.policy), self._policy(self.check.other), self._insats()
        sentence = pick(
            self.lang, f"{one} ger aldrig mindre av {insats} än", f"{one} never gives less of {insats} than"
        )
        return f"{sentence} {other}{self._where()}"

    def _equal_to(self) -> str:
        alike = pick(self.lang, "ger samma beslut om", "give the same decision on")
        return f"{self._both()} {alike} {self._insats('varje insats', 'every intervention')}{self._where()}"

    def _differs_from(self) -> str:
        areas = "" if self.check.exactly is None else areas_that(self.speak, self._level(), self.check.exactly)
        insats = self._insats()
        differ = pick(self.lang, f"skiljer sig i {insats} exakt för", f"differ on {insats} for exactly those")
        return f"{self._both()} {differ} {areas}{self._where()}"

    def _never_depends_on(self) -> str:
        if len(self.check.insatser) == 1:
            never = pick(self.lang, f"beror {self._insats()} aldrig på", f"{self._insats()} never depends on")
        else:
            never = pick(self.lang, "beror ingen insats på", "no intervention depends on")
        return f"{self._under()} {never} {self._attribute()}{self._where()}"

    def _never_less_with_more(self) -> str:
        sv = f"när {self._attribute()} ökar ger {self._policy(self.check.policy)} aldrig mindre av {self._insats()}"
        policy, insats = self._policy(self.check.policy), self._insats()
        en = f"if {self._attribute()} is greater, {policy} never gives less of {insats}"
        return f"{pick(self.lang, sv, en)}{self._where()}"

    def _some_rule(self) -> str:
        return self._active("någon regel", "some rule")

    def _exactly_one_rule(self) -> str:
        return self._active("precis en regel", "exactly one rule")

    def _active(self, sv: str, en: str) -> str:
        insats = self._insats("varje insats", "every intervention")
        sentence = pick(self.lang, f"är {sv} för {insats} aktiv", f"{en} of {insats} is active")
        return f"{self._under()} {sentence}{self._where()}"

    # ── parts

    def _and(self) -> str:
        return pick(self.lang, "och", "and")

    def _both(self) -> str:
        return f"{self._policy(self.check.policy)} {self._and()} {self._policy(self.check.other)}"

    def _under(self) -> str:
        return f"{pick(self.lang, 'enligt', 'under')} {self._policy(self.check.policy)}"

    def _attribute(self) -> str:
        return quoted(self.speak.name(self.check.other), self.lang)

    def _policy(self, name: str) -> str:
        policy = self.scenario.policies.get(name)
        return f"{policy.label.get(self.lang)} ({name})" if policy else name

    def _insats(self, sv: str = "någon insats", en: str = "any intervention") -> str:
        """The insats by its name; where the check is of all that the policies decide, in the words given."""
        if len(self.check.insatser) != 1:
            return pick(self.lang, sv, en)
        return self.scenario.book.insatser[self.check.insatser[0]].label.get(self.lang)

    def _level(self) -> Label:
        return self.scenario.book.vocabulary.levels[self.check.level].label

    def _areas_that(self) -> str:
        """`stadsdelar vars klassificering är utsatt område`."""
        return areas_that(self.speak, self._level(), self.check.where)

    def _where(self) -> str:
        """Of which areas it is said, where they are not its subject; empty where of all."""
        if isinstance(self.check.where, Literal) and self.check.where.value is True:
            return ""
        return f", {pick(self.lang, 'för', 'for')} {self._areas_that()}"

    def _said(self) -> str:
        """What is said of each area."""
        check, parts = self.check, list[str]()
        if check.holds is not None:
            meet = pick(self.lang, "uppfyller villkoret", "meet the condition")
            parts.append(f"{meet} {quoted(self.speak.say(check.holds), self.lang)}")
        for insats in check.insatser:
            label = self.scenario.book.insatser[insats].label.get(self.lang)
            parts.append(f"{pick(self.lang, 'får', 'receive')} {label} {self._under()}")
        return f" {self._and()} ".join(parts)

    def _whatever(self) -> str:
        """`, vilket värde CNI-tröskel än har från 0,01 till 20`."""
        parts = []
        for name, (low, high) in (self.check.whatever or {}).items():
            kind = self.speak.parameters[name].type.name
            ends = [self.speak.value(value, kind) for value in (low, high)]
            label = self.speak.name(f"param.{name}")
            sv = f", vilket värde {label} än har från {ends[0]} till {ends[1]}"
            parts.append(pick(self.lang, sv, f", whatever the value of {label} from {ends[0]} to {ends[1]}"))
        return "".join(parts)

    def _day(self) -> str:
        if self.check.day is None:
            return ""
        day = day_text(self.check.day)
        return pick(self.lang, f", den {day}", f", on {day}")
