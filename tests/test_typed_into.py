"""A NUL in what is sent: no answer of ours breaks down on it, and nothing keeps it."""

import pytest
from django.urls import reverse

from bulletins.models import Comment
from tests.factories import (
    make_article,
    make_issue,
    make_layout,
    make_office,
    make_pages,
)
from tests.world import sign_in

pytestmark = pytest.mark.django_db
NUL = "甲\x00乙"


def test_searches_with_a_nul_are_answered():
    editor = make_office("editor")
    board = reverse("issue", args=[make_issue(editor).pk])
    for url, name in ((board, "q"), ("/issues/", "bulletin"), ("/desk/", "q"),
                      ("/wordings/", "q"), ("/articles/", "q")):  # fmt: skip
        assert sign_in(editor).get(url, {name: NUL}).status_code in (200, 404), url


def test_note_title_and_reason_are_kept_without_it():
    editor = make_office("editor")
    issue, held = make_issue(editor), make_article(state="accepted")
    placement, client = issue.sections.get().placements.get(), sign_in(editor)
    change = reverse("placement-change", args=[placement.pk])
    client.post(change, {"retitle": "1", "contents_title": NUL, "note": NUL})
    client.post(reverse("hold", args=[issue.pk]), {"article": held.pk, "note": NUL})
    client.post(reverse("issue-action", args=[issue.pk, "submit_for_review"]), {"note": NUL})
    placement.refresh_from_db()
    held.refresh_from_db()
    kept = [placement.contents_title, placement.note, held.hold.note]
    assert kept + [d.note for d in issue.decisions.all()] == ["甲乙"] * 4


def test_returned_article_keeps_its_note_without_it():
    article = make_article(state="submitted")
    url = reverse("article-action", args=[article.pk, "return"])
    sign_in(make_office("editor")).post(url, {"note": NUL})
    assert article.decisions.get(action="return").note == "甲乙"


def test_comment_and_its_answer_are_kept_without_it():
    editor, reviewer = make_office("editor"), make_office("reviewer")
    issue = make_issue(editor)
    article = issue.sections.get().placements.get().article
    make_pages(make_layout(issue, first_pages={str(article.pk): 2}))
    add, digest = reverse("comment-add", args=[issue.pk]), issue.layouts.get().digest
    sign_in(reviewer).post(add, {"digest": digest, "page": 1, "text": NUL})
    said = Comment.objects.get()
    sign_in(editor).post(reverse("comment", args=[said.pk]), {"text": NUL})
    assert [c.text for c in Comment.objects.order_by("pk")] == ["甲乙"] * 2
    spoilt = {"digest": f"\x00{digest}", "page": 1, "text": "请核对。"}
    assert sign_in(reviewer).post(add, spoilt).status_code in (302, 409)
