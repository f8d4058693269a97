"""No script: the reasons of one area as markup, for a page that needs no script.

The same statements, signs and answers that the page's script shows, in both languages.
"""

from __future__ import annotations

from typing import Any

from ..model.facts import Area
from ..model.sources import Label
from .bilingual import Html, escaped, joined, say
from .drawing import Kind
from .reasons import Reasons
from .words import SCRIPT

_SIGNS = "✗✓?·"


def told(reasons: Reasons, area: Area, readings: list[Label], policies: list[Label]) -> Html:
    """Every insats that is decided for the area: each policy's decision with its grounds, and who answers."""
    rows = [reasons.told.values()[n] for n in reasons.about(area)]
    counted, rest = [r for r in rows if r[1]], [r for r in rows if not r[1]]
    parts = [_insats(reasons, row, readings, policies) for row in counted]
    if rest:
        parts.append(Html(f"<h3>{_word('inherited')}</h3>"))
        parts += [_insats(reasons, row, readings, policies) for row in rest]
    return joined(parts)


def _word(name: str) -> Html:
    return say(_label(SCRIPT[name]))


def _label(pair: Any) -> Label:
    return Label(*pair) if len(pair) > 1 else Label(pair[0], pair[0])


def _insats(reasons: Reasons, row: Any, readings: list[Label], policies: list[Label]) -> Html:
    insats, _, level, verdicts, answer = row
    verdict_words: Any = SCRIPT["verdict"]
    heads, trees = [], []
    for side, reading, verdict, node in verdicts:
        name = "AB"[side] if len(policies) > 1 else ""
        word = say(readings[reading]) if reading >= 0 else Html("")
        lead = ", ".join(p for p in (name, word) if p)
        code = {"y": 1, "n": 0, "u": 2}[verdict]
        html = say(_label(verdict_words[verdict]))
        side_verdicts = [v for v in verdicts if v[0] == side]
        agree = all(v[2] == verdict for v in side_verdicts)
        short = name if agree else lead
        if not agree or side_verdicts[0][3] == node:  # readings that agree say it once
            heads.append(f'<span class="ver v{code}">{short + ": " if short else ""}{html}</span>')
        trees.append(f"<h4>{lead + ' – ' if lead else ''}{say(policies[side])}</h4>")
        trees.append(f'<ul class="tree">{_tree(reasons, node)}</ul>')
    where = f"<span> ({escaped(level)})</span>" if level else ""
    title = say(reasons.insatser[insats].label)
    summary = f"<summary>{title}{where}{''.join(heads)}</summary>"
    return Html(f'<details class="told fold">{summary}{"".join(trees)}{_who(reasons, answer)}</details>')


def _tree(reasons: Reasons, node: int) -> str:
    text, holds, source, *parts = reasons.nodes.values()[node]
    texts = reasons.texts.values()
    cited = f'<span class="src">↳ {say(_label(texts[source]))}</span>' if source >= 0 else ""
    below = f'<ul class="tree">{"".join(_tree(reasons, n) for n in parts[0])}</ul>' if parts else ""
    return f'<li><span class="v v{holds}">{_SIGNS[holds]}</span> {say(_label(texts[text]))}{cited}{below}</li>'


def _who(reasons: Reasons, answer: int) -> str:
    rows, texts = reasons.answers.values()[answer], reasons.texts.values()
    sentences = [f"<h4>{_word('who')}</h4>"]
    if not any(r[0] for r in rows):
        sentences.append(f'<p class="v2">{_word("nobody")}</p>')
    if rows:
        heads: Any = SCRIPT["heads"]
        top = "".join(f'<th scope="col">{say(_label(h))}</th>' for h in heads)
        body = "".join(
            f"<tr><td>{_word('answers') if first else ''}</td>"
            + "".join(f"<td>{say(_label(texts[c]))}</td>" for c in cells)
            + "</tr>"
            for first, *cells in rows
        )
        sentences.append(f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>')
    return "".join(sentences)


def outcomes(reasons: Reasons, area: Area, kinds: dict[str, Kind]) -> list[Label]:
    """The group of the area in each reading; none where it is at another level."""
    sides = reasons.found.sides
    return [kinds[r.group].label for side in sides for r in side.areas if r.area.id == area.id]
