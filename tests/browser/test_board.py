"""Two people at one board: by pointer, by finger's width, by keyboard, off line and back."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from bulletins import assembly
from tests.factories import make_article, make_issue, make_office
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTOGRAPHS = Path(settings.BASE_DIR) / "var" / "screenshots"


class Desk:
    """A person's own browser at the board of one issue."""

    def __init__(self, context, person, issue, live_server):
        cookie = sign_in(person).cookies[settings.SESSION_COOKIE_NAME]
        url = live_server.url
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        context.set_default_timeout(15_000)
        self.context, self.page, self.wrongs = context, context.new_page(), []
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.goto(url + reverse("issue", args=[issue.pk]))
        self.page.locator(".board-live").wait_for()

    def shown(self) -> list[str]:
        """Each section's articles by the figure in their headline."""
        return self.page.locator("ol.board-list").evaluate_all(
            "lists => lists.map(list => [...list.querySelectorAll('[data-title]')]"
            ".map(item => item.dataset.title[2]).join(''))"
        )

    def wait_shown(self, expected):
        for _ in range(100):
            if self.shown() == expected:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.shown()} instead of {expected}")

    def settled(self):
        self.page.locator(".unsaved").first.wait_for(state="detached")

    def said(self) -> str:
        return self.page.locator("#board-status").inner_text()

    def handle(self, article):
        return self.page.locator(f"#handle-{article.pk}")

    def drag(self, article, onto, below=False):
        """By the mouse, from its handle to the upper or lower edge of another article."""
        self.handle(article).scroll_into_view_if_needed()
        start = self.handle(article).bounding_box()
        mouse = self.page.mouse
        mouse.move(start["x"] + 8, start["y"] + 8)
        mouse.down()
        mouse.move(start["x"] + 20, start["y"] + 20)
        goal = self.page.locator(f"[data-article='{onto.pk}']").bounding_box()
        y = goal["y"] + (goal["height"] - 4 if below else 4)
        mouse.move(goal["x"] + 60, y, steps=4)
        mouse.up()


@pytest.fixture
def board(browser, live_server):
    """An issue of 要闻 (three articles) and 简讯 (none), one more waiting; two editors at it."""
    editors = make_office("editor", name="苏禾"), make_office("editor", name="岳青松")
    issue = make_issue(editors[0], articles=3)
    assembly.add_section(issue, editors[0], "简讯", "briefs")
    issue.waiting = make_article(bulletin=issue.bulletin, state="accepted", headline="第9则消息")
    issue.placed = [p.article for p in issue.sections.first().placements.all()]
    options = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}}
    contexts = [browser.new_context(**options) for _ in editors]
    issue.desks = [
        Desk(context, person, issue, live_server)
        for context, person in zip(contexts, editors, strict=True)
    ]
    yield issue
    wrongs = [desk.wrongs for desk in issue.desks]
    for context in contexts:
        context.close()
    assert wrongs == [[], []]


def stored(issue) -> list[str]:
    return ["".join(str(p.article)[1] for p in section.placements.all())
            for section in issue.sections.all()]  # fmt: skip


def test_board_by_pointer_and_keyboard_reaches_the_other_and_is_undone(board):
    mine, theirs = board.desks
    one, two, three = board.placed
    mine.drag(board.waiting, two)
    mine.wait_shown(["1923", ""])
    mine.settled()
    assert stored(board) == ["1923", ""]
    assert mine.said() == "《第9则消息》已移到【工作动态】第 2 篇，共 4 篇"
    theirs.wait_shown(["1923", ""])
    assert theirs.said() == "苏禾：《第9则消息》已移到【工作动态】第 2 篇，共 4 篇"

    keys = theirs.page.keyboard
    theirs.handle(three).focus()
    keys.press("Space")
    assert theirs.said().startswith("已拿起《第3则消息》")
    keys.press("ArrowUp")
    assert theirs.said() == "《第3则消息》：【工作动态】第 3 篇，共 4 篇"
    keys.press("ArrowRight")
    theirs.wait_shown(["192", "3"])
    keys.press("Escape")
    theirs.wait_shown(["1923", ""])
    assert stored(board) == ["1923", ""]
    keys.press("Enter")
    keys.press("ArrowRight")
    keys.press("Enter")
    theirs.settled()
    assert stored(board) == ["192", "3"]
    assert theirs.page.evaluate("document.activeElement.id") == f"handle-{three.pk}"
    mine.wait_shown(["192", "3"])

    mine.page.locator("h1").click()
    mine.page.keyboard.press("Control+z")
    mine.page.locator("#board-ask").wait_for()
    assert "岳青松" in mine.page.locator("#board-ask").inner_text()
    mine.page.locator("#board-ask button").click()
    mine.wait_shown(["1923", ""])
    mine.page.locator("#undo").click()
    mine.page.locator("#waiting-list li").wait_for()
    mine.wait_shown(["123", ""])
    assert stored(board) == ["123", ""]


def test_two_moves_at_once_are_both_kept(board):
    mine, theirs = board.desks
    one, two, three = board.placed
    mine.drag(one, three, below=True)
    theirs.drag(two, three, below=True)
    for desk in board.desks:
        desk.settled()
    assert sorted(stored(board)[0]) == ["1", "2", "3"]
    assert stored(board)[0][0] == "3"
    for desk in board.desks:
        desk.wait_shown(stored(board))


def test_lost_connection_keeps_the_move_as_not_saved_and_tries_again(board):
    mine, _theirs = board.desks
    one, _two, three = board.placed
    mine.context.set_offline(True)
    mine.drag(one, three, below=True)
    lost = mine.page.locator("#board-lost")
    lost.wait_for(state="visible")
    assert "连接断了，《第1则消息》的改动还没有保存" in lost.inner_text()
    assert mine.shown() == ["231", ""]
    assert mine.page.locator(".unsaved").count() == 1
    assert stored(board) == ["123", ""]
    mine.page.locator("[data-retry]").click()
    lost.wait_for(state="visible")
    mine.context.set_offline(False)
    lost.wait_for(state="hidden")
    mine.settled()
    assert stored(board) == ["231", ""]


def test_words_being_typed_stay_while_the_board_changes(board):
    mine, _theirs = board.desks
    one, two, _three = board.placed
    page = mine.page
    page.locator(f"#entry-of-{one.pk}").click()
    field = page.locator(f"#entry-{one.pk} input[name=contents_title]")
    field.fill("市总工会" * 12)
    page.locator(f"#entry-{one.pk} .title-fit .over").wait_for()
    page.locator(f"#up-{two.pk}").click()
    mine.wait_shown(["213", ""])
    mine.settled()
    assert field.input_value() == "市总工会" * 12
    assert page.evaluate("document.activeElement.id") == f"up-{two.pk}"
    page.locator(f"#entry-{one.pk} button[name=proposal]").first.click()
    page.locator(".board-title").wait_for()
    one.placement.refresh_from_db()
    assert one.placement.contents_title == "市总" * 12


def test_waiting_articles_are_found_while_typing(board):
    page = board.desks[0].page
    page.locator("#board-search").fill("没有这样的标题")
    page.locator("#board-found").wait_for(state="visible")
    assert page.locator("#waiting-list > li").first.is_hidden()
    page.locator("#board-search").fill("第9则")
    assert page.locator("#waiting-list > li").first.is_visible()


def test_board_fits_a_phone_and_has_no_serious_accessibility_findings(board):
    page = board.desks[0].page
    page.locator(f"#more-of-{board.placed[0].pk}").click()
    PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
    for width, height in ((1280, 900), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=PHOTOGRAPHS / f"board-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        findings = Axe().run(page).response["violations"]
        serious = [(f["id"], node["html"]) for f in findings for node in f["nodes"]
                   if f["impact"] in ("serious", "critical")]  # fmt: skip
        assert serious == []
