"""更正稿: an article of a later issue that corrects a printed one, and who learns of it when."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins import assembly, copying, drafting, errata, workflow
from bulletins.models import Article, Assembler, Issue
from bulletins.refusals import NotNow, NotYou
from records.models import Record
from tests.factories import (
    bring_issue,
    make_article,
    make_issue,
    make_office,
    make_reporter,
    make_text,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]
NEW = "关于慰问人数的更正"


@pytest.fixture
def reporter():
    return make_reporter()


@pytest.fixture
def old(editor, reporter):
    """A printed article of the reporter's unit."""
    issue = make_issue(editor, articles=1)
    article = make_article(reporter, issue.bulletin, "accepted", headline="慰问一百人\n反响热烈")
    assembly.place(article, issue.sections.get(), editor)
    bring_issue(issue, "published", editor)
    article.refresh_from_db()
    return article


@pytest.fixture
def erratum(editor, old):
    """An accepted article of another unit that is to correct ``old``, in the next issue."""
    issue = make_issue(editor, old.bulletin, articles=1)
    article = make_article(bulletin=old.bulletin, state="accepted", editor=editor, headline=NEW)
    assembly.place(article, issue.sections.get(), editor)
    return article


def issue_of(article) -> Issue:
    return Issue.objects.get(sections__placements__article=article)


def page(user, thing) -> str:
    return sign_in(user).get(thing.get_absolute_url()).content.decode()


def say(erratum, editor, old, was=None):
    return errata.say(erratum, editor, corrects=old and old.pk, was=was)


def post(user, erratum, **data):
    return sign_in(user).post(reverse("article-corrects", args=[erratum.pk]), data)


def test_editor_says_what_an_article_corrects_and_takes_it_back(editor, old, erratum):
    other = make_office("editor")
    answer = post(other, erratum, corrects=old.pk, was="")
    assert (answer.status_code, answer["Location"]) == (302, erratum.get_absolute_url())
    erratum.refresh_from_db()
    assert erratum.corrects == old
    assert Assembler.objects.filter(issue=issue_of(erratum), user=other).exists()
    record = Record.objects.get(action="article-corrects")
    assert (record.object_kind, record.object_id) == ("article", str(erratum.pk))
    assert post(editor, erratum, corrects="", was=old.pk).status_code == 302
    erratum.refresh_from_db()
    assert erratum.corrects is None


def test_unpublished_correction_is_told_to_the_office_alone(editor, reporter, old, erratum):
    say(erratum, editor, old)
    writer = erratum.author
    for person in (reporter, make_reporter(), writer):
        assert NEW not in page(person, issue_of(old))
    assert NEW not in page(reporter, old)
    assert "慰问一百人" not in page(writer, erratum)
    for person in (editor, make_office("auditor")):
        assert NEW in page(person, old) and NEW in page(person, issue_of(old))
        assert f"{issue_of(old).which}《慰问一百人反响热烈》" in page(person, erratum)
    for state in ("in_review", "awaiting_signature", "signed"):
        issue = make_issue(editor, old.bulletin, articles=0)
        Article.objects.filter(pk=erratum.pk).update(corrects=None)
        article = make_article(bulletin=old.bulletin, state="accepted", headline=f"{NEW}{state}")
        assembly.place(article, issue.sections.get(), editor)
        say(article, editor, old)
        bring_issue(issue, state, editor)
        assert NEW not in page(reporter, issue_of(old)) + page(reporter, old)


def test_published_correction_stands_on_both_articles_and_the_old_issue(
    editor, reporter, old, erratum
):
    say(erratum, editor, old)
    later = issue_of(erratum)
    bring_issue(later, "published", editor)
    link = f'<a href="{later.get_absolute_url()}">{later.which}《{NEW}》</a>'
    for person in (reporter, editor):
        assert link in page(person, old)
    for person in (reporter, make_reporter(), editor):
        told = page(person, issue_of(old))
        assert link in told and "《慰问一百人反响热烈》" in told
        assert "慰问一百人" not in page(person, later)
    first = issue_of(old)
    back = f'<a href="{first.get_absolute_url()}">{first.which}《慰问一百人反响热烈》</a>'
    for person in (erratum.author, editor):
        assert back in page(person, erratum)


def test_correction_being_rewritten_is_told_as_it_was_printed(editor, reporter, old, erratum):
    say(erratum, editor, old)
    later = issue_of(erratum)
    bring_issue(later, "published", editor)
    workflow.perform(later, "correct", editor, "标题有误。")
    erratum.refresh_from_db()
    drafting.save(erratum, version=erratum.version, by=editor, text=make_text("尚未印发的标题"))
    for told in (page(reporter, old), page(reporter, issue_of(old))):
        assert NEW in told and "尚未印发的标题" not in told


def test_only_a_printed_article_of_the_same_bulletin_is_taken(editor, old, erratum):
    elsewhere = make_issue(editor, articles=1)
    bring_issue(elsewhere, "published", editor)
    foreign = Article.objects.get(placement__section__issue=elsewhere)
    waiting = make_article(bulletin=old.bulletin, state="accepted")
    for wrong in (foreign.pk, waiting.pk, erratum.pk, 999_999):
        with pytest.raises(NotNow, match=r"same bulletin|同一刊物"):
            errata.say(erratum, editor, corrects=wrong, was=None)
        answer = post(editor, erratum, corrects=wrong, was="")
        assert answer.status_code == 409
    erratum.refresh_from_db()
    assert erratum.corrects is None
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.filter(pk=erratum.pk).update(corrects=erratum.pk)


def test_number_that_is_none_clears_nothing(editor, old, erratum):
    say(erratum, editor, old)
    for wrong in ("abc", "-1", "1e3", "99999999999", "0"):
        answer = post(editor, erratum, corrects=wrong, was=old.pk)
        assert (answer.status_code, answer.context["chosen"]) == (409, old.pk), wrong
        assert post(editor, erratum, corrects="", was=wrong).status_code == 409
    erratum.refresh_from_db()
    assert erratum.corrects == old


def test_two_articles_cannot_correct_each_other(editor, old, erratum):
    say(erratum, editor, old)
    bring_issue(issue_of(erratum), "published", editor)
    third = make_article(bulletin=old.bulletin, state="accepted")
    say(third, editor, erratum)
    workflow.perform(issue_of(old), "correct", editor, "人数有误。")
    old.refresh_from_db()
    with pytest.raises(NotNow, match=r"each other|互相"):
        say(old, editor, erratum)
    answer = post(editor, old, corrects=erratum.pk, was="")
    assert (answer.status_code, answer.context["chosen"]) == (409, erratum.pk)
    old.refresh_from_db()
    assert old.corrects is None


def test_corrected_article_stays_chosen_while_its_issue_is_corrected(editor, old, erratum):
    say(erratum, editor, old)
    workflow.perform(issue_of(old), "correct", editor, "人数有误。")
    shown = sign_in(editor).get(reverse("article-corrects", args=[erratum.pk])).context
    assert (shown["chosen"], shown["rows"]) == (old.pk, [old])
    answer = post(editor, erratum, corrects=old.pk, was=old.pk)
    assert answer.status_code == 302
    erratum.refresh_from_db()
    assert erratum.corrects == old


@pytest.mark.parametrize("action", ["return", "decline"])
def test_correction_sent_away_is_told_to_nobody(editor, reporter, old, action):
    waiting = make_article(bulletin=old.bulletin, state="submitted", headline=NEW)
    say(waiting, editor, old)
    assert NEW in page(editor, old)
    workflow.perform(waiting, action, make_office("editor"), "请核实。")
    if action == "return":
        drafting.save(waiting, version=waiting.version, by=waiting.author,
                      text=make_text("单位尚未报送的标题"))  # fmt: skip
    for person in (editor, reporter):
        for thing in (old, issue_of(old)):
            told = page(person, thing)
            assert NEW not in told and "单位尚未报送的标题" not in told
    assert "慰问一百人" not in page(waiting.author, waiting)


def test_copy_of_a_correction_corrects_nothing(editor, old, erratum):
    say(erratum, editor, old)
    draft = copying.copy(erratum, erratum.author, uuid.uuid4())
    assert (draft.headline, draft.corrects) == (NEW, None)


def test_headline_with_markup_is_text_on_every_page(editor, old):
    evil = "<script>alert(1)</script>"
    issue = make_issue(editor, old.bulletin, articles=0)
    article = make_article(bulletin=old.bulletin, state="accepted", headline=evil)
    assembly.place(article, issue.sections.get(), editor)
    say(article, editor, old)
    bring_issue(issue, "published", editor)
    waiting = make_article(bulletin=old.bulletin, state="submitted")
    told = page(editor, old) + page(make_reporter(), issue_of(old)) + sign_in(editor).get(
        reverse("article-corrects", args=[waiting.pk]), {"q": evil + "\0"}
    ).content.decode()  # fmt: skip
    assert told.count("&lt;script&gt;alert(1)") >= 4 and evil not in told


def test_reference_is_fixed_once_the_issue_is_in_review(editor, old, erratum):
    bring_issue(issue_of(erratum), "in_review", editor)
    with pytest.raises(NotNow):
        say(erratum, editor, old)
    assert post(editor, erratum, corrects=old.pk, was="").status_code == 409
    with pytest.raises(NotNow):
        say(old, editor, None)


def test_only_editors_say_it(old, erratum):
    for role in ("reviewer", "signer", "administrator", "auditor"):
        with pytest.raises(NotYou):
            say(erratum, make_office(role), old)
    draft = make_article(bulletin=old.bulletin)
    with pytest.raises(NotYou):
        say(draft, draft.author, old)
    assert post(draft.author, draft, corrects=old.pk, was="").status_code == 404


def test_second_of_two_editors_is_told_and_loses_no_choice(editor, old, erratum):
    first = Article.objects.filter(placement__section__issue=issue_of(old)).exclude(pk=old.pk).get()
    say(erratum, editor, first)
    answer = post(make_office("editor"), erratum, corrects=old.pk, was="")
    assert (answer.status_code, answer.context["chosen"]) == (409, old.pk)
    erratum.refresh_from_db()
    assert erratum.corrects == first


def test_search_finds_by_headline_and_number(editor, old, erratum):
    number = issue_of(old).which
    short = f"第{issue_of(old).number}期"
    every = set(errata.candidates(erratum).values_list("headline", flat=True))
    assert every == {"第1则消息", old.headline}
    for query in ("一百人反响", "慰问", f"热烈 {number}", f"慰问 {issue_of(old).number}"):
        assert list(errata.candidates(erratum, query)) == [old], query
    for query in (short, number):
        assert set(errata.candidates(erratum, query).values_list("headline", flat=True)) == every
    for query in ("没有的词", "1999年第1期", "%", "第999999期"):
        assert not errata.candidates(erratum, query).exists(), query


def test_search_lists_twenty_and_keeps_the_chosen(editor, old, erratum):
    issue = make_issue(editor, old.bulletin, articles=25)
    bring_issue(issue, "published", editor)
    say(erratum, editor, old)
    client, url = sign_in(editor), reverse("article-corrects", args=[erratum.pk])
    shown = client.get(url).context
    assert (len(shown["rows"]), shown["rows"][0], shown["more"]) == (21, old, True)
    shown = client.get(url, {"q": "慰问"}).context
    assert (shown["rows"], shown["more"]) == ([old], False)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url, {"q": "慰问"})
    assert abs(len(many) - len(few)) <= 1


@pytest.mark.parametrize("actor", ["unit", "office"])
def test_issue_without_corrections_costs_one_query_for_any_number_of_articles(editor, actor):
    counts, told = [], []
    client = sign_in(make_reporter() if actor == "unit" else editor)
    for articles in (3, 30):
        issue = make_issue(editor, articles=articles)
        bring_issue(issue, "published", editor)
        client.get(issue.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(issue.get_absolute_url())
        counts.append(len(queries))
        told.append(sum('"corrects_id"' in q["sql"].split("WHERE")[-1] for q in queries))
    assert counts[0] == counts[1]
    assert told[0] == told[1] <= 1
