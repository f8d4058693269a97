"""Conditions: a check as a sentence, so that a reader sees what is examined and not only what the claim is called.

Enters: a scenario and a check. Leaves: a Swedish or English sentence, lower case and without a full stop.
"""

from __future__ import annotations

from ..model.claims import Check
from ..model.expressions import Literal
from ..model.numbers import number_text, pick
from ..model.scenario import Scenario
from ..problems.problem import quoted
from .wording.sentences import Speaker
from .wording.values import day_text


def stated(scenario: Scenario, check: Check, lang: str) -> str:
    """`alla områden (stadsdel) där klassning är utsatt område får Skola enligt Stadsdelslyftet`."""
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
        return self._of_areas("alla områden", "all areas")

    def _no(self) -> str:
        return self._of_areas("inga områden", "no areas")

    def _some(self) -> str:
        least = number_text(self.check.at_least, self.lang)
        return self._of_areas(f"minst {least} områden", f"at least {least} areas")

    def _of_areas(self, sv: str, en: str) -> str:
        return f"{pick(self.lang, sv, en)} {self._spoken()} {self._said()}".rstrip()

    def _areas(self) -> str:
        which = pick(self.lang, "områdena", "the areas")
        return f"{which} {self._spoken()} {pick(self.lang, 'är', 'are')} {self._names(self.check.are)}"

    def _fewer(self) -> str:
        than = "" if self.check.than_on is None else day_text(self.check.than_on)
        fewer = pick(self.lang, f"är färre än den {than}", f"are fewer than on {than}")
        return f"{pick(self.lang, 'områdena', 'the areas')} {self._spoken()} {fewer}"

    def _never_less_than(self) -> str:
        one, other, insats = self._policy(self.check.policy), self._policy(self.check.other), self._insats()
        sentence = pick(
            self.lang, f"{one} ger aldrig mindre av {insats} än", f"{one} never gives less of {insats} than"
        )
        return f"{sentence} {other}{self._where()}"

    def _equal_to(self) -> str:
        alike = pick(self.lang, "ger samma beslut om", "give the same decision on")
        return f"{self._both()} {alike} {self._insats()}{self._where()}"

    def _differs_from(self) -> str:
        where = "" if self.check.exactly is None else self.speak.say(self.check.exactly)
        insats = self._insats()
        differ = pick(self.lang, f"skiljer sig om {insats} exakt där", f"differ on {insats} exactly where")
        return f"{self._both()} {differ} {where}{self._where()}"

    def _never_depends_on(self) -> str:
        never = pick(self.lang, f"beror {self._insats()} aldrig på", f"{self._insats()} never depends on")
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
        sentence = pick(self.lang, f"är {sv} för {self._insats()} aktiv", f"{en} of {self._insats()} is active")
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

    def _insats(self) -> str:
        """The insats by its name, or any intervention."""
        if len(self.check.insatser) != 1:
            return pick(self.lang, "någon insats", "any intervention")
        return self.scenario.book.insatser[self.check.insatser[0]].label.get(self.lang)

    def _spoken(self) -> str:
        """`(stadsdel) där klassning är utsatt område`."""
        level = self.scenario.book.vocabulary.levels[self.check.level].label.get(self.lang)
        return f"({level}){self._where()}"

    def _where(self) -> str:
        if isinstance(self.check.where, Literal) and self.check.where.value is True:
            return ""
        return f" {pick(self.lang, 'där', 'where')} {self.speak.say(self.check.where)}"

    def _said(self) -> str:
        """What is said of each area."""
        check, parts = self.check, list[str]()
        if check.holds is not None:
            parts.append(f"{pick(self.lang, 'uppfyller', 'meet')}: {self.speak.say(check.holds)}")
        for insats in check.insatser:
            label = self.scenario.book.insatser[insats].label.get(self.lang)
            parts.append(f"{pick(self.lang, 'får', 'receive')} {label} {self._under()}")
        for areas, sv, en in (
            (check.within, "ligger i", "lie in"),
            (check.outside, "ligger utanför", "lie outside"),
            (check.among, "är bland", "are among"),
        ):
            if areas:
                parts.append(f"{pick(self.lang, sv, en)} {self._names(areas)}")
        return f" {self._and()} ".join(parts) or pick(self.lang, "finns", "exist")

    def _names(self, ids: tuple[str, ...]) -> str:
        areas = self.scenario.today.areas
        return ", ".join(areas[name].name if name in areas else name for name in ids)

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
