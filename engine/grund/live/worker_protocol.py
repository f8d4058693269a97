"""Worker protocol: what passes between a session and its worker.

Questions go out as pickled nouns of this package, from a process to its own child; answers come back as JSON and
nothing else, because the child runs foreign code in C and what it says is not to be believed further than its shape.
"""

from __future__ import annotations

import json
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from ..model.decisions import Verdict
from ..model.expressions import Value
from ..model.facts import World
from ..model.policies import Policy, Vocabulary
from ..problems.problem import Place, Problem, problem

HEAD: Final = struct.Struct(">I")
"""What comes before each message: its length in bytes."""


@dataclass(frozen=True, slots=True)
class Start:
    """Forget everything; hold these policies, each in a reading, on this world. `seconds`: then end yourself."""

    seconds: int
    vocabulary: Vocabulary
    bundles: tuple[tuple[Policy, Mapping[str, str]], ...]
    world: World
    values: Mapping[tuple[str, str], Value | None]


@dataclass(frozen=True, slots=True)
class ChangeValues:
    """Some values are others now; None withdraws."""

    seconds: int
    values: Mapping[tuple[str, str], Value | None]


@dataclass(frozen=True, slots=True)
class AskDecisions:
    """Some decisions: (bundle, insats, area)."""

    seconds: int
    decisions: tuple[tuple[int, str, str], ...]


Answers = dict[tuple[int, str, str], tuple[Verdict, str | None]]
"""(bundle, insats, area) to verdict and deciding rule."""


def framed(message: Start | ChangeValues | AskDecisions | Mapping[str, Any]) -> bytes:
    """A message as it is sent."""
    data = json.dumps(message).encode() if isinstance(message, Mapping) else pickle.dumps(message, 5)
    return HEAD.pack(len(data)) + data


def asked(stream: BinaryIO) -> Start | ChangeValues | AskDecisions | None:
    """The next question; None where there is nobody to ask any more."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    data = stream.read(HEAD.unpack(head)[0])
    message: Start | ChangeValues | AskDecisions | None = (
        pickle.loads(data) if len(data) == HEAD.unpack(head)[0] else None
    )
    return message


def answered(answers: Answers) -> dict[str, Any]:
    """Answers as a message."""
    return {"answers": [[*key, *outcome] for key, outcome in answers.items()]}


def refused(problems: tuple[Problem, ...]) -> dict[str, Any]:
    """Problems as a message."""
    return {
        "problems": [
            {"code": p.code, "words": dict(p.words), "near": p.near,
             "place": [p.place.file, p.place.line, p.place.column, p.place.text, p.place.width] if p.place else None}
            for p in problems
        ]
    }  # fmt: skip


def answers_of(data: bytes) -> Answers | tuple[Problem, ...]:
    """What a worker said: answers, or problems. Raises `ValueError` where it is neither."""
    try:
        message = json.loads(data)
        if "problems" in message:
            return tuple(
                problem(p["code"], Place(*p["place"]) if p["place"] else None, p["near"], **p["words"])
                for p in message["problems"]
            )
        return {(int(b), str(i), str(a)): (v, None if r is None else str(r)) for b, i, a, v, r in message["answers"]}
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
