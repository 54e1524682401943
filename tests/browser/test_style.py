"""The style page as a person meets it: wide and narrow, by keyboard, by assistive technology."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from tests.factories import make_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [(1280, 900), (320, 640)]
PHOTOGRAPHS = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def style_page(page, client, live_server):
    """The page, opened by an editor, with all that the browser complained of in ``.wrongs``."""
    client.force_login(make_office("editor"), "django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.wrongs = []
    page.on("console", lambda message: _note(page, message.type, message.text))
    page.on("pageerror", lambda error: page.wrongs.append(str(error)))
    page.on("requestfailed", lambda request: page.wrongs.append(request.url))
    page.goto(live_server.url + reverse("style"))
    return page


def _note(page, kind, text):
    if kind in ("error", "warning"):
        page.wrongs.append(text)


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_style_page_photographed_fits_its_width(style_page, width, height):
    style_page.set_viewport_size({"width": width, "height": height})
    for details in style_page.locator("details.with-note").all()[:1]:
        details.evaluate("element => { element.open = true }")
    PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
    style_page.screenshot(path=PHOTOGRAPHS / f"style-{width}.png", full_page=True)

    assert style_page.evaluate("document.documentElement.scrollWidth") <= width
    assert style_page.wrongs == []


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_style_page_has_no_serious_accessibility_findings(style_page, width, height):
    style_page.set_viewport_size({"width": width, "height": height})
    findings = Axe().run(style_page).response["violations"]

    serious = [
        (finding["id"], node["html"], node["failureSummary"])
        for finding in findings
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    assert serious == []


def test_keyboard_first_stop_skips_to_the_contents(style_page):
    style_page.keyboard.press("Tab")
    skip = style_page.locator(".skip")
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.bounding_box()["y"] >= 0

    style_page.keyboard.press("Enter")
    assert style_page.evaluate("document.activeElement.id") == "main"


def test_keyboard_every_stop_shows_its_focus(style_page):
    stops, unmarked = 0, []
    while True:
        style_page.keyboard.press("Tab")
        if style_page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        stop = style_page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                return { html: element.outerHTML.slice(0, 120), outline: style.outlineStyle,
                         width: parseFloat(style.outlineWidth) };
            }"""
        )
        if stop["outline"] == "none" or stop["width"] < 2:
            unmarked.append(stop["html"])
    assert unmarked == []
    assert stops > 60


def test_note_opens_by_keyboard_with_the_cursor_in_it(style_page):
    style_page.locator("#note-return").locator("xpath=ancestor::details/summary").focus()
    style_page.keyboard.press("Enter")

    style_page.wait_for_function("document.activeElement.id === 'note-return'")


def test_form_pressed_twice_is_sent_once(style_page):
    sent = []

    def hold(route):
        sent.append(route.request.url)
        route.fulfill(status=204)

    style_page.route("**/do/accept/", hold)
    button = style_page.locator("form[action$='/do/accept/'] button")
    button.dblclick()

    assert button.get_attribute("aria-disabled") == "true"
    assert button.inner_text() == style_page.locator("body").get_attribute("data-busy")
    assert len(sent) == 1


def test_form_changed_asks_before_it_is_left(style_page):
    asked = []
    style_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    style_page.get_by_role("textbox").and_(style_page.locator("#id_subtitle")).fill("改过的副题")
    style_page.reload()

    assert asked == ["beforeunload"]


def test_form_untouched_is_left_without_a_question(style_page):
    asked = []
    style_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    style_page.reload()

    assert asked == []


def test_running_work_is_followed_until_it_is_done(style_page):
    answers = iter(['<div data-poll="/follow/">7/12</div>', "<div>12/12</div>"])
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body=next(answers))

    style_page.route("**/follow/", answer)
    style_page.route(
        "**/style/followed/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=(
                '<div id="work" data-poll="/follow/">0/12</div>'
                '<script type="module" src="/static/yinfa/poll.js"></script>'
            ),
        ),
    )
    style_page.goto(style_page.url + "followed/")
    style_page.wait_for_selector("#work:not([data-poll])")

    assert style_page.locator("#work").inner_text() == "12/12"
    assert len(asked) == 2
