"""Keeping what is typed: sittings, overtaking, keys, pictures, and what the office sees of it."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins import assembly, drafting, workflow
from bulletins.models import Article, ArticleRevision, Picture
from bulletins.refusals import NotNow, NotYou
from tests.factories import (
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_reporter,
    make_text,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NEWER = "Someone saved a newer text meanwhile"
NOT_FOR_UNIT = "You may not write for this unit"
NOT_ASSEMBLING = "The issue is no longer being assembled"
NOT_YOURS = "You may not change this article"


def too_late(article) -> str:
    return f"This is now “{article.get_state_display()}”; its text cannot be changed."


def save(article, by=None, version=None, **text):
    """A save from a page just opened; ``text`` are the fields that were changed on it."""
    article.refresh_from_db()
    typed = replace(drafting.Text.of(article), **text)
    version = article.version if version is None else version
    return drafting.save(article, version=version, by=by or article.author, text=typed)


def rows(article) -> list[tuple]:
    """The revisions, oldest first: number, headline, author, sealed."""
    found = article.revisions.order_by("number")
    return [(r.number, r.text["headline"], r.author_id, r.sealed) for r in found]


def colleague(article):
    return make_reporter(article.unit)


def picture_of(article) -> int:
    made = Picture.objects.create(
        article=article, file="pictures/x.jpg", sha256="0" * 64, width=1, height=1,
        uploaded_by=article.author,
    )  # fmt: skip
    return made.pk


# --- one sitting, one revision


def test_saves_of_one_sitting_overwrite_its_one_revision():
    article = make_article(headline="一稿")
    save(article, headline="二稿")
    save(article, headline="三稿")

    assert rows(article) == [(1, "三稿", article.author_id, "")]
    assert article.revisions.get().saved_at > article.revisions.get().started_at


def test_save_by_another_person_begins_a_new_revision():
    article = make_article(headline="一稿")
    other = colleague(article)
    save(article, by=other, headline="二稿")
    save(article, headline="三稿")

    assert rows(article) == [
        (1, "一稿", article.author_id, ""),
        (2, "二稿", other.pk, ""),
        (3, "三稿", article.author_id, ""),
    ]


@pytest.mark.parametrize(("minutes", "expected"), [(29, 1), (31, 2)])
def test_sitting_ends_thirty_minutes_after_it_began(minutes, expected):
    article = make_article(headline="一稿")
    began = timezone.now() - timedelta(minutes=minutes)
    article.revisions.update(started_at=began, saved_at=timezone.now())
    save(article, headline="二稿")

    assert article.revisions.count() == expected
    assert article.revisions.first().text["headline"] == "二稿"


def test_save_after_a_seal_begins_a_new_revision():
    article = make_article(state="submitted", headline="一稿")
    author, editor = article.author, make_office("editor")
    save(article, by=editor, headline="编辑稿")
    workflow.perform(article, "return", editor, "请补充。")
    save(article, headline="二稿")

    assert rows(article) == [
        (1, "一稿", author.pk, "submit"),
        (2, "编辑稿", editor.pk, "return"),
        (3, "二稿", author.pk, ""),
    ]
    by_writer = article.revisions.order_by("number").values_list("as_writer", flat=True)
    assert list(by_writer) == [True, False, True]


def test_revision_never_changes_once_sealed():
    article = make_article(state="returned", headline="一稿")
    sealed = ArticleRevision.objects.filter(article=article).exclude(sealed="")
    before = list(sealed.values())
    save(article, headline="二稿")
    workflow.perform(article, "submit", article.author)

    assert list(sealed.filter(pk__in=[row["id"] for row in before]).values()) == before


# --- overtaken


def test_save_from_an_older_version_writes_nothing_and_returns_both_texts():
    article = make_article(headline="一稿", body="<p>原文</p>")
    other = colleague(article)
    save(article, by=other, headline="先到", body="<p>甲</p>")
    stored, revisions = Article.objects.values().get(pk=article.pk), rows(article)

    with pytest.raises(drafting.Overtaken, match=NEWER) as overtaken:
        save(article, version=1, headline="后到", body="<p>乙</p>")

    assert drafting.Text.of(overtaken.value.current).headline == "先到"
    assert overtaken.value.current.changed_by == other
    assert (overtaken.value.yours.headline, overtaken.value.yours.body) == ("后到", "<p>乙</p>")
    assert Article.objects.values().get(pk=article.pk) == stored
    assert rows(article) == revisions


def test_save_from_a_version_yet_to_come_is_overtaken_too():
    article = make_article()
    with pytest.raises(drafting.Overtaken):
        save(article, version=2, headline="抢先")


def test_save_overtaken_shows_both_texts_and_keeps_what_was_typed(client):
    article = make_article(headline="一稿", body="<p>原文</p>")
    save(article, by=colleague(article), body="<p>同事写的一句。</p>")
    client.force_login(article.author, "django.contrib.auth.backends.ModelBackend")
    response = client.post(
        f"/articles/{article.pk}/edit/",
        {"version": 1, "headline": "我的标题", "body": "<p>我写的一句。</p>", "sources": "甲"},
    )

    assert response.status_code == 409
    assert b"&lt;p&gt;\xe6\x88\x91\xe5\x86\x99\xe7\x9a\x84" in response.content  # in the form
    assert response.context["form"].data["version"] == 2
    pieces = response.context["pieces"]
    old = "".join(piece.text for piece in pieces if piece.kind != "added")
    new = "".join(piece.text for piece in pieces if piece.kind != "removed")
    assert "同事写的一句。" in old
    assert new == "我的标题\n我写的一句。\n（甲）"


# --- keys


def start(author, key, **text):
    unit = author.memberships.get().unit
    return drafting.start(
        key=key, bulletin=make_bulletin(), unit=unit, author=author, text=make_text(**text)
    )


def test_first_save_repeated_makes_one_article():
    author, key = make_reporter(), uuid.uuid4()
    first = start(author, key, headline="一稿")
    again = start(author, key, headline="重发")

    assert again == first
    assert Article.objects.get().headline == "一稿"
    assert rows(first) == [(1, "一稿", author.pk, "")]


@pytest.mark.parametrize("same_unit", [True, False])
def test_key_of_somebody_else_is_refused(same_unit):
    article = make_article(headline="一稿")
    other = colleague(article) if same_unit else make_reporter()

    with pytest.raises(NotYou, match=NOT_FOR_UNIT):
        start(other, article.key, headline="冒用")
    assert Article.objects.get().headline == "一稿"


def test_start_for_a_unit_of_others_is_refused():
    for author in (make_reporter(), make_office("editor"), make_reporter(role="unit_head")):
        with pytest.raises(NotYou, match=NOT_FOR_UNIT):
            drafting.start(key=uuid.uuid4(), bulletin=make_bulletin(), unit=make_unit(),
                           author=author, text=make_text())  # fmt: skip
    for author in (make_reporter(), make_office("reviewer")):
        with pytest.raises(NotYou, match=NOT_FOR_UNIT):
            drafting.start(key=uuid.uuid4(), bulletin=make_bulletin(), unit=None, author=author,
                           text=make_text())  # fmt: skip
    assert not Article.objects.exists()


# --- what is stored


def test_body_loses_the_pictures_of_other_articles_only():
    article, other = make_article(), make_article()
    own, foreign = picture_of(article), picture_of(other)
    body = "".join(
        f'<p>{word}</p><figure><img src="/pictures/{pk}/" alt=""></figure>'
        for word, pk in (("甲", own), ("乙", foreign), ("丙", 999_999))
    )
    saved = save(article, body=body)

    assert saved.body == (
        f'<p>甲</p><figure><img src="/pictures/{own}/" alt=""></figure><p>乙</p><p>丙</p>'
    )
    assert start(article.author, uuid.uuid4(), body=body).body == "<p>甲</p><p>乙</p><p>丙</p>"


def test_body_is_cleaned_on_the_way_in():
    article = make_article(body="<p onclick=x>甲<script>y</script></p>")
    assert article.body == "<p>甲</p>"
    assert save(article, body="<div style=x>乙</div>").body == "<p>乙</p>"


def test_same_text_saved_again_changes_nothing():
    article = make_article(body="<p>甲</p>")
    before = Article.objects.values().get(pk=article.pk)
    saved_at = article.revisions.get().saved_at
    save(article)
    save(article, body="<div>　　甲</div>\r\n")

    assert Article.objects.values().get(pk=article.pk) == before
    assert article.revisions.get().saved_at == saved_at


def test_sources_changed_are_stored_in_their_order():
    unit = make_unit("青石县总工会")
    article = make_article(sources=((None, "综合来稿"),))
    changed = save(article, sources=((unit.pk, "青石县总工会"), (None, "综合来稿")))

    assert (changed.version, changed.source_text) == (2, "青石县总工会、综合来稿")
    assert list(changed.sources.values_list("position", "unit", "label")) == [
        (0, unit.pk, "青石县总工会"),
        (1, None, "综合来稿"),
    ]
    assert article.revisions.get().text["sources"] == [
        [unit.pk, "青石县总工会"],
        [None, "综合来稿"],
    ]
    assert save(article, sources=()).source_text == ""
    assert save(article).version == 3


def test_text_survives_its_revision():
    article = make_article(subtitle="副题", byline="主席　张三", headline="上\n下")
    stored = article.revisions.get()
    assert drafting.Text.from_json(stored.text) == drafting.Text.of(article)


def test_save_tells_who_and_when():
    article = make_article()
    other, before = colleague(article), timezone.now()
    saved = save(article, by=other, headline="二稿")

    assert (saved.changed_by, saved.author) == (other, article.author)
    assert saved.changed_at >= before


# --- placed articles


def test_placed_article_edited_changes_its_issue_and_its_assemblers():
    issue = make_issue(articles=1)
    article, editor = Article.objects.get(placement__section__issue=issue), make_office("editor")
    version = issue.version
    save(article, by=editor, headline="改题")
    issue.refresh_from_db()

    assert (issue.version, issue.changed_by) == (version + 1, editor)
    assert issue.assemblers.filter(user=editor).count() == 1
    save(article, by=editor, headline="改题")
    issue.refresh_from_db()
    assert issue.version == version + 1
    save(article, by=editor, headline="再改")
    issue.refresh_from_db()
    assert issue.version == version + 2
    assert issue.assemblers.filter(user=editor).count() == 1


def test_unplaced_article_edited_changes_no_issue():
    issue = make_issue(articles=1)
    version = issue.version
    save(make_article(state="accepted", bulletin=issue.bulletin), by=make_office("editor"),
         headline="改题")  # fmt: skip
    issue.refresh_from_db()
    assert issue.version == version


# --- refusals


@pytest.mark.parametrize("state", ["submitted", "accepted", "declined", "withdrawn"])
def test_unit_changes_nothing_after_it_submitted(state):
    article = make_article(state=state, headline="一稿")
    with pytest.raises(NotNow, match=too_late(article)):
        save(article, headline="偷改")
    article.refresh_from_db()
    assert article.headline == "一稿"


@pytest.mark.parametrize("state", ["returned", "declined", "withdrawn"])
def test_office_changes_nothing_that_is_not_with_it(state):
    article = make_article(state=state)
    with pytest.raises(NotNow, match=too_late(article)):
        save(article, by=make_office("editor"), headline="偷改")


def test_text_in_review_can_be_changed_by_nobody():
    issue = make_issue(articles=1)
    article = Article.objects.get(placement__section__issue=issue)
    workflow.perform(issue, "submit_for_review", issue.assemblers.get().user)
    with pytest.raises(NotNow, match=NOT_ASSEMBLING):
        save(article, by=make_office("editor"), headline="偷改")
    # The unit does not learn from a refusal that its article is placed.
    with pytest.raises(NotNow, match=too_late(article)):
        save(article, headline="偷改")


@pytest.mark.parametrize("role", ["reviewer", "signer", "auditor", "administrator"])
def test_office_without_the_pen_changes_nothing(role):
    article = make_article(state="submitted", headline="一稿")
    with pytest.raises(NotYou, match=NOT_YOURS):
        save(article, by=make_office(role), headline="偷改")


def test_other_units_change_nothing():
    for article in (make_article(), make_article(state="submitted")):
        with pytest.raises(NotYou, match=NOT_YOURS):
            save(article, by=make_reporter(), headline="偷改")
        with pytest.raises(NotYou, match=NOT_YOURS):
            save(article, by=make_reporter(article.unit, role="unit_head"), headline="偷改")


def test_refusal_by_person_comes_before_the_version():
    with pytest.raises(NotYou):
        save(make_article(), by=make_reporter(), version=99, headline="偷改")


# --- what the office sees


def test_office_reads_what_was_submitted_while_the_unit_reworks():
    article, editor = make_article(state="submitted", headline="交稿"), make_office("editor")
    workflow.perform(article, "return", editor, "请补充。")
    save(article, headline="半成品")

    article.refresh_from_db()
    assert drafting.readable_by(editor, article).headline == "交稿"
    assert drafting.readable_by(article.author, article).headline == "半成品"
    assert [r.text["headline"] for r in drafting.revisions_for(editor, article)] == ["交稿"]
    assert [r.text["headline"] for r in drafting.revisions_for(article.author, article)] == [
        "半成品",
        "交稿",
    ]

    workflow.perform(article, "submit", article.author)
    assert drafting.readable_by(editor, article).headline == "半成品"
    assert len(drafting.revisions_for(editor, article)) == 2


def test_office_reads_what_was_submitted_after_the_unit_took_it_back():
    article = make_article(state="withdrawn", headline="交稿")
    workflow.perform(article, "resume", article.author)
    save(article, headline="半成品")

    article.refresh_from_db()
    assert drafting.readable_by(make_office("editor"), article).headline == "交稿"


def test_office_never_reads_the_steps_before_the_first_submission():
    article = make_article(headline="草稿")
    save(article, by=colleague(article), headline="同事稿")
    save(article, headline="定稿")
    workflow.perform(article, "submit", article.author)

    editor = make_office("editor")
    assert [r.text["headline"] for r in drafting.revisions_for(editor, article)] == ["定稿"]
    assert drafting.revisions_for(article.author, article).count() == 3


def test_office_reads_its_own_article_at_every_moment():
    editor = make_office("editor")
    article = drafting.start(key=uuid.uuid4(), bulletin=make_bulletin(), unit=None, author=editor,
                             text=make_text("办公室稿"))  # fmt: skip
    reader = make_office("auditor")
    assert drafting.readable_by(reader, article).headline == "办公室稿"
    assert drafting.revisions_for(reader, article).count() == 1


def test_article_taken_out_of_an_issue_leaves_the_issue_alone():
    issue = make_issue(articles=1)
    article = Article.objects.get(placement__section__issue=issue)
    editor = issue.assemblers.get().user
    assembly.unplace(article.placement, editor)
    issue.refresh_from_db()
    version = issue.version
    save(article, by=make_office("editor"), headline="改题")
    issue.refresh_from_db()
    assert issue.version == version
