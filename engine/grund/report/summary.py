"""Summary: a comparison as a piece of a page, such as a notebook's cell.

The same numbers and the same drawing as in the report; no script, and nothing is fetched.
"""

from __future__ import annotations

from ..analysis.compare.comparison import Comparison
from .bilingual import Voice, escaped
from .charts import chart_of
from .figures import figures
from .header import beside_labels, heads, tiles, title
from .places import places
from .request import ReportRequest
from .words import WORDS


def glance(comparison: Comparison, lang: str = "sv") -> str:
    """The comparison at a glance, as HTML."""
    request, say = ReportRequest(comparison, places(comparison.scenario)), Voice(lang)
    rows, residents = [], WORDS["residents"]
    for tile in tiles(request):
        sentences = [
            f"<td>{say(word)} <b>{say(count)}</b>{f' ({say(people)} {say(residents)})' if people else ''}</td>"
            for _, word, count, people in tile.values
        ]
        rows.append(f'<tr><th scope="row">{say(tile.label)}</th>{"".join(sentences)}</tr>')
    picture = next(f for f in figures(request) if f.picture.id == "hex-0")
    below = (heads(request)[0], *beside_labels(request))
    svg = chart_of(picture, title(request), below, request.kinds, comparison.scenario.illustration, lang)
    words = "".join(f"<p>{escaped(h.get(lang))}</p>" for h in heads(request))
    return f'<div lang="{lang}">{words}<table>{"".join(rows)}</table>{svg}</div>'
