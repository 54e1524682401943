"""Articles held for the next issue: who holds them, what ends it, what undo brings back."""

import pytest
from django.urls import reverse
from django.utils import translation

from bulletins import assembly, holding, undoing, workflow
from bulletins.models import Article, Hold, Placement
from bulletins.refusals import NotNow, NotYou
from tests.assembling import (
    issue_of_two_sections,  # noqa: F401 (a fixture)
    order,
    undo,
)
from tests.factories import make_article, make_office, make_reporter, make_unit
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_held_article_waits_apart_and_its_unit_reads_why(issue, editor):
    unit = make_unit()
    reporter = make_reporter(unit)
    article = make_article(reporter, issue.bulletin, "accepted", editor, headline="等一等")
    holding.hold(article, editor, "  等图片  ")
    assert (article.hold.note, article.hold.by) == ("等图片", editor)
    context = sign_in(editor).get(issue.get_absolute_url()).context
    assert (context["held"], context["waiting"]) == ([article], [])
    with translation.override("zh-hans"):
        for address in (article.get_absolute_url(), reverse("articles")):
            assert "留待下期" in sign_in(reporter).get(address).content.decode()
    holding.release(article, editor)
    assert not Hold.objects.exists()


def test_placing_a_held_article_ends_the_hold(issue, editor):
    article = make_article(bulletin=issue.bulletin, state="accepted")
    holding.hold(article, editor)
    assembly.place(article, issue.sections.last(), editor)
    assert not Hold.objects.exists()


def test_undo_of_placing_a_held_article_holds_it_again(issue, editor):
    article = make_article(bulletin=issue.bulletin, state="accepted", headline="第9则消息")
    held, other = holding.hold(article, editor, "等图片"), make_office("editor")
    assembly.place(article, issue.sections.last(), other)
    for _ in range(2):
        undo(issue, other)
        again = Hold.objects.get()
        assert (again.article, again.note, again.by) == (article, "等图片", editor)
        assert again.at == held.at
        context = sign_in(editor).get(issue.get_absolute_url()).context
        assert (context["held"], context["waiting"]) == ([article], [])
        undoing.redo(issue, other)
        assert order(issue) == ["123", "9"]
        assert not Hold.objects.exists()


def test_redo_leaves_an_article_held_that_was_held_anew(issue, editor):
    article = make_article(bulletin=issue.bulletin, state="accepted", headline="第9则消息")
    holding.hold(article, editor, "等图片")
    assembly.place(article, issue.sections.last(), editor)
    undo(issue, editor)
    holding.hold(article, make_office("editor"), "下期专题用")
    assert "《第9则消息》（held for the next issue）" in undoing.redo(issue, editor).said
    assert (order(issue), Hold.objects.get().note) == (["123", ""], "下期专题用")


def test_undo_holds_nothing_that_was_not_held_or_is_no_longer_accepted(issue, editor):
    section = issue.sections.last()
    free, held = (make_article(bulletin=issue.bulletin, state="accepted") for _ in range(2))
    assembly.place(free, section, editor)
    undo(issue, editor)
    assert not Hold.objects.exists()
    holding.hold(held, editor, "等图片")
    placement = assembly.place(held, section, editor)
    Placement.objects.filter(pk=placement.pk).delete()
    workflow.perform(Article.objects.get(pk=held.pk), "unaccept", make_office("editor"))
    undo(issue, editor)
    undoing.redo(issue, editor)
    assert (order(issue), Hold.objects.exists()) == (["123", ""], False)


def test_only_accepted_unplaced_articles_are_held_and_only_by_editors(issue, editor):
    placed = issue.sections.first().placements.first().article
    with pytest.raises(NotNow) as refused:
        holding.hold(placed, editor)
    assert str(refused.value) == f"《第1则消息》 is placed in {issue}. Take it out first."
    with pytest.raises(NotNow, match="only accepted articles can be held"):
        holding.hold(make_article(state="submitted"), editor)
    article = make_article(state="accepted")
    for person in (make_office("reviewer"), make_reporter()):
        for act in (holding.hold, holding.release):
            with pytest.raises(NotYou):
                act(article, person)
    assert not Hold.objects.exists()
