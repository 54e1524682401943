"""Proofreading in Chromium: a remark, its fix by mouse and by keyboard, undo, count, sources."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from bulletins import richtext
from bulletins.models import Wording
from tests.factories import make_article, make_bulletin, make_reporter, make_unit
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREA = ".cke_wysiwyg_div"
SAMPLES = [
    "",
    "<p>甲 乙　丙\xa0丁 abc 12</p><p>𠮷野家<br>第二行</p>",
    "<p>甲<small>注文<em>斜</em></small>乙</p><h4>小标题</h4><blockquote><p>引</p></blockquote>",
    "<ol><li><p>项</p><ul><li><p>内</p></li></ul></li></ol>",
    "<table><caption>表名</caption><tbody><tr><td><p>一</p><ol><li><p>甲</p></li><li><p>乙</p>"
    "<ul><li><p>丙</p></li></ul></li></ol></td><th><p>二</p></th></tr></tbody></table>",
    '<figure><img src="/pictures/1/" alt="不算"><figcaption>图片说明</figcaption></figure>',
]
COUNT = """async (samples) => {
    const { countCharacters } = await import("/static/yinfa/passages.js");
    return samples.map(html => {
        const root = new DOMParser().parseFromString(html, "text/html").body;
        return countCharacters(root);
    });
}"""


@pytest.fixture
def desk(page, live_server):
    bulletin, unit = make_bulletin(), make_unit("青石县总工会", short_name="")
    make_unit("望湖区总工会", short_name="")
    bulletin.default_sections.create(title="工作动态", limit=12)
    Wording.objects.get_or_create(wrong="布署", defaults={"right": "部署", "reason": "错别字。"})
    page.article = make_article(
        make_reporter(unit), bulletin, headline="开会布署工作", suggested_section="工作动态",
        body="<p>大会<strong>布署</strong>了,任务。</p>", sources=((unit.pk, "青石县总工会"),),
    )  # fmt: skip
    cookie = sign_in(page.article.author).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.wrongs = []
    page.on("pageerror", lambda error: page.wrongs.append(str(error)))
    page.goto(live_server.url + reverse("article-edit", args=[page.article.pk]))
    page.wait_for_selector(AREA)
    yield page
    assert page.wrongs == []


def shown(page, count):
    """The words of each remark, when there are ``count``."""
    page.wait_for_function(
        "count => document.querySelectorAll('#proofreading .remark').length === count", arg=count
    )
    return page.locator("#proofreading .remark mark").all_inner_texts()


def body(page):
    return page.evaluate(
        "Object.values(CKEDITOR.instances)[0].getData().replace(/\\s*\\n\\s*/g, '')"
    )


def test_remark_is_fixed_by_click_and_keyboard_at_its_place_and_undone(desk):
    assert shown(desk, 3) == ["布署", "布署", ","]
    desk.locator(".remark").nth(1).locator("[data-fix]").click()
    shown(desk, 2)
    assert body(desk) == "<p>大会<strong>部署</strong>了,任务。</p>"
    desk.locator(AREA).click()
    desk.keyboard.press("Control+z")
    shown(desk, 3)
    assert body(desk) == "<p>大会<strong>布署</strong>了,任务。</p>"

    desk.locator(".remark").nth(2).locator("[data-go]").focus()
    desk.keyboard.press("Enter")
    assert desk.evaluate("getSelection().toString()") == ","
    desk.locator(".remark").nth(2).locator("[data-go]").focus()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    shown(desk, 2)
    assert body(desk) == "<p>大会<strong>布署</strong>了，任务。</p>"
    assert desk.evaluate("document.activeElement.closest('.remark') !== null")

    desk.locator(".remark").first.locator("[data-fix]").click()
    shown(desk, 1)
    assert desk.locator("[name=headline]").input_value() == "开会部署工作"
    desk.locator("[name=headline]").focus()
    desk.keyboard.press("Control+z")
    assert desk.locator("[name=headline]").input_value() == "开会布署工作"


def test_typed_text_is_read_after_a_pause_and_what_is_passed_over_stays_so(desk):
    shown(desk, 3)
    desk.locator(AREA).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.press("Enter")
    desk.keyboard.type("完成８０％")
    assert shown(desk, 4)[-1] == "８０％"
    desk.locator(".remark").last.locator("[data-ignore]").click()
    shown(desk, 3)
    desk.locator("[data-restore]").click()
    shown(desk, 4)
    desk.locator("[data-all]").click()
    assert desk.locator(".proof-dialog li").count() == 4
    desk.locator("[data-confirm]").click()
    shown(desk, 0)
    assert body(desk) == "<p>大会<strong>部署</strong>了，任务。</p><p>完成80%</p>"
    assert desk.locator("[name=headline]").input_value() == "开会部署工作"


def test_length_is_counted_as_the_server_counts_and_against_the_section(desk):
    assert desk.evaluate(COUNT, SAMPLES) == [richtext.count_characters(s) for s in SAMPLES]
    counter = desk.locator(".proof-count")
    counter.wait_for()
    assert "too-long" not in counter.get_attribute("class")
    desk.locator(AREA).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type("又写了五字")
    desk.wait_for_selector(".proof-count.too-long")
    assert "14" in counter.inner_text() and "12" in counter.inner_text()


def test_sources_are_rows_that_are_sent_as_one_line(desk):
    fold = desk.locator("details.fold", has=desk.locator(".credits"))
    assert fold.locator("summary").inner_text().endswith("青石县总工会")  # closed, it says whose
    fold.locator("summary").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.keyboard.type("望湖区总工会")
    desk.keyboard.press("Alt+ArrowUp")
    assert desk.evaluate("document.querySelector('[name=sources]').value") == (
        "望湖区总工会、青石县总工会"
    )
    desk.set_viewport_size({"width": 320, "height": 640})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(desk, options={"resultTypes": ["violations"]}).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    with desk.expect_navigation():
        desk.locator(".actions-fixed .button-primary").click()
    desk.article.refresh_from_db()
    assert [s.label for s in desk.article.sources.all()] == ["望湖区总工会", "青石县总工会"]
