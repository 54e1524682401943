"""Nothing typed is lost: each way to lose a text, in Chromium, ends with every character there."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from bulletins.models import Article
from tests.factories import make_article, make_bulletin, make_reporter
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AREA = ".cke_wysiwyg_div"
TYPED = "七月以来，走访职工三百人次，送去清凉物资。"
STATE = "[data-state]"
LOCAL = "() => Object.keys(localStorage).filter(name => name.startsWith('yinfa:')).length"


def wait_until_kept(page, wanted: bool):
    """Until this browser keeps something that the server has not, or nothing any more."""
    for _ in range(150):
        if bool(page.evaluate(LOCAL)) == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"kept in the browser: {not wanted}")


class Writer:
    """A reporter at the form of an article, in a browser of their own."""

    def __init__(self, page, url, article=None):
        make_bulletin()
        self.person = article.author if article else make_reporter()
        self.context, self.page, self.url, self.article = page.context, page, url, article
        self.wrongs = []
        self.sign_in()
        self.watch(page)

    def watch(self, page):
        page.on("pageerror", lambda error: self.wrongs.append(str(error)))

    def sign_in(self, person=None):
        cookie = sign_in(person or self.person).cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])

    def open(self, page=None):
        page = page or self.page
        name, args = ("article-edit", [self.article.pk]) if self.article else ("article-new", [])
        page.goto(self.url + reverse(name, args=args))
        page.wait_for_selector(AREA)
        return page

    def type(self, text=TYPED, page=None):
        """At the end of the body, and waits until this browser has it."""
        page = page or self.page
        page.locator(AREA).click()
        page.keyboard.press("Control+End")
        page.keyboard.type(text)

    def kept(self, page=None):
        wait_until_kept(page or self.page, True)

    def saved(self, page=None):
        """Turns away from the text, which is then saved at once."""
        page = page or self.page
        page.locator("[name=headline]").focus()
        wait_until_kept(page, False)
        page.wait_for_selector(f"{STATE}[data-kind=saved]")

    def saved_as(self, body):
        """Until the server has just this text."""
        for _ in range(150):
            if self.body() == body:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(self.body())

    def crash(self):
        """The page is gone without a word; a new one is opened."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        self.watch(self.page)
        return self.page

    def body(self):
        return "".join(Article.objects.get().body.split())


@pytest.fixture
def writer(page, live_server):
    made = Writer(page, live_server.url, make_article(body="<p>甲。</p>"))
    yield made
    assert made.wrongs == []


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


class Server:
    """A real server process on the test's own database, to be killed."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        database = connection.settings_dict
        name = f"sqlite:///{database['NAME']}"
        if connection.vendor == "postgresql":
            name = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
        environment = os.environ | {
            "DATABASE_URL": name, "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", f"127.0.0.1:{self.port}", "--noreload"],
            env=environment, cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise AssertionError("the server does not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_server_killed_while_typing_loses_nothing(page):
    server = Server().start()
    try:
        writer = Writer(page, server.url, make_article(body="<p>甲。</p>"))
        writer.open()
        writer.type("先写的。")
        writer.saved()
        server.kill()
        writer.type()
        page.locator("[name=headline]").focus()
        page.wait_for_selector(f"{STATE}[data-kind=offline]")
        server.start()
        page.wait_for_selector(f"{STATE}[data-kind=saved]", timeout=30_000)
        assert writer.body() == f"<p>甲。先写的。{TYPED}</p>"
    finally:
        server.kill()
