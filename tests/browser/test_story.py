"""The story once as people live it: in Chromium, with the real editor, partly without a mouse."""

from base64 import b32decode
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django_otp.oath import totp

from bulletins.models import Article, EditionFile, Issue
from tests.factories import make_article, make_bulletin, make_office, make_reporter, make_unit
from tests.world import BACKEND, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct-horse-9A"
PHOTOGRAPHS = Path(settings.BASE_DIR) / "var" / "screenshots"
HEADLINE = "青石县总工会把“流动讲堂”搬进车间"
SENTENCE = "3月5日，县总工会的讲师走进车间，300余名职工在工间休息时听课。"


@pytest.fixture
def desk(page, live_server):
    """The window, with what it complained of in ``.wrongs`` and short cuts to our addresses."""
    page.wrongs, page.shots = [], 0
    page.on("console", lambda m: m.type == "error" and page.wrongs.append(m.text))
    page.on("pageerror", lambda error: page.wrongs.append(str(error)))
    page.on("response", lambda r: r.status >= 400 and page.wrongs.append(f"{r.status} {r.url}"))
    page.open = lambda name, *args: page.goto(live_server.url + reverse(name, args=args))
    PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
    return page


def photograph(page, name):
    page.shots += 1
    page.screenshot(path=PHOTOGRAPHS / f"story-{page.shots:02}-{name}.png", full_page=True)


def sign_in(page, person):
    """Out, if somebody is in, and in again through the door."""
    page.open("notices")
    if page.locator("form[action$='/sign-out/']").count():
        with page.expect_navigation():
            page.locator("form[action$='/sign-out/'] button").click()
        page.open("notices")
    page.locator("[name=username]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    if page.url.endswith(reverse("second-factor")):
        set_up_second_factor(page)
        page.open("notices")
    assert page.url.endswith(reverse("notices"))


def set_up_second_factor(page):
    """As somebody who types the secret into the telephone and the code it shows into the page."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    page.locator("main details summary").click()
    secret = page.locator("main details code").inner_text().replace(" ", "")
    photograph(page, "second-factor")
    page.locator("[name=code]").fill(f"{totp(b32decode(secret)):06}")
    with page.expect_navigation():
        page.locator("main form button.button-primary").click()
    assert page.locator(".spare-codes li").count() == 10


def act(page, action, note=""):
    """Press the button of one action of the workflow, with a note where there is room for one."""
    form = page.locator(f"form[action$='/do/{action}/']")
    if not form.is_visible():
        page.locator("details.with-note", has=form).locator("summary").click()
    if note:
        form.locator("[name=note]").fill(note)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def tab_to(page, selector, limit=80):
    """Go on by Tab until the focus is on ``selector``."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"not reached by Tab: {selector}")


def write_article(page) -> Article:
    page.open("articles")
    photograph(page, "no-article-yet")
    with page.expect_navigation():
        page.locator(f"a[href='{reverse('article-new')}']").first.click()
    page.locator("[name=headline]").fill(HEADLINE)
    page.locator("[name=suggested_section]").fill("工作动态")
    body = page.locator(".cke_editable")
    body.click()
    page.keyboard.type(SENTENCE)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("讲堂将走进12个乡镇。")
    photograph(page, "writing")
    with page.expect_navigation():
        page.locator(".actions button[name=stay]").click()
    assert SENTENCE in page.locator(".cke_editable").inner_text()
    article = Article.objects.get()
    assert article.body == f"<p>{SENTENCE}</p><p><strong>讲堂将走进12个乡镇。</strong></p>"
    with page.expect_navigation():
        page.locator("button[name=preview]").click()
    assert HEADLINE in page.locator(".sheet").inner_text()
    photograph(page, "preview")
    page.open("article", article.pk)
    act(page, "submit")
    photograph(page, "submitted")
    return article


def place_by_keyboard(page, article):
    """From the top of the issue's page to the article in its section, without a mouse."""
    tab_to(page, f"#article-{article.pk}")
    page.keyboard.press("Space")
    tab_to(page, "#place-section")
    page.keyboard.press("ArrowDown")
    tab_to(page, f"form[action$='{reverse('place', args=[issue_on(page).pk])}'] button")
    photograph(page, "placing")
    page.keyboard.press("Enter")
    page.locator(f"ol [data-article='{article.pk}']").wait_for()


def issue_on(page) -> Issue:
    return Issue.objects.get(pk=page.url.split("/issues/")[1].split("/")[0].split("#")[0])


def assemble(page, article) -> Issue:
    page.open("desk")
    photograph(page, "inbox")
    with page.expect_navigation():
        page.locator(f"main a[href='{article.get_absolute_url()}']").click()
    act(page, "accept")
    page.open("issue-new")
    with page.expect_navigation():
        page.locator("main form button.button-primary").click()
    place_by_keyboard(page, article)
    issue = issue_on(page)
    assert issue.sections.get().placements.get().article == article
    photograph(page, "placed")
    act(page, "submit_for_review")
    return issue


def test_story_in_the_browser(desk):
    bulletin, unit = make_bulletin(title="工会信息"), make_unit("青石县总工会")
    bulletin.default_sections.create(title="工作动态", style="articles")
    people = {role: make_office(role) for role in ("editor", "reviewer", "signer")}

    sign_in(desk, make_reporter(unit))
    article = write_article(desk)
    sign_in(desk, people["editor"])
    issue = assemble(desk, article)

    sign_in(desk, people["reviewer"])
    desk.open("issue-read", issue.pk)
    assert SENTENCE in desk.locator("main").inner_text()
    act(desk, "pass_review", "已核对。")
    photograph(desk, "reviewed")
    sign_in(desk, people["signer"])
    desk.open("issue-read", issue.pk)
    photograph(desk, "to-sign")
    act(desk, "sign", "同意。")
    photograph(desk, "signed")
    sign_in(desk, people["editor"])
    desk.open("issue", issue.pk)
    act(desk, "publish")
    photograph(desk, "published")

    link = desk.locator("a[href*='/editions/files/']").first.get_attribute("href")
    with desk.expect_download() as download:
        desk.evaluate("url => { location.href = url }", f"{link}?download=1")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"%PDF-")
    with EditionFile.objects.get(edition__issue=issue, kind="pdf").file.open("rb") as frozen:
        assert data == frozen.read()
    assert desk.wrongs == []


# --- narrow windows and assistive technology ------------------------------------------------


@pytest.fixture
def office(desk, client, live_server):
    """One of everything, opened by a person with every role of the office."""
    world = make_world()
    word = "Gongyunxiangmuguanlixitong" * 3
    text = dict.fromkeys(("headline", "subtitle", "byline"), word) | {"sources": ((None, word),)}
    author = world.people["reporter_a"]
    make_article(author, world.bulletin, "submitted", body=f"<p>{word}</p>", **text)
    client.force_login(make_office("editor+reviewer+signer+administrator"), BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    desk.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    desk.world = world
    return desk


def addresses(world) -> list[tuple]:
    newest = Article.objects.latest("pk")
    return [
        ("desk",), ("articles",), ("article-new",), ("article", newest.pk),
        ("article", world.returned.pk), ("article-edit", world.submitted.pk),
        ("article-preview", newest.pk), ("article-history", newest.pk),
        ("article-revision", newest.pk, 1), ("article-printed", world.printed.pk),
        ("issues",), ("issue-new",), ("import-bulletin",),
        ("issue", world.assembling.pk), ("issue", world.awaiting_signature.pk),
        ("issue", world.published.pk), ("issue-read", world.awaiting_signature.pk),
        ("issue-facts", world.assembling.pk), ("issue-distribution", world.assembling.pk),
        ("layout", world.layout.key), ("deliveries", world.published.pk), ("notices",),
        ("bulletins",), ("bulletin", world.bulletin.slug), ("units",), ("unit", world.unit.pk),
        ("people",), ("person", world.person.pk), ("unit-import",), ("password",),
        ("second-factor",), ("delegations",),
    ]  # fmt: skip


def test_pages_fit_a_window_of_320_pixels(office):
    office.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for name, *args in addresses(office.world):
        office.open(name, *args)
        for details in office.locator("details").all()[:3]:
            details.evaluate("element => { element.open = true }")
        width = office.evaluate("document.documentElement.scrollWidth")
        office.screenshot(path=PHOTOGRAPHS / f"narrow-{name}.png", full_page=True)
        if width > 320:
            wide[name, *args] = width
    assert wide == {}
    assert office.wrongs == []


def test_pages_have_no_serious_accessibility_findings(office):
    findings = {}
    for name, *args in addresses(office.world):
        office.open(name, *args)
        if name in ("article-new", "article-edit"):
            office.wait_for_selector(".cke_editable[aria-label]")
        for finding in Axe().run(office).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                nodes = [node["html"][:120] for node in finding["nodes"]]
                findings.setdefault(finding["id"], {})[name] = nodes
    assert findings == {}
    assert office.wrongs == []
