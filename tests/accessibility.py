"""What axe-core finds wrong in a page that is open in a browser.

Every rule sees the whole page at every width, but for the contrast of text, which takes longer than all others
together: of elements that look alike (the same styles, from the root of the page down) one is measured, once for all
widths. What lies over something else is always measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

WCAG: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The tags of the rules of WCAG 2.2, levels A and AA."""

_RUN: Final = """
async tags => {
  const read = ["color", "backgroundColor", "backgroundImage", "fontSize", "fontWeight", "opacity", "filter",
                "mixBlendMode", "textShadow"];
  const looks = window.looks ??= new Map(), measured = window.measured ??= new Set();
  const look = (element, above) => {
    const style = getComputedStyle(element), own = [above, element.tagName, element.getAttribute("class")];
    if (["absolute", "fixed", "sticky"].includes(style.position)) own.push(looks.size);
    const key = [...own, ...read.map(name => style[name])].join("|");
    if (!looks.has(key)) looks.set(key, looks.size);
    return looks.get(key);
  };
  const walk = (element, above) => {
    if (!element.checkVisibility()) return;
    const number = look(element, above);
    const text = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim().length > 1);
    const fresh = (text || element.matches("input, select, textarea")) && !measured.has(number);
    element.toggleAttribute("data-measured", fresh);
    if (fresh) measured.add(number);
    for (const child of element.children) walk(child, number);
  };
  walk(document.body, "");
  axe.configure({rules: [{id: "color-contrast", selector: "[data-measured]"}]});
  const options = {resultTypes: ["violations"], selectors: false, ...(tags && {runOnly: tags})};
  const {violations} = await axe.run(document, options);
  return violations.flatMap(fault => fault.nodes.map(node => [fault.id, node.html]));
}
"""


def violations(
    page: Any, axe: str, widths: Iterable[int], tags: tuple[str, ...] | None = WCAG
) -> Iterator[tuple[int, str, str]]:
    """The violations of the rules with some tags, or of all rules, in windows so many pixels wide: the width, the rule
    and the markup; where a page has to be scrolled sideways, the rule is `wider`. `axe` is the text of axe-core."""
    page.evaluate(axe)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        yield from ((width, rule, markup) for rule, markup in page.evaluate(_RUN, tags))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield width, "wider", ""
