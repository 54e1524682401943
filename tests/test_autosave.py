"""What the form of an article saves by itself, as the server sees it."""

import uuid
from urllib.parse import unquote

import pytest
from django.test import Client

from bulletins import drafting, workflow
from bulletins.models import Article, Decision, Notice
from records.models import Record
from tests.factories import make_article, make_bulletin, make_office, make_reporter
from tests.world import sign_in

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def typed(article, writer=None, **text):
    return {
        "writer": (writer or article.author).pk, "version": article.version,
        "headline": article.headline, "body": article.body, **text,
    }  # fmt: skip


def autosave(article, by=None, client=None, **text):
    by = by or article.author
    client = client or sign_in(by)
    return client.post(
        f"/articles/{article.pk}/autosave/", typed(article, by, **text), headers=JSON
    )


def stored(article) -> tuple:
    article.refresh_from_db()
    return (article.headline, article.version, article.state)


def test_autosaves_overwrite_one_draft_and_its_one_revision():
    article = make_article(headline="一稿")
    for headline in ("二稿", "三稿", "三稿"):
        answer = autosave(article, headline=headline).json()
        article.refresh_from_db()
        assert (answer["version"], answer["article"]) == (article.version, article.pk)
        assert len(answer["time"]) == 5

    assert stored(article) == ("三稿", 3, "draft")
    assert [r.text["headline"] for r in article.revisions.all()] == ["三稿"]


def test_autosave_tells_nobody_and_is_no_record():
    article, editor = make_article(state="returned", headline="交稿"), make_office("editor")
    client = sign_in(article.author)
    before = Notice.objects.count(), Record.objects.count(), Decision.objects.count()
    assert autosave(article, client=client, headline="半成品").status_code == 200

    assert (Notice.objects.count(), Record.objects.count(), Decision.objects.count()) == before
    article.refresh_from_db()
    assert drafting.readable_by(editor, article).headline == "交稿"


def test_autosave_from_an_older_version_stores_nothing_and_is_recorded():
    article = make_article(headline="一稿")
    stale = typed(article, headline="后到")
    autosave(article, headline="先到")
    answer = sign_in(article.author).post(f"/articles/{article.pk}/autosave/", stale, headers=JSON)

    assert (answer.status_code, answer.json()["problem"]) == (409, "overtaken")
    assert stored(article) == ("先到", 2, "draft")
    record = Record.objects.order_by("-pk").first()
    assert (record.action, record.outcome) == ("article-autosave", "refused")


def test_autosave_repeated_after_a_lost_answer_is_no_conflict():
    article = make_article(headline="一稿")
    same = typed(article, headline="二稿")
    client = sign_in(article.author)
    for _ in range(2):
        answer = client.post(f"/articles/{article.pk}/autosave/", same, headers=JSON)
        assert (answer.status_code, answer.json()["version"]) == (200, 2)


@pytest.mark.parametrize("state", ["submitted", "accepted", "declined", "withdrawn"])
def test_late_autosave_after_submission_changes_nothing(state):
    article = make_article(state=state, headline="交稿")
    before = Article.objects.values().get(pk=article.pk)
    answer = autosave(article, headline="晚到")

    assert (answer.status_code, answer.json()["problem"]) == (409, "closed")
    assert Article.objects.values().get(pk=article.pk) == before
    assert drafting.submitted_text(article).headline == "交稿"


def test_autosave_of_somebody_elses_page_is_refused():
    article = make_article(headline="一稿")
    other = make_reporter(article.unit)
    answer = sign_in(other).post(
        f"/articles/{article.pk}/autosave/", typed(article, headline="冒名"), headers=JSON
    )
    assert (answer.status_code, answer.json()["problem"]) == (403, "someone-else")
    assert stored(article) == ("一稿", 1, "draft")


def test_text_that_cannot_be_stored_says_why():
    answer = autosave(make_article(), headline="一\n二\n三\n四\n五")
    assert (answer.status_code, answer.json()["problem"]) == (422, "invalid")
    assert answer.json()["sentence"]


def new_form(author, key, **text):
    unit = author.memberships.get().unit
    return {"key": key, "writer": author.pk, "bulletin": make_bulletin().pk, "unit": unit.pk,
            "body": "<p>甲</p>", **text}  # fmt: skip


def test_first_autosaves_make_one_draft_and_go_on_in_it():
    author, key = make_reporter(), uuid.uuid4()
    client, form = sign_in(author), new_form(author, key, headline="一")
    answers = []
    for headline in ("一", "一", "一稿"):
        form["headline"] = headline
        answers.append(client.post("/articles/new/autosave/", form, headers=JSON).json())

    article = Article.objects.get()
    assert [answer["version"] for answer in answers] == [1, 1, 2]
    assert {answer["edit"] for answer in answers} == {f"/articles/{article.pk}/edit/"}
    assert (article.key, article.headline) == (key, "一稿")


def test_form_of_a_new_article_sent_again_loses_no_later_text(client):
    author, key = make_reporter(), uuid.uuid4()
    client, form = sign_in(author), new_form(author, key, headline="一稿")
    assert client.post("/articles/new/", form).status_code == 302
    form["headline"] = "二稿"
    assert client.post("/articles/new/", form).status_code == 302
    assert Article.objects.get().headline == "二稿"
    form["headline"] = "三稿"
    answer = client.post("/articles/new/", form)
    assert answer.status_code == 409
    assert answer.context["form"].data["headline"] == "三稿"


def test_stranger_is_told_in_json_and_stores_nothing():
    article = make_article(headline="一稿")
    answer = autosave(article, client=Client(), headline="偷改")
    assert (answer.status_code, answer.json()) == (401, {"problem": "signed-out"})
    assert stored(article) == ("一稿", 1, "draft")


def test_old_token_is_told_in_json_and_a_fresh_one_is_had():
    article = make_article(headline="一稿")
    client = sign_in(article.author, enforce_csrf_checks=True)
    answer = autosave(article, client=client, headline="二稿")
    assert (answer.status_code, answer.json()) == (403, {"problem": "token"})

    session = client.get("/session/", headers=JSON).json()
    assert session["person"] == article.author.pk
    fresh = client.post(
        f"/articles/{article.pk}/autosave/", typed(article, headline="二稿"),
        headers=JSON | {"X-CSRFToken": session["token"]},
    )  # fmt: skip
    assert fresh.status_code == 200
    assert Client().get("/session/", headers=JSON).status_code == 401


def test_comparison_shows_what_one_may_read_and_stores_nothing():
    article, editor = make_article(state="returned", headline="交稿"), make_office("editor")
    autosave(article, headline="半成品")
    article.refresh_from_db()
    url, text = f"/articles/{article.pk}/comparison/", typed(article, headline="半成品")

    own = sign_in(article.author).post(url, text, headers=JSON)
    assert own.json()["same"] is True
    office = sign_in(editor).post(url, text, headers=JSON).json()
    assert office["same"] is False
    assert "交" in office["html"]
    assert stored(article)[0] == "半成品"


# --- saved and submitted with one button


def hand_in(client, url, form):
    return client.post(url, form | {"hand_in": "1"})


def test_hand_in_pressed_twice_submits_once():
    article = make_article(headline="一稿")
    form = typed(article, headline="定稿", sources="青石县总工会")
    client, url = sign_in(article.author), f"/articles/{article.pk}/edit/"
    for _ in range(2):
        answer = hand_in(client, url, form)
        assert (answer.status_code, answer["Location"]) == (302, f"/articles/{article.pk}/")

    article.refresh_from_db()
    assert (article.state, article.headline) == ("submitted", "定稿")
    assert list(article.decisions.values_list("action", flat=True)) == ["submit"]


def test_hand_in_of_a_new_article_pressed_twice_submits_once():
    author = make_reporter()
    client, form = sign_in(author), new_form(author, uuid.uuid4(), headline="新稿")
    answers = [hand_in(client, "/articles/new/", form) for _ in range(2)]

    article = Article.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/articles/{article.pk}/"}
    assert (article.state, article.decisions.count()) == ("submitted", 1)


def test_hand_in_with_another_text_after_submission_is_refused_with_both_texts():
    article = make_article(headline="一稿")
    client, url = sign_in(article.author), f"/articles/{article.pk}/edit/"
    form = typed(article, headline="定稿")
    hand_in(client, url, form)
    answer = hand_in(client, url, form | {"headline": "又改"})

    assert answer.status_code == 409
    assert "又改" in answer.content.decode()
    article.refresh_from_db()
    assert article.headline == "定稿"


def test_hand_in_of_what_cannot_be_submitted_saves_it():
    article = make_article(headline="一稿")
    client, url = sign_in(article.author), f"/articles/{article.pk}/edit/"
    answer = hand_in(client, url, typed(article, headline="改", body=""))

    assert answer["Location"] == url
    assert stored(article) == ("改", 2, "draft")


def test_hand_in_is_offered_where_one_may_submit():
    article, editor = make_article(state="submitted"), make_office("editor")
    page = sign_in(editor).get(f"/articles/{article.pk}/edit/").content.decode()
    assert 'name="hand_in"' not in page
    workflow.perform(article, "withdraw", article.author)
    workflow.perform(article, "resume", article.author)
    page = sign_in(article.author).get(f"/articles/{article.pk}/edit/").content.decode()
    assert 'name="hand_in"' in page


# --- back to where one was


@pytest.mark.parametrize(
    ("path", "referer", "onward"),
    [
        ("/articles/5/edit/", "http://testserver/articles/5/edit/", "/articles/5/edit/"),
        ("/articles/5/do/submit/", "http://testserver/articles/5/?a=1", "/articles/5/?a=1"),
        ("/articles/5/do/submit/", "", "/articles/5/"),
        ("/articles/5/do/submit/", "http://elsewhere.example/x", "/articles/5/"),
        ("/articles/5/do/submit/", "http://testserver//elsewhere.example/", "/elsewhere.example/"),
        ("/notices/7/", "", "/"),
        ("/placements/7/", "", "/"),
        ("/issues/7/place/", "", "/issues/7/"),
    ],
)
def test_sign_in_leads_back_to_the_page_of_the_button(path, referer, onward):
    answer = Client().post(path, headers={"Referer": referer} if referer else {})
    assert answer.status_code == 302
    assert unquote(answer["Location"]) == f"/sign-in/?next={onward}"
