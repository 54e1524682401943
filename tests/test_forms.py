"""Nothing typed is lost: two people at once, a form with a fault, a refusal, a double click."""

import html
import re
import uuid

import pytest
from django.urls import reverse

from bulletins import contents, drafting
from bulletins.models import Article, Decision
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_reporter,
    make_text,
    make_unit,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]

TYPED = {
    "headline": "我写的标题\n第二行", "subtitle": "我写的副题", "byline": "主席　李望山",
    "body": "<p>我写的正文，四月一日。</p>", "sources": "青石县总工会、县人社局",
    "suggested_section": "工作动态",
}  # fmt: skip


def fields_of(response) -> dict[str, str]:
    """What the page's largest form holds, by the names under which it would be sent again."""
    page = response.content.decode()
    form = max(re.findall(r"<form.*?</form>", page, re.S), key=len)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and "checkbox" not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(text).removeprefix("\n").replace("\r\n", "\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def compared(response) -> list[str]:
    """The two columns of a comparison, as plain text."""
    columns = response.content.decode().split('<div class="comparison-text">')[1:]
    return [html.unescape(re.sub("<[^>]*>", "", part.split("</div>")[0])) for part in columns]


# --- articles -------------------------------------------------------------------------------


def test_overtaken_save_shows_both_texts_and_saving_again_works():
    unit = make_unit()
    mine, theirs = make_reporter(unit), make_reporter(unit)
    article = make_article(mine)
    client, url = sign_in(mine), reverse("article-edit", args=[article.pk])
    opened = fields_of(client.get(url))
    drafting.save(
        article, version=1, by=theirs, text=make_text("同事的标题", "<p>同事的正文。</p>")
    )

    response = client.post(url, opened | TYPED)
    assert response.status_code == 409
    stored, typed = compared(response)
    assert stored.startswith("同事的标题") and "同事的正文。" in stored
    assert typed.startswith("我写的标题") and "我写的正文，四月一日。" in typed
    assert theirs.name in response.content.decode()
    kept = fields_of(response)
    assert {name: kept[name] for name in TYPED} == TYPED
    article.refresh_from_db()
    assert (article.headline, article.version) == ("同事的标题", 2)

    assert client.post(url, kept).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.body, article.version) == (
        TYPED["headline"], TYPED["body"], 3,
    )  # fmt: skip
    texts = [revision.text["headline"] for revision in article.revisions.all()]
    assert "同事的标题" in texts  # what was replaced stays as a revision


def test_save_without_a_version_never_overwrites():
    reporter = make_reporter()
    article = make_article(reporter)
    url = reverse("article-edit", args=[article.pk])
    for version in ("", "0", "99", "x"):
        response = sign_in(reporter).post(url, TYPED | {"version": version})
        assert response.status_code in (409, 422)
    article.refresh_from_db()
    assert article.version == 1


def test_text_submitted_meanwhile_is_not_overwritten_from_a_second_tab():
    reporter = make_reporter()
    article = make_article(reporter)
    client, url = sign_in(reporter), reverse("article-edit", args=[article.pk])
    opened = fields_of(client.get(url))
    client.post(reverse("article-action", args=[article.pk, "submit"]))
    assert client.post(url, opened | TYPED).status_code == 409
    article.refresh_from_db()
    assert (article.state, article.headline) == ("submitted", "青石县总工会开展夏季慰问")


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": "一\n二\n三\n四\n五"},
        {"headline": "长" * 241},
        {"subtitle": "长" * 201},
        {"body": "<p>" + "a" * 1_000_001},
        {"body": "<blockquote>" * 60},
        {"suggested_section": "长" * 61},
    ],
    ids=["five lines", "headline", "subtitle", "body", "nesting", "section"],
)
def test_form_with_a_fault_keeps_everything_typed(wrong):
    reporter = make_reporter()
    article = make_article(reporter)
    url, sent = reverse("article-edit", args=[article.pk]), TYPED | wrong | {"version": "1"}
    response = sign_in(reporter).post(url, sent)
    assert response.status_code == 422
    kept = fields_of(response)
    assert {name: kept[name] for name in sent} == sent
    (name,) = wrong
    assert f"id_{name}_error" in response.content.decode()
    article.refresh_from_db()
    assert article.version == 1


def test_new_article_with_a_fault_keeps_its_key_and_everything_typed():
    reporter = make_reporter()
    make_bulletin()
    client = sign_in(reporter)
    opened = fields_of(client.get(reverse("article-new")))
    response = client.post(reverse("article-new"), opened | TYPED | {"byline": "长" * 201})
    assert response.status_code == 422
    kept = fields_of(response)
    assert (kept["key"], kept["headline"]) == (opened["key"], TYPED["headline"])
    assert not Article.objects.exists()


def test_new_article_sent_twice_is_one():
    reporter = make_reporter()
    make_bulletin()
    client = sign_in(reporter)
    sent = fields_of(client.get(reverse("article-new"))) | TYPED
    first, second = (client.post(reverse("article-new"), sent) for _ in range(2))
    article = Article.objects.get()
    assert first["Location"] == second["Location"] == article.get_absolute_url()
    assert (article.version, article.revisions.count()) == (1, 1)
    assert sign_in(reporter).post(
        reverse("article-new"), sent | {"key": str(uuid.uuid4())}
    ).status_code == 302  # fmt: skip
    assert Article.objects.count() == 2


def test_new_article_is_for_the_only_unit_and_bulletin_and_credited_to_it():
    unit, bulletin = make_unit("青石县总工会"), make_bulletin()
    opened = fields_of(sign_in(make_reporter(unit)).get(reverse("article-new")))
    assert (opened["unit"], opened["bulletin"]) == (str(unit.pk), str(bulletin.pk))
    assert opened["sources"] == "青石县总工会"


@pytest.mark.parametrize(
    ("button", "page"), [("stay", "article-edit"), ("preview", "article-preview"), ("", "article")]
)
def test_save_leads_where_its_button_says(button, page):
    reporter = make_reporter()
    article = make_article(reporter)
    sent = TYPED | {"version": "1"} | ({button: "1"} if button else {})
    response = sign_in(reporter).post(reverse("article-edit", args=[article.pk]), sent)
    assert response["Location"] == reverse(page, args=[article.pk])


def test_markup_in_what_is_typed_is_shown_as_text(editor):
    reporter, script = make_reporter(), "<script>alert(1)</script>"
    fields = dict.fromkeys(("headline", "subtitle", "byline", "suggested_section"), script)
    article = make_article(reporter, None, "submitted", **fields, sources=((None, script),))
    client = sign_in(editor)
    client.post(reverse("article-action", args=[article.pk, "return"]), {"note": script})
    for reader in (editor, reporter):
        for name in ("article", "article-preview", "article-history", "notices", "desk"):
            args = [article.pk] if name.startswith("article") else []
            page = sign_in(reader).get(reverse(name, args=args), {"tray": "all", "q": script})
            assert script not in page.content.decode()


# --- actions --------------------------------------------------------------------------------


def note_kept(response, action) -> str:
    page = response.content.decode()
    return re.search(rf'<textarea id="note-{action}"[^>]*>([^<]*)<', page)[1]


def test_refused_action_keeps_the_note_that_was_typed(editor):
    reporter = make_reporter()
    article = make_article(reporter, None, "submitted")
    url = reverse("article-action", args=[article.pk, "return"])
    sent = {"note": "数字与附表不一致，请核实。", "version": article.version - 1}
    response = sign_in(editor).post(url, sent)
    assert response.status_code == 409
    assert re.search(
        r"<textarea[^>]*note-return[^>]*>数字与附表不一致，请核实。<", response.content.decode()
    )
    article.refresh_from_db()
    assert article.state == "submitted"


def test_refused_action_on_an_issue_keeps_the_note_that_was_typed(editor):
    issue = bring_issue(make_issue(editor), "in_review", editor)
    reviewer = make_office("reviewer")
    url = reverse("issue-action", args=[issue.pk, "send_back"])
    response = sign_in(reviewer).post(url, {"note": "第二篇缺来源。", "version": issue.version - 1})
    assert response.status_code == 409
    assert re.search(
        r"<textarea[^>]*note-send_back[^>]*>第二篇缺来源。<", response.content.decode()
    )
    issue.refresh_from_db()
    assert issue.state == "in_review"


@pytest.mark.parametrize(
    ("action", "state", "role"),
    [("pass_review", "in_review", "reviewer"), ("sign", "awaiting_signature", "signer")],
)
def test_issue_changed_while_it_was_read_is_shown_again_with_the_note(editor, action, state, role):
    issue = bring_issue(make_issue(editor), state, editor)
    url = reverse("issue-action", args=[issue.pk, action])
    response = sign_in(make_office(role)).post(url, {"note": "同意。", "digest": "0" * 64})
    assert response.status_code == 409
    assert note_kept(response, action) == "同意。"
    assert response.context["refusal"] in html.unescape(response.content.decode())
    assert f'value="{contents.build(issue).digest}"' in response.content.decode()
    issue.refresh_from_db()
    assert issue.state == state


def test_decision_pressed_twice_is_taken_once(editor):
    article = make_article(make_reporter(), None, "submitted")
    client, url = sign_in(editor), reverse("article-action", args=[article.pk, "accept"])
    assert [client.post(url).status_code for _ in range(2)] == [302, 409]
    assert Decision.objects.filter(action="accept").count() == 1


@pytest.mark.parametrize("action", ["import", "publish", "unheard-of"])
def test_action_without_a_button_does_not_exist(editor, action):
    article, issue = make_article(make_reporter(), None, "accepted", editor), make_issue(editor)
    client = sign_in(editor)
    assert client.post(reverse("article-action", args=[article.pk, action])).status_code == 404
    for name in {"import": "void"}.get(action, "unheard-of"), "accept":
        assert client.post(reverse("issue-action", args=[issue.pk, name])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ({}, []),
        ({"subtitle": "副题"}, ["subtitle"]),
        ({"contact_phone": "0512-6000"}, []),  # the writer's own
        ({"contact_phone": "0512-7000"}, ["sources"]),
        ({"author_name": "苏禾"}, ["sources"]),
        ({"byline": "主席" * 200}, ["subtitle"]),  # too long: the error must be seen
        ({"sources": "县人社局"}, ["sources"]),
    ],
)
def test_folds_are_open_where_they_say_more_than_usual(typed, opened):
    reporter = make_reporter()
    reporter.phone = "0512-6000"
    reporter.save()
    article = make_article(reporter)
    data = {"headline": "", "body": "<p>甲</p>", "sources": article.unit.name, **typed}
    response = sign_in(reporter).post(reverse("article-edit", args=[article.pk]), data)
    if response.status_code == 302:
        response = sign_in(reporter).get(reverse("article-edit", args=[article.pk]))
    folds = [part for part in response.context["form"].parts if part["title"]]
    assert [len(fold["fields"]) for fold in folds] == [2, 4]
    assert [fold["fields"][0].name for fold in folds if fold["open"]] == opened
    assert response.content.decode().count('<details class="disclosure fold" open') == len(opened)
    if "sources" not in opened:
        assert article.unit.name in folds[1]["said"]
