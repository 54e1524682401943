"""A reporter who writes an article in a browser, and what that browser keeps meanwhile."""

from django.conf import settings
from django.urls import reverse

from bulletins.models import Article
from tests.factories import make_bulletin, make_reporter
from tests.world import sign_in

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
