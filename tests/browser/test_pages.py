"""Pages that come without a button, what is said of them, and the answer."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from bulletins import assembly
from bulletins.models import Comment
from tests.factories import make_issue, make_office
from tests.world import BACKEND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def serious(page) -> list:
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], [node["html"][:120] for node in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_changed_page_appears_and_is_commented_on_and_answered(page, client, live_server, settings):
    editor, reviewer = make_office("editor"), make_office("reviewer")
    issue = make_issue(editor)
    placement = issue.sections.get().placements.get()
    settings.PAGES_AFTER = 0
    wrongs = []
    page.on("console", lambda m: m.type == "error" and wrongs.append(m.text))
    page.on("pageerror", lambda error: wrongs.append(str(error)))

    def be(person):
        client.force_login(person, BACKEND)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value,
                                   "url": live_server.url}])  # fmt: skip

    be(editor)
    page.goto(live_server.url + issue.get_absolute_url())
    page.locator(".page-pictures img").first.wait_for()  # asked for by the strip itself
    assert page.locator(".page-changed").count() == 0
    assembly.retitle(placement, editor, "改过的目录标题")
    page.locator(".page-changed").first.wait_for()  # somebody else's change, nothing pressed
    assert serious(page) == []

    be(reviewer)
    page.goto(live_server.url + reverse("page", args=[issue.pk, 1]))
    page.locator("[data-place]").click()
    box = page.locator(".paper").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.keyboard.type("标题请再斟酌。")
    page.locator(".comment-form button[type=submit]").click()
    page.locator(".comment").wait_for()
    said = Comment.objects.get()
    assert abs(said.x - 0.5) < 0.02 and abs(said.y - 0.25) < 0.02
    assert page.locator(".paper-mark").count() == 1
    assert serious(page) == []

    be(editor)
    page.goto(live_server.url + reverse("comment", args=[said.pk]))
    area = page.locator(".paper-area").first
    area.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{issue.get_absolute_url()}#placement-{placement.pk}")
    page.go_back()
    page.locator(".comment summary").click()
    page.keyboard.type("已改。")
    page.locator(".comment button[name=done]").click()
    page.locator(".comment-done").wait_for()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert wrongs == []
