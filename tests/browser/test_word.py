"""A Word file chosen, and one dropped on the page, in the browser."""

import base64
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from bulletins.models import Article
from tests.factories import make_bulletin, make_reporter, make_unit
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = Path(__file__).parent.parent / "word" / "libreoffice-report.docx"
DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const target = document.querySelector(".cke_editable") ?? document.body;
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
  }
}"""


@pytest.fixture
def form(page, live_server):
    make_bulletin()
    reporter = make_reporter(make_unit("云溪市总工会"))
    cookie = sign_in(reporter).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + reverse("article-new"))
    page.wait_for_selector(".cke_editable")
    return page


def test_chosen_file_fills_the_form_and_a_dropped_one_replaces_it(form):
    with form.expect_navigation():
        form.locator("#word").set_input_files(WORD)
    article = Article.objects.get()
    assert form.url.endswith(reverse("article-edit", args=[article.pk]))
    assert form.locator("[name=headline]").input_value() == "云溪市总工会启动夏季送清凉活动"
    form.wait_for_selector(".cke_editable table")

    old = base64.b64encode(b"old").decode()
    form.evaluate(DROP, ["稿件.wps", old])
    assert "另存为 .docx" in form.locator(".word [role=status]").inner_text()
    assert Article.objects.get().headline == "云溪市总工会启动夏季送清凉活动"

    plain = WORD.with_name("libreoffice-plain.docx").read_bytes()
    with form.expect_navigation():
        form.evaluate(DROP, ["稿件.DOCX", base64.b64encode(plain).decode()])
    assert form.locator("[name=headline]").input_value() == "松岭县总工会举办职工技能比武"
    assert Article.objects.get().revisions.count() == 2
