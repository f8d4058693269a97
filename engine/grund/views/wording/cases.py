"""Cases: a possible area, seen from one side or two, in words."""

from __future__ import annotations

from ...engines.symbolic.questions import Possible
from ...model.expressions import Name, Value
from ...model.numbers import pick
from ...model.policies import Vocabulary
from .sentences import Speaker
from .values import NOT_APPLICABLE


def sentence(vocabulary: Vocabulary, case: Possible, lang: str) -> str:
    """The case as a person reads it: `klassning: utsatt område; befolkning: 12 000 invånare; gäller 2026-02-17`.

    What two sides have each of their own is marked: first and then, or by the policy whose it is."""
    sentences: list[str] = [case.area.name] if case.area is not None else []
    for i, (values, policy) in enumerate(zip(case.told, case.policies, strict=True)):
        speak = Speaker(vocabulary, policy.parameters, lang)
        for name, value in values.items():
            if i == 0 or name not in case.told[0] or case.told[0][name] != value:
                sentences.append(_marked(case, i, name, _value(speak, vocabulary, case, name, value), lang))
    for name, choice in case.tolkning.items():
        sentences.append(f"{speak.name(f'tolkning.{name}')}: {speak.value(choice, f'tolkning.{name}')}")
    sentences.append(f"{pick(lang, 'gäller', 'as of')} {case.day}")
    return "; ".join(sentences)


def _marked(case: Possible, side: int, name: str, text: str, lang: str) -> str:
    """What is said of a side's value of a name, where the sides have two."""
    if len({values[name] for values in case.told if name in values}) < 2:
        return text
    if len({policy.id for policy in case.policies}) > 1:
        return f"{text} ({case.policies[side].label.get(lang)})"
    return f"{pick(lang, ('först ', 'sedan ')[side], ('first ', 'then ')[side])}{text}"


def _value(speak: Speaker, vocabulary: Vocabulary, case: Possible, name: str, value: Value | None) -> str:
    if value is None and name in case.inapplicable:
        return f"{speak.name(name)}: {pick(speak.lang, *NOT_APPLICABLE)}"
    space, short = Name.parse(name)
    parameter = speak.parameters.get(short) if space == "param" else None
    definition = parameter or vocabulary.attributes.get(name) or vocabulary.derived[name]
    unit = "" if value is None else speak.unit(name, value)
    return f"{speak.name(name)}: {speak.value(value, definition.type.name)}{unit}"
