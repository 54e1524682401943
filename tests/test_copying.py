"""Copying an article as a new draft, and what the office changed of a printed one."""

import uuid

import pytest
from django.urls import reverse

from bulletins import assembly, comparing, copying, drafting, outcomes, pictures, workflow
from bulletins.models import Article, Bulletin, Picture
from bulletins.refusals import NotNow, NotYou
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_reporter,
)
from tests.world import png, sign_in

pytestmark = pytest.mark.django_db


def pictured(reporter, bulletin=None):
    """A draft with a picture that is shown, one that is not, and the address of another's."""
    article = make_article(reporter, bulletin)
    shown, _unused = (pictures.store(article, png(), reporter) for _ in range(2))
    body = (
        f'<p>甲</p><figure><img src="/pictures/{shown.pk}/" alt="图"><figcaption>说明'
        "</figcaption></figure><p>乙</p>"
    )
    text = drafting.Text(
        headline="题\n目",
        subtitle="副",
        byline="某某",
        body=body,
        suggested_section="简讯",
        sources=((None, "甲县"), (None, "乙县")),
    )
    return drafting.save(article, version=1, by=reporter, text=text), shown


def test_copy_has_text_and_pictures_of_its_own():
    reporter = make_reporter()
    article, shown = pictured(reporter)
    draft = copying.copy(article, reporter, uuid.uuid4())
    assert (draft.state, draft.unit, draft.author, draft.round) == (
        "draft", article.unit, reporter, 0
    )  # fmt: skip
    own = draft.pictures.get()
    expected = article.body.replace(f"/pictures/{shown.pk}/", f"/pictures/{own.pk}/")
    assert drafting.Text.of(draft) == drafting.replace(drafting.Text.of(article), body=expected)
    assert own.file.name != shown.file.name
    assert own.file.read() == shown.file.read()
    assert draft.pk != article.pk and draft.revisions.count() == 1


def test_same_key_makes_one_draft_only():
    reporter = make_reporter()
    article, _shown = pictured(reporter)
    key = uuid.uuid4()
    first, again = (copying.copy(article, reporter, key) for _ in range(2))
    assert first == again
    assert (Article.objects.count(), Picture.objects.count()) == (2, 3)


@pytest.mark.parametrize("state", ["submitted", "returned", "declined", "withdrawn", "accepted"])
def test_article_of_any_state_is_copied_and_stays_as_it_was(state):
    reporter = make_reporter()
    article = make_article(reporter, state=state)
    before = (article.state, article.version)
    sign_in(reporter).post(reverse("article-copy", args=[article.pk]), {"key": "no key"})
    article.refresh_from_db()
    assert (article.state, article.version) == before
    assert Article.objects.filter(state="draft").count() == 1


def test_copy_leaves_the_office_s_contents_title_behind():
    reporter = make_reporter()
    article = make_article(reporter, contents_title="短题")
    assert copying.copy(article, reporter, uuid.uuid4()).contents_title == ""


def test_nobody_copies_for_a_unit_they_do_not_write_for():
    reporter = make_reporter()
    article = make_article(reporter, state="submitted")
    head = make_reporter(article.unit, role="unit_head")
    for other, status in ((make_reporter(), 404), (head, 403), (make_office("editor"), 403)):
        url = reverse("article-copy", args=[article.pk])
        assert sign_in(other).post(url, {"key": uuid.uuid4()}).status_code == status
        with pytest.raises(NotYou):
            copying.copy(article, other, uuid.uuid4())
    assert Article.objects.count() == 1


def test_key_of_another_person_s_article_gives_nothing_of_it():
    mine, theirs = make_article(make_reporter()), make_article(make_reporter())
    with pytest.raises(NotYou):
        copying.copy(mine, mine.author, theirs.key)
    assert Article.objects.count() == 2


def test_copy_goes_to_a_bulletin_that_takes_articles():
    reporter, closed = make_reporter(), make_bulletin()
    article = make_article(reporter, closed)
    Bulletin.objects.filter(pk=closed.pk).update(active=False)
    article.refresh_from_db()
    with pytest.raises(NotNow):
        copying.copy(article, reporter, uuid.uuid4())
    opened = make_bulletin()
    assert copying.copy(article, reporter, uuid.uuid4()).bulletin == opened


def test_failed_copy_leaves_neither_draft_nor_file(monkeypatch, settings):
    from django.core.files.storage import default_storage

    reporter = make_reporter()
    article, _shown = pictured(reporter)
    before = set(default_storage.listdir("pictures")[1])

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(drafting, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        copying.copy(article, reporter, uuid.uuid4())
    assert Article.objects.count() == 1
    assert set(default_storage.listdir("pictures")[1]) == before


# --- what the office changed --------------------------------------------------------------


def test_difference_is_between_the_last_submitted_and_the_printed():
    reporter, editor, bulletin = make_reporter(), make_office("editor"), make_bulletin()
    body = "<p>七月以来，走访一千二百名职工。</p><p>会后合影留念。</p>"
    article = make_article(reporter, bulletin, "submitted", body=body)
    text = drafting.Text.of(article)
    new = "<p>七月以来，走访1260名职工。</p><p>现场签约十二家单位，另有安排。</p>"
    article = drafting.save(article, version=article.version, by=editor,
                            text=drafting.replace(text, body=new))  # fmt: skip
    workflow.perform(article, "accept", make_office("editor"))
    issue = make_issue(editor, bulletin, articles=0)
    assembly.place(article, issue.sections.get(), editor)
    bring_issue(issue, "published", editor)
    page = sign_in(reporter).get(reverse("article-printed", args=[article.pk]))
    kinds = [row.kind for row in page.context["rows"]]
    assert kinds == ["same", "changed", "removed", "added", "same"]
    html = page.content.decode()
    assert "<del>一千二百</del><ins>1260</ins>" in html
    assert "<del>会后合影留念。</del>" in html
    stranger = sign_in(make_reporter()).get(reverse("article-printed", args=[article.pk]))
    assert stranger.status_code == 404


def test_paragraphs_printed_are_those_of_the_frozen_edition():
    editor, bulletin = make_office("editor"), make_bulletin()
    article = make_article(None, bulletin, "accepted", editor)
    issue = make_issue(editor, bulletin, articles=0)
    assembly.place(article, issue.sections.get(), editor)
    issue = bring_issue(issue, "published", editor)
    workflow.perform(issue, "correct", editor, "标题有误。")
    Article.objects.filter(pk=article.pk).update(headline="后来改的")
    article.refresh_from_db()
    printed = outcomes.printed_paragraphs(article, issue)
    assert printed == outcomes.submitted_paragraphs(article)
    assert article.headline == "后来改的"
    assert printed[0] == "青石县总工会开展夏季慰问"
    other = make_article(None, bulletin, "accepted", editor)
    assert outcomes.printed_paragraphs(other, issue) == ()
    assert all(row.kind == comparing.SAME for row in comparing.align(printed, printed))
