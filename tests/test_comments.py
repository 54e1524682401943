"""Comments of the review: who says, answers and closes them, and where they are seen."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from bulletins import assembly, commenting
from bulletins.models import Comment, Notice
from bulletins.refusals import NotNow, NotYou
from tests.factories import (
    bring_issue,
    make_comment,
    make_issue,
    make_layout,
    make_office,
    make_pages,
    make_reporter,
)
from tests.test_pages import assert_as_many_queries
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]


@pytest.fixture
def reviewer():
    return make_office("reviewer")


@pytest.fixture
def issue(editor):
    made = make_issue(editor)
    article = made.sections.get().placements.get().article
    make_pages(make_layout(made, first_pages={str(article.pk): 2}))
    return made


def article_of(issue):
    return issue.sections.get().placements.get().article


def say(person, issue, **data):
    data = {"digest": issue.layouts.first().digest, "page": 1, "text": "请核对。"} | data
    return sign_in(person).post(reverse("comment-add", args=[issue.pk]), data)


def page(person, issue, number=1) -> str:
    return sign_in(person).get(reverse("page", args=[issue.pk, number])).content.decode()


def test_comment_is_kept_with_its_place_and_the_assemblers_are_told(editor, reviewer, issue):
    response = say(reviewer, issue, text="人数<请>核对。", x="0.25", y="0.5")
    said = Comment.objects.get()
    assert response["Location"] == f"{reverse('page', args=[issue.pk, 1])}#comment-{said.pk}"
    assert (said.page, said.x, said.y, said.by, said.by_name) == (
        1, 0.25, 0.5, reviewer, str(reviewer))  # fmt: skip
    notice = Notice.objects.get(kind="comment")
    assert (notice.user, notice.url) == (editor, reverse("comment", args=[said.pk]))
    assert sign_in(editor).get(notice.url)["Location"] == response["Location"]
    shown = page(editor, issue)
    assert "人数&lt;请&gt;核对。" in shown and 'cx="52.5" cy="148.5"' in shown


def test_comment_on_an_article_stands_on_its_page_and_counts_on_the_board(editor, reviewer, issue):
    article = article_of(issue)
    commenting.comment(issue, reviewer, "标题太长。", commenting.Place(
        issue.layouts.get().digest, article=article))  # fmt: skip
    assert Comment.objects.get().page == 2
    assert "标题太长。" in page(editor, issue, 2) and "标题太长。" not in page(editor, issue, 1)
    board = sign_in(editor).get(issue.get_absolute_url()).content.decode()
    assert "1 条未处理意见" in board and f"第2页《{article}》：标题太长。" in board


@pytest.mark.parametrize("role", ["editor", "administrator", "auditor"])
def test_only_those_who_answer_for_the_issue_comment(issue, role):
    person = make_office(role)
    assert say(person, issue).status_code == 403
    assert not Comment.objects.exists()
    assert 'id="comment-text"' not in page(person, issue)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "  "}, "请先写内容。"),
        ({"text": "字" * 601}, "最多 600 字，现在有 601 字"),
        ({"page": "9"}, None),
        ({"digest": "0" * 64}, "这个版面已经不在了"),
        ({"digest": ""}, "这个版面已经不在了"),
    ],
)
def test_comment_that_cannot_be_kept_is_refused_with_its_text(reviewer, issue, data, sentence):
    response = say(reviewer, issue, **data)
    assert not Comment.objects.exists()
    if sentence is None:
        assert response.status_code == 404
        return
    assert response.status_code == 409
    shown = response.content.decode()
    assert sentence in shown and data.get("text", "请核对。") in shown


@pytest.mark.parametrize("place", [("2", "0.5"), ("nan", "0.5"), ("x", ""), ("0.5", ""),
                                   ("-0.1", "0.5"), ("inf", "inf")])  # fmt: skip
def test_place_off_the_page_is_no_place(reviewer, issue, place):
    say(reviewer, issue, x=place[0], y=place[1])
    said = Comment.objects.get()
    assert (said.x, said.y) == (None, None)


def test_article_of_another_issue_cannot_be_commented_on_here(editor, reviewer, issue):
    other = article_of(make_issue(editor))
    assert say(reviewer, issue, article=other.pk).status_code == 409
    assert say(reviewer, issue, article="987654").status_code == 404
    assert not Comment.objects.exists()


def test_layout_of_another_issue_is_no_ground_for_a_comment(editor, reviewer, issue):
    other = make_layout(make_issue(editor))
    assert say(reviewer, issue, digest=other.digest).status_code == 409


def test_published_issue_takes_no_comment(editor, reviewer):
    issue = bring_issue(make_issue(editor), "published", editor)
    make_pages(issue.layouts.get())
    response = say(reviewer, issue)
    assert response.status_code == 409 and "已经印发" in response.content.decode()
    assert 'id="comment-text"' not in page(reviewer, issue)


def test_answer_and_done_close_a_comment_and_its_writer_is_told(editor, reviewer, issue):
    said = make_comment(issue, reviewer)
    client, url = sign_in(editor), reverse("comment", args=[said.pk])
    client.post(url, {"text": "正在核实。", "answer": "1"})
    assert list(Comment.objects.filter(issue=issue).open()) == [said]
    client.post(url, {"text": "已改为200人。", "done": "1"})
    assert list(Comment.objects.filter(issue=issue).open()) == []
    assert [(a.kind, a.text) for a in said.answers.all()] == [
        ("answer", "正在核实。"), ("done", "已改为200人。")]  # fmt: skip
    assert reviewer.notices.filter(kind="comment").count() == 2
    again = client.post(url, {"text": "再说一句", "answer": "1"})
    assert again.status_code == 409 and "已经处理" in again.content.decode()
    shown = page(reviewer, issue)
    assert "comment-done" in shown and "已改为200人。" in shown


def test_comment_is_done_without_a_word_but_not_answered_without_one(editor, reviewer, issue):
    said = make_comment(issue, reviewer)
    url = reverse("comment", args=[said.pk])
    assert sign_in(editor).post(url, {"answer": "1"}).status_code == 409
    assert sign_in(editor).post(url, {"done": "1"}).status_code == 302
    assert said.answers.get().kind == "done"


def test_done_is_for_editors_and_for_who_said_it(issue, reviewer):
    said = make_comment(issue, reviewer)
    for role in ("reviewer", "signer", "administrator", "auditor"):
        with pytest.raises(NotYou):
            commenting.mark_done(said, make_office(role))
    with pytest.raises(NotYou):
        commenting.answer(said, make_office("administrator"), "好。")
    commenting.answer(said, make_office("signer"), "同意。")
    commenting.mark_done(said, reviewer)


def test_done_twice_is_refused_by_the_database(editor, reviewer, issue):
    said = make_comment(issue, reviewer)
    unaware = Comment.objects.prefetch_related("answers").get(pk=said.pk)
    assert unaware.done is None
    commenting.mark_done(said, editor)
    with pytest.raises(NotNow), transaction.atomic():
        commenting.mark_done(unaware, editor)
    assert said.answers.count() == 1


@pytest.mark.parametrize("statement", [
    "UPDATE bulletins_comment SET text = '改'", "DELETE FROM bulletins_comment",
])  # fmt: skip
def test_comment_is_never_changed_or_deleted(reviewer, issue, statement):
    make_comment(issue, reviewer)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("fields", [
    {"text": ""}, {"kind": "done"}, {"x": 0.5}, {"x": 0.5, "y": 1.5},
    {"x": 0.5, "y": 0.5, "page": None},
])  # fmt: skip
def test_comment_without_sense_is_refused_by_the_database(reviewer, issue, fields):
    usual = {"issue": issue, "by": reviewer, "text": "甲", "page": 1, "digest": "0" * 64}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(**usual | fields)


def test_comment_on_older_pages_says_so_and_follows_its_article(editor, reviewer, issue):
    article = article_of(issue)
    make_comment(issue, reviewer, "整页太空。", page=1)
    make_comment(issue, reviewer, "标题太长。", page=2, article=article, x=0.5, y=0.5)
    assembly.retitle(article.placement, editor, "新标题")
    make_pages(make_layout(issue, first_pages={str(article.pk): 1}))
    shown = page(editor, issue)
    assert shown.count("针对较早的版面") == 2
    assert "整页太空。" in shown and "标题太长。" in shown
    assert "<circle" not in shown  # its place was one of other pages


def test_comment_on_a_page_that_is_gone_stands_on_the_last(editor, reviewer, issue):
    make_comment(issue, reviewer, "末页太空。", page=2)
    assembly.retitle(article_of(issue).placement, editor, "新标题")
    layout = make_layout(issue)
    type(layout).objects.filter(pk=layout.pk).update(pages=1)
    layout.refresh_from_db()
    make_pages(layout)
    assert "末页太空。" in page(editor, issue, 1)


def test_open_comments_are_listed_for_review_and_offered_for_sending_back(editor, reviewer, issue):
    make_comment(issue, reviewer, "人数请核对。")
    done = make_comment(issue, reviewer, "日期请核对。")
    commenting.mark_done(done, editor)
    bring_issue(issue, "in_review", editor)
    shown = sign_in(reviewer).get(reverse("issue-read", args=[issue.pk])).content.decode()
    assert "1. 第1页：人数请核对。</textarea>" in shown and "日期请核对。" not in shown
    assert 0 < shown.index('id="open-comments"') < shown.index('id="pages-head"')


def test_note_offered_is_no_longer_than_a_note(reviewer, issue):
    for _ in range(5):
        make_comment(issue, reviewer, "字" * 600)
    assert len(commenting.as_note(issue)) == commenting.NOTE


def test_units_see_no_comment(editor, reviewer, issue):
    said = make_comment(issue, reviewer)
    published = bring_issue(make_issue(editor), "published", editor)
    reporter = make_reporter()
    assert say(reporter, published).status_code == 404
    for method in ("get", "post"):
        answer = getattr(sign_in(reporter), method)(reverse("comment", args=[said.pk]))
        assert answer.status_code == 404
    assert not Comment.objects.visible_to(reporter).exists()


def test_page_asks_the_same_however_much_is_said(editor, reviewer, issue):
    def grow(count):
        for _ in range(count):
            said = make_comment(issue, reviewer)
            commenting.answer(said, editor, "好。")

    assert_as_many_queries(editor, reverse("page", args=[issue.pk, 1]), grow)
