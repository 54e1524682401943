"""Undo and redo on the board: how far they reach, whom they ask, what they leave out."""

import pytest

from bulletins import arrangements, assembly, holding, undoing, workflow
from bulletins.models import Article, Issue
from bulletins.refusals import NotNow, NotYou
from tests.assembling import (
    ACTIONS,
    assembling_actions,
    issue_of_two_sections,  # noqa: F401 (a fixture)
    newest,
    order,
    undo,
)
from tests.factories import make_issue, make_office, make_reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ON_THE_BOARD = [a for a in ACTIONS if not a.startswith(("change_facts", "change_dist"))]


@pytest.mark.parametrize("action", ON_THE_BOARD)
def test_undo_brings_back_what_was_and_redo_what_became(action, issue, editor):
    before = arrangements.snapshot(issue)
    assembling_actions(issue)[action](editor)
    became, sentence = arrangements.snapshot(issue), newest(issue).said
    assert became != before and sentence
    assert undo(issue, editor).said == f"Undone: {sentence}"
    assert arrangements.snapshot(issue) == before
    assert undoing.redo(issue, editor).said == f"Redone: {sentence}"
    assert arrangements.snapshot(issue) == became


def test_undo_goes_back_to_the_first_change_and_then_says_so(issue, editor):
    while arrangements.reach(issue)[0]:
        undo(issue, editor)
    assert arrangements.snapshot(issue) == []
    with pytest.raises(NotNow, match="^There is nothing to undo.$"):
        undoing.undo(issue, editor, number=1)
    for _ in range(5):
        undoing.redo(issue, editor)
    assert order(issue) == ["123", ""]
    with pytest.raises(NotNow, match="^There is nothing to redo.$"):
        undoing.redo(issue, editor)


def test_change_after_an_undo_ends_what_could_be_redone(issue, editor):
    first = issue.sections.first()
    assembly.move(first.placements.first(), editor, 1)
    undo(issue, editor)
    assembly.move(first.placements.last(), editor, -1)
    with pytest.raises(NotNow, match="nothing to redo"):
        undoing.redo(issue, editor)
    undo(issue, editor)
    assert order(issue) == ["123", ""]


def test_change_that_changes_nothing_is_not_kept(issue, editor):
    before = issue.arrangements.count()
    assembly.move(issue.sections.first().placements.first(), editor, -1)
    assert issue.arrangements.count() == before


def test_undo_of_somebody_elses_change_asks_by_name(issue, editor):
    other = make_office("editor", name="岳青松")
    assembly.move(issue.sections.first().placements.first(), other, 1)
    with pytest.raises(undoing.AskFirst) as asked:
        undo(issue, editor)
    assert str(asked.value).startswith("The newest change is by 岳青松: 《第1则消息》")
    assert order(issue) == ["213", ""]
    undo(issue, editor, confirmed=True)
    assert order(issue) == ["123", ""]


def test_undo_of_another_change_than_was_shown_asks_even_when_confirmed(issue, editor):
    shown = newest(issue).number
    assembly.move(issue.sections.first().placements.first(), editor, 1)
    with pytest.raises(undoing.AskFirst):
        undoing.undo(issue, editor, number=shown, confirmed=True)
    assert order(issue) == ["213", ""]


def test_undo_names_and_leaves_out_what_can_no_longer_be_placed(issue, editor):
    section = issue.sections.first()
    one, two, three = [p.article for p in section.placements.all()]
    before = arrangements.snapshot(issue)
    for placement in section.placements.all():
        assembly.unplace(placement, editor)
    workflow.perform(Article.objects.get(pk=one.pk), "unaccept", editor)
    other = make_issue(editor, issue.bulletin, articles=0)
    assembly.place(two, other.sections.get(), editor)
    holding.hold(three, editor)
    for _ in range(3):
        said = undo(issue, editor).said
    assert order(issue) == ["", ""]
    assert said.endswith("; not brought back: 《第1则消息》（Submitted）、"
                         "《第2则消息》（placed in another issue）、"
                         "《第3则消息》（held for the next issue）")  # fmt: skip
    assert order(other) == ["2"]
    assert [s["placements"] for s in arrangements.snapshot(issue)] != [
        s["placements"] for s in before
    ]


def test_undo_and_redo_are_for_editors_while_assembling(issue, editor):
    before = arrangements.snapshot(issue)
    for person in (make_office("reviewer+signer+administrator"), make_reporter()):
        with pytest.raises(NotYou):
            undoing.undo(issue, person, number=newest(issue).number, confirmed=True)
    assembly.remove_section(issue.sections.last(), editor)
    workflow.perform(Issue.objects.get(pk=issue.pk), "submit_for_review", editor)
    with pytest.raises(NotNow):
        undoing.undo(issue, editor, number=newest(issue).number)
    assert arrangements.snapshot(issue) == before[:1]
