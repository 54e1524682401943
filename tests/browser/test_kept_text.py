"""What the browser keeps of a text is offered to its writer alone and put back where it was."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.browser.writer import AREA, LOCAL, TYPED, wait_until_kept
from tests.factories import make_reporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_crash_without_network_is_recovered_by_one_click(writer):
    writer.open()
    writer.context.set_offline(True)
    writer.type()
    writer.kept()
    page = writer.crash()
    writer.context.set_offline(False)
    page.goto(writer.url + reverse("articles"))
    offer = page.locator(".kept")
    offer.locator("[data-compare]").click()
    assert TYPED in offer.locator("ins").inner_text()
    assert writer.body() == "<p>甲。</p>"  # nothing is put back unasked
    offer.locator("[data-restore]").click()
    page.wait_for_selector(AREA)
    wait_until_kept(page, False)
    assert writer.body() == f"<p>甲。{TYPED}</p>"


def test_sources_put_back_stand_in_their_rows(writer):
    writer.article.sources.update(label=writer.article.unit.name)
    page = writer.open()
    credits = page.locator("details.fold", has=page.locator(".credits"))
    credits.locator("summary").click()
    writer.context.set_offline(True)
    page.locator(".credits input").first.fill("")
    page.keyboard.type("临江区总工会")
    writer.kept()
    page = writer.crash()
    writer.context.set_offline(False)
    writer.open(page)
    page.locator(".kept [data-restore]").click()
    row = page.locator(".credits input").first
    row.wait_for()  # its fold is opened for it
    assert row.input_value() == "临江区总工会"
    row.press("Enter")
    page.keyboard.type("松岭县总工会")
    writer.saved(page)
    labels = list(writer.article.sources.values_list("label", flat=True))
    assert labels == ["临江区总工会", "松岭县总工会"]


def test_offer_dropped_can_be_fetched_back(writer):
    writer.open()
    writer.context.set_offline(True)
    writer.type()
    writer.kept()
    page = writer.crash()
    writer.context.set_offline(False)
    writer.open(page)
    page.locator(".kept [data-discard]").click()
    assert page.evaluate(LOCAL) == 0
    page.locator("[data-offers] button").click()
    page.locator(".kept [data-restore]").click()
    page.wait_for_selector(AREA)
    wait_until_kept(page, False)
    assert writer.body() == f"<p>甲。{TYPED}</p>"


def test_kept_text_is_for_its_writer_alone(writer):
    writer.open()
    writer.context.set_offline(True)
    writer.type()
    writer.kept()
    page = writer.crash()
    writer.context.set_offline(False)
    colleague = make_reporter(writer.article.unit)
    writer.sign_in(colleague)
    for address in (reverse("articles"), reverse("article-edit", args=[writer.article.pk])):
        page.goto(writer.url + address)
        page.wait_for_timeout(800)
        assert TYPED not in page.content()
        assert page.locator(".kept").count() == 0
    writer.sign_in()
    page.goto(writer.url + reverse("articles"))
    page.locator(".kept [data-restore]").click()
    page.wait_for_selector(AREA)
    wait_until_kept(page, False)
    assert writer.body() == f"<p>甲。{TYPED}</p>"


def test_text_brought_back_cannot_be_dropped_with_what_was_written_after_it(writer):
    page = writer.open()
    Session.objects.all().delete()
    writer.type()
    page.locator("button.button-primary[type=submit]").click()
    page.wait_for_url("**/sign-in/**")
    writer.sign_in()
    writer.open()
    page.locator("[data-banner=back]").wait_for()
    writer.type("接着写。")
    assert page.locator("[data-banner=back]").is_hidden()
    writer.saved_as(f"<p>甲。{TYPED}接着写。</p>")
