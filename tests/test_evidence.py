"""Evidence: a program walks an explanation to a fact and its document without reading a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
import pytest

import answers
import command_line

KINDS = {
    "decision", "rule", "condition", "calculation", "value", "fact", "list", "parameter", "derived", "interpretation",
    "attribute", "member", "moment",
}  # fmt: skip


def explained(*words: str) -> dict[str, Any]:
    code, out, err = command_line.run(["explain", *words, "--format", "json"])
    assert code == 0, err
    answer: dict[str, Any] = orjson.loads(out)
    answers.validate("explain", answer)
    return answer


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for part in tree.get("parts", ()):
        yield from nodes(part)


def test_from_a_decision_to_the_document_it_stands_on() -> None:
    (first, *_) = explained("Tensta", "insats-handlingsplan", "--policy", "stadsdelslyft-ersatter")["decisions"]
    tree = first["grounds"]
    decision = tree["about"]
    assert (decision["kind"], decision["area"], decision["verdict"]) == ("decision", "sd-tensta", "yes")
    rule = next(part for part in tree["parts"] if part["about"].get("rule") == decision["rule"])
    assert rule["about"]["active"] is True
    assert rule["about"]["file"].startswith("rules/")
    assert rule["about"]["source"]["documents"] == ["tu-2026"]
    facts = [node["about"] for node in nodes(rule) if node.get("about", {}).get("kind") == "fact"]
    assert facts
    for fact in facts:
        assert fact["name"]
        assert fact["from"] < "2026-02-17"
        assert fact["source"]["documents"]


def test_a_comparison_says_what_was_compared_and_how_far_it_was() -> None:
    """Of every comparison of two numbers that fails: both, and the distance between them."""
    here = ("--scenario", "percentilgallring")
    listed = orjson.loads(command_line.run(["list", "areas", *here, "--format", "json"])[1])["areas"]
    area = listed[0]["id"]
    insats = explained(area, *here)["decisions"][0]["insats"]
    trees = [decision["grounds"] for decision in explained(area, insats, *here)["decisions"]]
    missed = [node["about"] for tree in trees for node in nodes(tree) if "off" in node.get("about", {})]
    assert missed
    for about in missed:
        low, high = (Decimal(side["value"]) for side in about["compared"])
        assert abs(low - high) == Decimal(about["off"])
        assert any("name" in side for side in about["compared"])


@pytest.mark.parametrize(
    "words",
    [("Tensta", "insats-handlingsplan"), ("Tensta", "fokusomrade"), ("Tensta", "insats-sig", "--policy", "nulage")],
)
def test_every_node_has_a_place_of_its_own(words: tuple[str, ...]) -> None:
    answer = explained(*words)
    trees = [d["grounds"] for d in answer.get("decisions", answer.get("readings", ()))]
    assert trees
    for tree in trees:
        ids = [node["id"] for node in nodes(tree)]
        assert ids[0] == "0"
        assert len(set(ids)) == len(ids)
        for node in nodes(tree):
            assert node.get("about", {"kind": "value"})["kind"] in KINDS
            assert "/root" not in str(node) and "/work" not in str(node)
