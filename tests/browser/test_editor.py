"""The editor in Chromium under the edit page's policy: typing, Word, pictures, small screens."""

import base64
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from PIL import Image

from bulletins.models import Article, Picture
from tests import clipboards
from tests.factories import make_article, make_bulletin, make_reporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """([area, types, file]) => {
    const data = new DataTransfer();
    for (const [type, value] of Object.entries(types)) data.setData(type, value);
    if (file) {
        const bytes = Uint8Array.from(atob(file), letter => letter.charCodeAt(0));
        data.items.add(new File([bytes], "照片.png", { type: "image/png" }));
    }
    document.querySelector(area).dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
AREA = ".cke_wysiwyg_div"
BULLET = (
    "<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;"
    "mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings;"
    "mso-list:Ignore'>l<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;</span></span>"
    "<![endif]><span style='font-family:仿宋_GB2312'>%s</span></p>"
)
WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office' "
    "xmlns:w='urn:schemas-microsoft-com:office:word'><head><meta name=Generator "
    "content='Microsoft Word 15'><style>p.MsoNormal {margin:0cm}</style></head>"
    "<body lang=ZH-CN><!--StartFragment--><p class=MsoNormal style='text-indent:32.0pt'><span "
    "style='font-size:16.0pt;font-family:仿宋_GB2312'>全县职工<b>齐参与</b><o:p></o:p></span></p>"
    "<h1 style='mso-list:none'><a name='_Toc1'></a><span style='font-family:黑体'>一、要点"
    "<o:p></o:p></span></h1><h2><span>（一）细目</span></h2>"
    + BULLET % "第一项"
    + BULLET % "第二项"
    + "<table class=MsoTableGrid border=1><tr><td colspan=2 style='border:solid'><p>"
    "合计</p></td></tr><tr><td><p>甲</p></td><td><p>乙</p></td></tr></table>"
    "<p class=MsoNormal><img width=9 src='file:///C:/Temp/a.png'>完</p><!--EndFragment--></body>"
    "</html>"
)


def png() -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture
def desk(page, client, live_server):
    """A reporter's window; what the browser complained of is in ``.wrongs``."""
    make_bulletin()
    reporter = make_reporter()
    client.force_login(reporter, "django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.reporter, page.wrongs, page.asked = reporter, [], []
    page.on("console", lambda m: m.type in ("error", "warning") and page.wrongs.append(m.text))
    page.on("pageerror", lambda error: page.wrongs.append(str(error)))
    page.on("requestfailed", lambda request: page.wrongs.append(request.url))
    page.on("request", lambda request: page.asked.append(request.url))

    def open_editor(article=None):
        name, args = ("article-edit", [article.pk]) if article else ("article-new", [])
        page.goto(live_server.url + reverse(name, args=args))
        page.wait_for_selector(AREA)
        return page

    page.open_editor = open_editor
    yield page
    foreign = [url for url in page.asked if not url.startswith((live_server.url, "data:", "blob:"))]
    assert (page.wrongs, foreign) == ([], [])


def paste(page, file=None, **types):
    page.locator(AREA).click()
    page.evaluate(PASTE, [AREA, {f"text/{kind}": value for kind, value in types.items()}, file])


def save(page) -> Article:
    with page.expect_navigation():
        page.locator(".actions button[name=stay]").click()
    return Article.objects.latest("pk")


def test_new_article_typed_and_made_bold_is_stored(desk):
    desk.open_editor()
    desk.locator("[name=headline]").fill("职工齐参与")
    desk.locator(AREA).click()
    desk.keyboard.type("全县“职工”")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("齐参与")
    desk.locator(".cke_button__bold").click()
    desk.keyboard.type("，好。")
    desk.keyboard.press("Enter")
    desk.keyboard.type("　　第二段 3<5")

    article = save(desk)
    assert article.body == "<p>全县“职工”<strong>齐参与</strong>，好。</p><p>第二段 3&lt;5</p>"
    assert desk.locator(AREA).inner_text().split() == ["全县“职工”齐参与，好。", "第二段", "3<5"]


def test_footnote_is_written_by_its_button_changed_and_taken_out(desk):
    desk.open_editor()
    desk.locator(AREA).click()
    desk.keyboard.type("全县职工")
    for words in ("指全县会员。", "指工会会员。"):
        desk.locator(".cke_button__footnote").click()
        text = desk.locator(".cke_dialog textarea")
        text.fill(words)
        desk.locator(".cke_dialog_ui_button_ok").click()
        text.wait_for(state="hidden")
        desk.locator(f"{AREA} small").click(position={"x": 60, "y": 10})
    assert save(desk).body == "<p>全县职工<small>指工会会员。</small></p>"


def test_word_paste_keeps_text_bullets_and_table_only(desk):
    desk.open_editor()
    paste(desk, html=WORD, plain="全县职工")
    desk.wait_for_selector(f"{AREA} td")
    notice = desk.locator(".cke_notification_warning")
    notice.wait_for()

    assert "图片" in notice.inner_text() or "picture" in notice.inner_text()
    assert save(desk).body == (
        "<p>全县职工<strong>齐参与</strong></p><h4>一、要点</h4><h4>（一）细目</h4>"
        "<ul><li><p>第一项</p></li><li><p>第二项</p></li></ul>"
        '<table><tbody><tr><td colspan="2"><p>合计</p></td></tr>'
        "<tr><td><p>甲</p></td><td><p>乙</p></td></tr></tbody></table><p>完</p>"
    )


def test_clipboards_of_programs_pasted_become_the_bodies_expected(desk):
    """Tests/clipboards: one of Writer with lists, one with a table, one of Chromium with notes."""
    for name in ("libreoffice-outline", "libreoffice-table", "chromium-mammoth-notes"):
        desk.open_editor()
        paste(desk, html=clipboards.read(name))
        desk.wait_for_selector(f"{AREA} p >> nth=1")
        body = save(desk).body
        desk.wait_for_load_state("networkidle")
        assert together(body) == together(clipboards.BODIES[name]), name


def test_page_copied_in_the_browser_is_pasted_with_its_pictures(desk):
    """Copied by key in one tab and pasted by key in the other, as a person does."""
    other = desk.context.new_page()
    other.set_content(clipboards.read("chromium-mammoth-pictured"))
    other.keyboard.press("Control+a")
    other.keyboard.press("Control+c")
    other.close()
    desk.open_editor(make_article(author=desk.reporter, body=""))
    desk.locator(AREA).click()
    desk.keyboard.press("Control+v")
    pictures = desk.locator(f"{AREA} img[src^='/pictures/']")
    pictures.nth(1).wait_for()

    body = save(desk).body
    desk.wait_for_load_state("networkidle")
    figure = '<figure><img src="/pictures/%d/" alt=""></figure>'
    for picture in Picture.objects.all():
        assert body.count(figure % picture.pk) == 1
        body = body.replace(figure % picture.pk, "")
    assert together(body) == clipboards.BODIES["chromium-mammoth-pictured"]
    assert Picture.objects.count() == 2


def together(body: str) -> str:
    """Marks that end where the same begins again are one."""
    return re.sub(r"</(strong|u)><\1>", "", body)


def test_hostile_paste_runs_nothing_and_asks_nobody(desk):
    desk.open_editor()
    paste(
        desk,
        html="<p>甲<img src=x onerror='document.title=1'><img src=//evil.example/p.gif>"
        "<svg onload='document.title=1'></svg><script>document.title=1</script>乙</p>",
    )
    desk.wait_for_selector(f"{AREA} p:has-text('甲')")

    assert desk.title() != "1"
    assert "".join(save(desk).body.split()) in ("<p>甲乙</p>", "<p>甲</p><p>乙</p>")


def test_picture_pasted_is_uploaded_and_stored(desk):
    article = make_article(author=desk.reporter, body="<p>甲</p>")
    desk.open_editor(article)
    paste(desk, file=png())
    desk.wait_for_selector(f"{AREA} img[src^='/pictures/']")

    picture = Picture.objects.get()
    figure = f'<figure><img src="/pictures/{picture.pk}/" alt=""></figure>'
    assert save(desk).body.count(figure) == 1
    assert (picture.article, picture.uploaded_by) == (article, desk.reporter)
    desk.wait_for_selector(f"{AREA} img[src='/pictures/{picture.pk}/']")


def test_picture_put_in_by_the_button_with_a_caption(desk):
    article = make_article(author=desk.reporter, body="<p>甲</p>")
    desk.open_editor(article)
    desk.locator(AREA).click()
    with desk.expect_file_chooser() as chooser:
        desk.locator(".cke_button__picture").click()
    chooser.value.set_files(
        {"name": "照片.png", "mimeType": "image/png", "buffer": base64.b64decode(png())}
    )
    caption = desk.locator(f"{AREA} figcaption")
    hint = desk.evaluate("CKEDITOR.instances.id_body.config.captionHint")
    assert caption.inner_text() == hint
    assert hint not in desk.evaluate("CKEDITOR.instances.id_body.getData()")
    caption.click(click_count=3)
    desk.keyboard.type("职工在听课")

    picture = Picture.objects.get()
    figure = (
        f'<figure><img src="/pictures/{picture.pk}/" alt="">'
        "<figcaption>职工在听课</figcaption></figure>"
    )
    assert save(desk).body == f"<p>甲</p>{figure}"
    assert caption.inner_text() == "职工在听课"
    assert save(desk).body == f"<p>甲</p>{figure}"


def test_picture_without_a_caption_gets_none(desk):
    article = make_article(author=desk.reporter, body="<p>甲</p>")
    picture = Picture.objects.create(
        article=article, file="pictures/x.png", sha256="0", width=1, height=1,
        uploaded_by=desk.reporter,
    )  # fmt: skip
    body = f'<p>甲</p><figure><img src="/pictures/{picture.pk}/" alt=""></figure><p>乙</p>'
    Article.objects.update(body=body)
    shown = {"body": base64.b64decode(png()), "content_type": "image/png"}
    desk.route("**/pictures/*/", lambda route: route.fulfill(**shown))
    desk.open_editor(article)

    assert desk.locator(f"{AREA} figcaption").count() == 1
    assert save(desk).body == body


def test_picture_in_a_new_article_saves_it_first(desk):
    desk.open_editor()
    paste(desk, file=png())
    desk.wait_for_selector(f"{AREA} img[src^='/pictures/']")

    article, picture = Article.objects.get(), Picture.objects.get()
    assert (article.author, article.state) == (desk.reporter, "draft")
    assert picture.article == article
    assert save(desk).body == f'<figure><img src="/pictures/{picture.pk}/" alt=""></figure>'


def test_label_and_keyboard_lead_into_the_editor(desk):
    desk.open_editor()
    desk.locator("label[for=id_body]").click()
    assert desk.evaluate(f"document.activeElement.matches('{AREA}')")
    name = desk.locator("label[for=id_body]").inner_text().strip()
    assert desk.locator(AREA).get_attribute("aria-label") == name

    desk.locator("details.fold summary").first.focus()
    for _ in range(3):
        desk.keyboard.press("Tab")
        if desk.evaluate(f"document.activeElement.matches('{AREA}')"):
            break
    desk.keyboard.type("键盘")
    assert desk.locator(AREA).inner_text().strip() == "键盘"
    desk.keyboard.press("Alt+F10")
    assert desk.evaluate("document.activeElement.classList.contains('cke_button')")


@pytest.mark.parametrize("width", [1280, 320])
def test_edit_page_fits_its_width_without_serious_findings(desk, width):
    desk.set_viewport_size({"width": width, "height": 700})
    desk.open_editor(make_article(author=desk.reporter))

    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    box = desk.locator(AREA).bounding_box()
    assert box["width"] > min(width, 1000) * 0.6
    assert box["height"] >= 300
    serious = [
        (finding["id"], node["html"])
        for finding in Axe().run(desk).response["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    assert serious == []
