"""Short answers: the finding first, on a screen or two, and how to ask for the rest."""

from __future__ import annotations

import pytest

from command_line import run
from grund.views.formats.short_answer import shortened
from grund.views.formats.text import Block, as_text
from grund.views.result import Result
from grund.views.wording.values import marks_legend


def said(*words: str) -> str:
    """What a command writes on stdout."""
    result = run(words)
    assert result.code == 0
    return result.text


LONG = (
    ("run",),
    ("gaps",),
    ("list",),
    ("list", "areas"),
    ("explain", "tensta"),
    ("explain", "tensta", "insats-skola"),
    ("timeline", "stockholm-2015-2026", "Älvsjö/Solberga"),
    ("compare", "nulage", "nulage-med-stadsdelslyft"),
)


@pytest.mark.parametrize("words", LONG, ids=" ".join)
def test_an_answer_stands_on_two_screens_and_says_how_to_ask_for_the_rest(words: tuple[str, ...]) -> None:
    lines = said(*words).splitlines()
    assert len(lines) <= 64
    assert lines[-1].strip().startswith("grund ") and lines[-1].endswith(" --all")
    assert "--all visar också" in " ".join(lines[-4:])
    assert len(said(*words, "--all").splitlines()) > 64


def test_what_cannot_be_decided_is_not_counted_as_no() -> None:
    """Of 15 insatser eight have a yes somewhere; the other seven wait for facts, and none is refused everywhere."""
    (row,) = (line.split() for line in said("run", "--lang", "en").splitlines() if " behovsstyrd " in line)
    assert row[-4:] == ["15", "8", "0", "7"]


def test_what_is_written_to_a_file_is_whole() -> None:
    assert "--all" not in said("list", "areas", "--format", "md")
    assert said("list", "areas", "--format", "csv") == said("list", "areas", "--format", "csv", "--all")


def test_a_short_answer_is_left_as_it_is() -> None:
    blocks = (Block("T", ("A",), tuple((i,) for i in range(20))),)
    assert shortened(Result(blocks, (), (), None)) == blocks


@pytest.mark.slow
def test_what_is_left_out_is_counted_and_the_marks_stay() -> None:
    """A table of 500 rows, forty tables, and a block of many notes with the legend last."""
    table = Block("T", ("A", "B"), tuple((i, "ord " * 80) for i in range(500)), (marks_legend("sv"),))
    notes = Block("N", (), (), (*map(str, range(300)), marks_legend("sv")))
    asked = ("explain", "Hässelby gård")
    short = shortened(Result((Block("H", (), (), ("dag",)), table, notes), (), (), None, command=asked))
    text = as_text(short, "sv")
    assert len(text.splitlines()) <= 64
    shown = len(short[1].rows)
    assert f"… {500 - shown}\u00a0rader till" in text
    assert marks_legend("sv") in short[2].notes
    assert "grund explain 'Hässelby gård' --all" in text
    many = shortened(Result((Block("H", (), (), ("dag",)), *[table] * 40), (), (), None, lang="en"))
    assert len(as_text(many, "en").splitlines()) <= 66
    assert "more sections" in as_text(many, "en")


def test_a_comparison_stands_on_one_screen_with_its_figures() -> None:
    """What `make demo` shows: the finding, each count that is not 0, the areas by name, who answers; CSV is whole."""
    words = ("compare", "nulage", "nulage-med-stadsdelslyft")
    text = said(*words)
    lines = text.splitlines()
    assert len(lines) <= 40
    assert "Från A till B får 5 (hela nämnder: 25) fler insatser" in " ".join(text.split())
    for row in (
        "bara B 1 11 617 19 158 549",
        "byter insatser 11 97 466 11 97 466",
        "oförändrat 101 845 930 81 682 174",
    ):
        assert row in [" ".join(line.split()) for line in lines]
    assert not any(line.strip().startswith("bara A  ") for line in lines)
    assert any(line.split()[:2] == ["bara", "B"] and "Hässelby gård" in line for line in lines)
    assert "9 aktörer får nytt ansvar" in " ".join(text.split()) and "kontrollerad mot källan" in text
    assert len(said(*words, "--format", "csv").splitlines()) > 117


def test_a_short_comparison_says_what_would_settle_what_is_unknown() -> None:
    text = " ".join(said("compare", "fokusomrade", "behovsstyrd").split())
    assert (
        "Kan inte avgöras i 115, avgörs av:" in text
        and "ingen uppgift kan avgöra det (ej tillämpligt): Farstanäset, Riddarholmen." in text
    )
