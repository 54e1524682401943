"""Who is told of what, once."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bulletins import notices
from bulletins.models import Notice, NoticeKind
from tests.factories import make_article, make_office, make_user
from tests.world import sign_in

pytestmark = pytest.mark.django_db
SAID = {"title": "今天该印发了", "url": "/issues/"}


def give(people, occasion="print 1", kind=NoticeKind.REMINDER):
    return notices.give(people, kind, occasion, **SAID)


def test_notice_given_twice_is_one():
    one, other = make_user(), make_user()
    assert give([one]) == [one]
    assert give([one, other]) == [other]
    assert give([one], occasion="print 2") == [one]
    assert give([one], kind=NoticeKind.COMMENT) == [one]
    found = Notice.objects.values_list("user", "kind", "occasion")
    assert sorted(found) == sorted(
        [(one.pk, "reminder", "print 1"), (other.pk, "reminder", "print 1"),
         (one.pk, "reminder", "print 2"), (one.pk, "comment", "print 1")]
    )  # fmt: skip


def test_notice_without_decision_is_read_and_leads_to_its_page():
    editor = make_office("editor")
    give([editor])
    client, notice = sign_in(editor), Notice.objects.get()
    page = client.get(reverse("notices")).content.decode()
    assert "今天该印发了" in page and "提醒" in page
    answer = client.post(reverse("notice-open", args=[notice.pk]))
    notice.refresh_from_db()
    assert answer.url == "/issues/" and notice.seen_at is not None


def test_notice_of_a_decision_says_and_leads_to_its_subject():
    editor = make_office("editor")
    article = make_article(state="submitted", headline="一则消息")
    notice = editor.notices.get()
    assert (notice.kind, notice.title, notice.url) == (
        "decision", notice.decision.subject_title, article.get_absolute_url(),
    )  # fmt: skip
    assert notice.created_at == notice.decision.at


@pytest.mark.parametrize("kind", ["decision", "reminder"])
def test_kind_and_decision_go_together(kind):
    make_office("editor")
    make_article(state="submitted")
    wrong = Notice.objects.first()
    wrong.kind, wrong.decision = kind, None if kind == "decision" else wrong.decision
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()
