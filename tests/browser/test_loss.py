"""Nothing typed is lost: network, session or token gone, or two tabs, every character is there."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from bulletins.models import Article
from tests.browser.writer import AREA, STATE, TYPED, Writer, wait_until_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_text_is_saved_by_itself_and_a_new_article_becomes_a_draft(page, live_server):
    writer = Writer(page, live_server.url)
    writer.open()
    page.locator("[name=headline]").fill("走访慰问")
    page.wait_for_url("**/edit/")  # without a click, a few seconds after the last key
    writer.type()
    writer.saved()

    article = Article.objects.get()
    assert (article.headline, article.body) == ("走访慰问", f"<p>{TYPED}</p>")
    assert (article.author, article.state) == (writer.person, "draft")
    assert article.revisions.count() == 1
    with page.expect_navigation():
        page.locator("[name=hand_in]").click()
    article.refresh_from_db()
    assert (article.state, article.decisions.count()) == ("submitted", 1)
    assert writer.wrongs == []


def test_network_lost_and_back_saves_everything(writer):
    page = writer.open()
    writer.context.set_offline(True)
    writer.type()
    page.locator("[name=headline]").focus()
    page.wait_for_selector(f"{STATE}[data-kind=offline]")
    page.locator("button.button-primary[type=submit]").click()
    assert page.url.endswith("/edit/")  # no page of the browser's own takes the text's place
    assert TYPED in page.locator(AREA).inner_text()
    writer.context.set_offline(False)
    page.wait_for_selector(f"{STATE}[data-kind=saved]")
    assert writer.body() == f"<p>甲。{TYPED}</p>"


def test_session_ended_while_typing_goes_on_after_signing_in_elsewhere(writer):
    page = writer.open()
    Session.objects.all().delete()
    writer.type()
    banner = page.locator("[data-banner=signed-out]")
    banner.wait_for()
    with writer.context.expect_page() as opened:
        banner.locator("a").click()
    window = opened.value
    window.fill("[name=username]", writer.person.username)
    window.fill("[name=password]", "correct-horse-9A")
    window.locator("button[type=submit]").click()
    window.wait_for_url("**/session/")
    window.close()
    # The sign-in has changed the CSRF token as well: the page fetches the new one by itself.
    page.wait_for_selector(f"{STATE}[data-kind=saved]")
    banner.wait_for(state="hidden")
    assert writer.body() == f"<p>甲。{TYPED}</p>"


def test_save_pressed_with_an_ended_session_leads_back_to_the_text(writer):
    page = writer.open()
    Session.objects.all().delete()
    writer.type()
    page.locator("button.button-primary[type=submit]").click()
    page.wait_for_url("**/sign-in/**")
    page.fill("[name=username]", writer.person.username)
    page.fill("[name=password]", "correct-horse-9A")
    page.locator("button[type=submit]").click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    back = page.locator("[data-banner=back]")
    back.wait_for()
    page.wait_for_selector(f"{STATE}[data-kind=saved]")
    wait_until_kept(page, False)
    assert back.is_visible()  # also when all is saved: there is something to read and to press
    assert writer.body() == f"<p>甲。{TYPED}</p>"
    back.locator("[data-undo]").click()
    writer.saved_as("<p>甲。</p>")
    assert back.is_hidden()


def test_token_changed_while_typing_is_not_noticed(writer):
    page = writer.open()
    writer.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    writer.type()
    writer.saved()
    assert writer.body() == f"<p>甲。{TYPED}</p>"
    with page.expect_navigation():
        page.locator("button.button-primary[type=submit]").click()
    assert page.url.endswith(f"/articles/{writer.article.pk}/")


def test_two_tabs_know_of_each_other_and_overwrite_nothing(writer):
    first = writer.open()
    second = writer.context.new_page()
    writer.open(second)
    second.locator("[data-banner=elsewhere]").wait_for()
    first.locator("[data-banner=elsewhere]").wait_for()
    first.route("**/autosave/", lambda route: route.abort())  # has not heard of the other yet
    first.bring_to_front()
    writer.type("甲窗口。", first)
    second.bring_to_front()
    writer.type("乙窗口。", second)
    writer_saved = "<p>甲。乙窗口。</p>"
    second.locator("[name=headline]").focus()
    second.wait_for_selector(f"{STATE}[data-kind=saved]")
    first.locator("[data-banner=overtaken]").wait_for()
    assert writer.body() == writer_saved
    first.unroute("**/autosave/")
    first.bring_to_front()
    first.locator("[data-banner=overtaken] button").click()
    first.locator(".comparison").wait_for()
    assert "乙窗口。" in first.locator(".comparison").inner_text()
    assert "甲窗口。" in first.locator(AREA).inner_text()
    assert writer.body() == writer_saved
