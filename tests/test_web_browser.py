"""The web door in a real browser: accessible, by keyboard, without a script, on a phone; nothing leaves the host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

import every_command
from accessibility import violations
from web_server import Asked, serving

pytest.importorskip("starlette")

PAGES: Final = (
    "/", "/compare", "/compare?area=sagolunda", "/area/", "/area/sagolunda", "/insats/belysning", "/policy/trygghet",
    "/explain?area=sagolunda", "/search?q=s", "/rule/", "/source/", "/parameter/minst_invanare", "/body/namnd-teknik",
    "/compare?a=finns-inte", "/compare?c=barnen&tables=1", "/table/",
    "/rule/trygghet-barn.manga-barn", "/source/pahitt", "/attribute/storlek", "/table/storlek",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A server of the project of `every_command`."""
    with serving(every_command.project(tmp_path_factory.mktemp("door") / "p")) as asked:
        yield asked


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_kind_of_page_is_accessible(server: Asked, chromium: Any, axe: str, lang: str) -> None:
    """axe-core finds nothing of WCAG 2.2 A and AA; no page is wider than its screen; no request leaves the host."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for at in PAGES:
        page.goto(f"{server.at}{at}{'&' if '?' in at else '?'}lang={lang}")
        assert list(violations(page, axe, [1280, 390])) == [], at
    assert faults == [] and {url for url in asked if not url.startswith((server.at, "data:"))} == set()
    context.close()


@pytest.mark.slow
def test_without_a_script(server: Asked, chromium: Any) -> None:
    """The form asks and answers; an area opens its panel; every ground can be read."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.at}/compare")
    page.select_option("select[name=b]", "barnen")
    page.click("form#ask button")
    assert "b=barnen" in page.url
    page.click("#areas a >> nth=0")
    assert page.locator("#panel h2").count() == 1
    page.click("#panel p a >> nth=0")
    assert "/explain?" in page.url and page.locator(".tree li").count() > 3
    context.close()


@pytest.mark.slow
def test_every_page_is_whole_without_a_script_and_on_paper(server: Asked, chromium: Any) -> None:
    """The same headings as with a script; a sheet shows no menu and no form, and the names of the map."""
    plain, scripted = (chromium.new_context(java_script_enabled=on) for on in (False, True))
    pages = plain.new_page(), scripted.new_page()
    for at in PAGES:
        for page in pages:
            page.goto(server.at + at)
        assert pages[0].locator("h1, h2, h3").all_inner_texts() == pages[1].locator("h1, h2, h3").all_inner_texts(), at
        pages[1].emulate_media(media="print")
        assert pages[1].locator(":is(header nav, .search, form#ask):visible").count() == 0, at
        assert pages[1].locator("h1").is_visible()
        pages[1].emulate_media(media="screen")
    plain.close()
    scripted.close()


@pytest.mark.slow
def test_with_a_script_the_parts_move_together(server: Asked, chromium: Any) -> None:
    """A slider changes the finding without leaving the page, the address is the state, and back goes back."""
    context = chromium.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{server.at}/compare?a=trygghet&b=trygghet-barn")
    before = page.inner_text("#finding")
    page.evaluate("window.kept = true")
    slider = page.locator(".slider input[type=range]").first
    slider.focus()
    page.keyboard.press("Home" if slider.input_value() != "0" else "End")
    page.wait_for_url(lambda url: "parameters." in url)
    page.locator("#finding:not(.busy)").wait_for()
    assert page.inner_text("#finding") != before
    assert page.evaluate("window.kept") and "parameters." in page.url
    assert page.locator("header nav a:not([href*='parameters.'])").count() == 0
    assert page.locator(".search [name^='parameters.']").count() == 1
    page.click("#areas a >> nth=0")
    page.wait_for_selector("#panel h2")
    assert "area=" in page.url and page.evaluate("window.kept")
    slider.focus()
    page.keyboard.press("End" if slider.input_value() == "0" else "Home")
    page.wait_for_url(lambda url: "run=" in url)
    page.locator("#panel:not(.busy) h2").wait_for()
    assert "area=" in page.url and page.locator(".stale").count() == 0
    for _ in range(2):  # the threshold, then the panel
        before = page.url
        page.go_back()
        page.wait_for_url(lambda url, before=before: url != before)
    assert "area=" not in page.url
    page.locator("#panel h2").wait_for(state="detached")
    again = context.new_page()
    again.goto(page.url)
    assert again.inner_text("#finding") == page.inner_text("#finding")
    assert faults == []
    context.close()


@pytest.mark.slow
def test_by_keyboard_alone(server: Asked, chromium: Any) -> None:
    """The first stop leads past the menu; the form is sent by Enter; focus goes to the panel that opens."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{server.at}/compare")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#areas a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2")
    assert page.evaluate("document.activeElement.id") == "panel"
    context.close()
