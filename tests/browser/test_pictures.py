"""Pictures in the form of an article: pasted, chosen, dropped, put in order, taken out."""

import base64
import io

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from bulletins.models import Article, Picture
from tests.factories import make_article, make_bulletin, make_reporter

from .test_editor import AREA, PASTE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """([area, name, type, file]) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(file), letter => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
    document.querySelector(area).dispatchEvent(
        new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
BODY = "CKEDITOR.instances.id_body.getData().replace(/\\s*\\n\\s*/g, '')"


def encoded(width, height=100, kind="PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, kind)
    return buffer.getvalue()


def chosen(*names, width=400):
    return [{"name": n, "mimeType": "image/png", "buffer": encoded(width)} for n in names]


@pytest.fixture
def form(page, client, live_server):
    """The edit page of a reporter's draft; what the browser complained of is in ``.wrongs``."""
    make_bulletin()
    article = make_article(author=make_reporter(), body="<p>甲</p><p>乙</p>")
    client.force_login(article.author, "django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.wrongs = []
    page.on("console", lambda m: m.type in ("error", "warning") and page.wrongs.append(m.text))
    page.on("pageerror", lambda error: page.wrongs.append(str(error)))
    page.goto(live_server.url + reverse("article-edit", args=[article.pk]))
    page.wait_for_selector(f"{AREA} p")
    page.wait_for_selector("[data-pictures]:not([hidden])")
    page.article = article
    yield page
    # The browser itself notes an answer 400; it is no fault of the page.
    assert [wrong for wrong in page.wrongs if "400" not in wrong] == []


def choose(form, files):
    with form.expect_file_chooser() as chooser:
        form.locator("[data-choose]").click()
    chooser.value.set_files(files)


def order(form) -> list[str]:
    """The addresses in the strip; those in the text must be the same."""
    form.wait_for_timeout(50)
    shown = form.locator(".picture-thumb img").evaluate_all("all => all.map(i => i.src)")
    inside = form.locator(f"{AREA} img").evaluate_all("all => all.map(i => i.src)")
    assert shown == inside
    return [address.split("/pictures/")[1].strip("/") for address in shown]


def test_screenshot_pasted_is_uploaded_listed_and_warned_of(form):
    form.locator(f"{AREA} p").first.click()
    file = base64.b64encode(encoded(640)).decode()
    form.evaluate(PASTE, [AREA, {}, file])
    form.wait_for_selector(".picture-row")

    picture = Picture.objects.get()
    caption = form.locator(".picture-row [data-caption]")
    warning = form.locator(".picture-print")
    assert "每英寸150点，低于250点" in warning.inner_text()
    assert warning.get_attribute("data-level") == "1"
    caption.fill("职工在比武")
    form.locator(".picture-row [data-alt]").fill("两人焊接")
    figure = (
        f'<figure><img src="/pictures/{picture.pk}/" alt="两人焊接">'
        "<figcaption>职工在比武</figcaption></figure>"
    )
    with form.expect_navigation():
        form.locator(".actions button[name=stay]").click()
    assert Article.objects.get().body == f"<p>甲</p>{figure}<p>乙</p>"
    assert "data:" not in form.locator(AREA).inner_html()
    form.wait_for_selector(".picture-row")
    assert caption.input_value() == "职工在比武"
    assert "每英寸150点" in warning.inner_text()


def test_several_pictures_are_put_in_order_by_keyboard_drag_and_undo(form):
    form.locator(f"{AREA} p").first.click()
    choose(form, chosen("一.png", "二.png", "三.png"))
    form.wait_for_selector(".picture-row:nth-child(3)")
    assert form.locator(".picture-upload").count() == 0
    first, second, third = order(form)
    before = form.evaluate(BODY)

    form.locator("[data-down]").first.focus()
    form.keyboard.press("Enter")
    assert order(form) == [second, first, third]
    assert form.evaluate("document.activeElement.matches('.picture-row:nth-child(2) [data-down]')")
    assert "2" in form.locator("[data-said]").inner_text()
    form.keyboard.press("Enter")
    assert order(form) == [second, third, first]
    rows = form.locator(".picture-row")
    rows.nth(2).locator(".picture-thumb").drag_to(rows.nth(0))
    assert order(form) == [first, second, third]
    assert form.evaluate(BODY) == before

    rows.nth(1).locator("[data-remove]").click()
    assert order(form) == [first, third]
    form.evaluate("CKEDITOR.instances.id_body.execCommand('undo')")
    assert order(form) == [first, second, third]


def test_refused_picture_says_why_and_the_others_go_in(form):
    iphone = {
        "name": "IMG_1.HEIC",
        "mimeType": "image/heic",
        "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 60,
    }
    choose(form, [iphone, *chosen("好.png")])
    form.wait_for_selector(".picture-row")

    failed = form.locator(".picture-failed")
    assert "HEIC" in failed.locator("[data-state]").inner_text()
    assert not failed.locator("[data-retry]").is_visible()
    failed.locator("[data-drop]").click()
    assert form.locator(".picture-upload").count() == 0
    assert Picture.objects.count() == 1


def test_lost_connection_keeps_the_file_for_another_try(form):
    form.route("**/articles/*/pictures/", lambda route: route.abort())
    choose(form, chosen("断.png"))
    retry = form.locator(".picture-failed [data-retry]")
    retry.wait_for()
    form.unroute("**/articles/*/pictures/")
    retry.click()
    form.wait_for_selector(".picture-row")

    assert Picture.objects.count() == 1
    assert all("ERR_FAILED" in wrong for wrong in form.wrongs)
    form.wrongs.clear()


def test_picture_dropped_beside_the_text_comes_in(form):
    form.evaluate(DROP, ["h1", "照片.png", "image/png", base64.b64encode(encoded(90)).decode()])
    form.wait_for_selector(".picture-row")
    form.evaluate(DROP, ["h1", "IMG.HEIC", "", base64.b64encode(b"x" * 40).decode()])
    form.wait_for_selector(".picture-failed")
    assert Picture.objects.count() == 1
