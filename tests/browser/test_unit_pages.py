"""Every page of a reporting unit, on a phone of 320 pixels and read by axe, in one window."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from bulletins import drafting, messaging, workflow
from bulletins.models import Article
from tests.factories import make_article, make_reporter
from tests.world import make_world
from tests.world import sign_in as signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTOGRAPHS = Path(settings.BASE_DIR) / "var" / "screenshots"
WORD = "Gongyunxiangmuguanlixitong" * 3
LONG = dict.fromkeys(("headline", "subtitle", "byline"), WORD) | {"body": f"<p>{WORD}</p>"}


class Window:
    """What is wrong with the pages looked at: too wide, found by axe, complained of."""

    def __init__(self, page, url):
        self.page, self.url, self.wrong = page, url, []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.set_viewport_size({"width": 320, "height": 640})
        PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)

    def be(self, person):
        cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value,
                                        "url": self.url}])  # fmt: skip

    def open(self, name, *args, query=""):
        self.page.goto(self.url + reverse(name, args=args) + query)
        self.look(f"{name}{query.replace('?', '-')}")

    def look(self, name):
        page = self.page
        if page.locator("[data-type=ckeditortype]").count():
            page.wait_for_selector(".cke_editable[aria-label]")
        for details in page.locator("main details").all()[:4]:
            details.evaluate("element => { element.open = true }")
        page.screenshot(path=PHOTOGRAPHS / f"unit-{name}.png", full_page=True)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            self.wrong.append((name, f"{width} px wide"))
        for finding in Axe().run(page).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                nodes = [node["html"][:120] for node in finding["nodes"]]
                self.wrong.append((name, finding["id"], nodes))


@pytest.fixture
def window(page, live_server):
    return Window(page, live_server.url)


def test_pages_of_a_unit_fit_a_phone_and_have_no_serious_findings(window):
    world = make_world()
    reporter, editor = world.people["reporter_a"], world.people["editor"]
    article = make_article(reporter, world.bulletin, "submitted", **LONG)
    messaging.say(article, editor, f"请核对{WORD}。")
    messaging.say(article, reporter, f"已核对{WORD}。")

    window.be(reporter)
    for screen in ("", "?screen=2", "?screen=3"):
        window.open("guide", query=screen)
    for name in ("articles", "notices", "notice-settings", "article-new"):
        window.open(name)
    for query in ("?tray=printed", "?q=没有这个词", "?tray=other"):
        window.open("articles", query=query)
    for name in ("article", "article-preview", "article-history"):
        window.open(name, article.pk)
    window.open("article-printed", world.printed.pk)
    window.open("article", world.printed.pk)
    window.open("article", world.returned.pk)
    window.open("issue", world.published.pk)
    assert window.wrong == []

    page = window.page
    page.goto(window.url + article.get_absolute_url())
    with page.expect_navigation():
        page.locator("form[action$='/copy/'] button").click()
    window.look("article-copy")
    copied = Article.objects.latest("pk")
    assert copied.headline == WORD
    window.open("article-proofreading", copied.pk)
    assert window.wrong == []


def test_comparison_after_a_conflict_and_the_page_of_the_unit_head(window):
    world = make_world()
    reporter, unit, page = world.people["reporter_a"], world.unit, window.page
    unit.head_approves = True
    unit.save()
    waiting = make_article(reporter, world.bulletin, "submitted", **LONG)
    assert waiting.state == "awaiting_unit"
    window.be(make_reporter(unit, role="unit_head"))
    for name, *args in (["articles"], ["article-history", waiting.pk], ["article", waiting.pk]):
        window.open(name, *args)
    assert page.locator("form[action$='/do/send_back/']").count() == 1

    window.be(reporter)
    window.open("article-edit", world.draft.pk)
    drafting.save(world.draft, version=world.draft.version, by=reporter,
                  text=drafting.Text(headline=WORD, body=f"<p>{WORD}</p>"))  # fmt: skip
    page.locator("[name=headline]").fill(f"我的{WORD}")
    page.locator(".actions-fixed .button-primary").click()
    page.locator(".comparison").wait_for()
    window.look("article-overtaken")

    window.open("article-edit", world.returned.pk)
    workflow.perform(world.returned, "submit", reporter)
    page.locator("[name=headline]").fill(f"我的{WORD}")
    page.locator(".actions-fixed .button-primary").click()
    page.locator(".comparison").wait_for()
    window.look("article-too-late")
    assert window.wrong == []
