"""From a list to its rule: the shortest conditions are those that trying all of them finds, and say what they give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from command_line import run
from grund.analysis.fit_search import WIDTH, front


def least(masks: Sequence[int], wanted: int, length: int) -> int:
    """The fewest errors of a condition of a length, by trying all."""
    ways = [
        (width, mask)
        for width in range(1, WIDTH + 1)
        for chosen in combinations(masks, width)
        for mask in [_all(chosen)]
    ]

    def errors(start: int, gives: int, room: int) -> Iterator[int]:
        yield (gives ^ wanted).bit_count()
        for i in range(start, len(ways)):
            if ways[i][0] <= room:
                yield from errors(i + 1, gives | ways[i][1], room - ways[i][0])

    return min(errors(0, 0, length))


def _all(masks: Sequence[int]) -> int:
    mask = -1
    for one in masks:
        mask &= one
    return mask


def test_the_front_is_what_trying_all_conditions_gives() -> None:
    """For every length up to four, on small random lists with comparisons that are alike, empty or the whole."""
    dice = random.Random(28)
    for _ in range(150):
        areas = dice.randint(2, 9)
        masks = [dice.getrandbits(areas) for _ in range(dice.randint(1, 6))]
        wanted = dice.randint(1, 2**areas - 1)
        fits = front(masks, wanted)
        assert all(fit.proved for fit in fits if fit.length <= 4)
        for length in range(1, 5):
            best = min([fit.errors for fit in fits if fit.length <= length], default=wanted.bit_count())
            assert best == least(masks, wanted, length), (masks, wanted, length)


def test_what_is_not_settled_is_not_called_proved() -> None:
    """With no work to do it in, a condition is still given, and not called the shortest."""
    dice = random.Random(3)
    masks = [dice.getrandbits(60) for _ in range(40)]
    fits = front(masks, dice.getrandbits(60), work=10)
    assert fits
    assert not any(fit.proved for fit in fits)
    assert [fit.errors for fit in fits] == sorted({fit.errors for fit in fits}, reverse=True)


@pytest.mark.slow
def test_the_list_of_the_police() -> None:
    """Two comparisons give the eight neighbourhoods; one has two of them wrong, which are those of type 3."""
    answer = run(("fit", "klassning >= utsatt", "--format", "json")).json()
    (reading,) = answer["readings"]
    assert len(reading["areas"]) == 8
    assert [(c["length"], c["errors"], c["proved"]) for c in reading["conditions"]] == [(1, 2, True), (2, 0, True)]
    assert reading["conditions"][0]["missed"] == ["sd-bredang", "sd-hagsatra"]


def test_a_file_of_areas_and_what_is_no_list(tmp_path: Path) -> None:
    """A list may be a file of names or ids; what is alike is named, and a name that nothing has is refused."""
    areas = tmp_path / "areas.csv"
    areas.write_text("id\nRinkeby\nsd-husby\n", encoding="utf-8")
    answer = run(("fit", str(areas), "--attributes", "omradestyp", "--errors", "1", "--format", "json"))
    (reading, *_) = answer.json()["readings"]
    assert reading["areas"] == ["sd-husby", "sd-rinkeby"]
    assert [one["area"] for one in reading["alike"]] == ["sd-husby", "sd-rinkeby"]
    areas.write_bytes('\ufeffarea;note\r\nRinkeby;x\r\n"sd-husby";\r\n'.encode())
    assert run(("fit", str(areas), "--attributes", "omradestyp", "--format", "json")).json()["readings"][0][
        "areas"
    ] == (["sd-husby", "sd-rinkeby"])
    for content, code in ((b"Nowhere", "G401"), (b"", "G819"), (b"\xff", "G102")):
        areas.write_bytes(content)
        refused = run(("fit", str(areas)))
        assert refused.code == 3 and code in refused.talk
    long = run(("fit", " or ".join(["befolkning >= 10000"] * 14), "--attributes", "omradestyp", "--format", "json"))
    assert long.code == 0 and len(long.json()["readings"][0]["areas"]) == 30
    areas.write_text("Rinkeby", encoding="utf-8")
    assert "G818" in run(("fit", "fokusomraden")).talk
    assert "G820" in run(("fit", str(areas), "--attributes", "omradestypen")).talk
    assert "G819" in run(("fit", "befolkning >= 0 or befolkning is missing")).talk
