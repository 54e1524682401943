"""Starting an issue: its usual parts, numbers and date; its facts and distribution changed."""

import datetime

import pytest
from django.utils import timezone

from bulletins import assembly, numbering
from bulletins.models import DistributionEntry, DistributionList, Issue
from bulletins.refusals import NotNow, NotYou
from tests.assembling import (
    everything,
    issue_of_two_sections,  # noqa: F401 (a fixture)
    titles,
)
from tests.factories import make_bulletin, make_issue, make_office, make_reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


# --- starting -------------------------------------------------------------------------------


def test_started_issue_has_the_bulletins_usual_parts(editor):
    bulletin = make_bulletin()
    for position, (title, style) in enumerate([("要闻", "articles"), ("简讯", "briefs")]):
        bulletin.default_sections.create(title=title, style=style, position=position)
    issue = assembly.start_issue(bulletin, editor)
    assert titles(issue) == [("要闻", "articles", []), ("简讯", "briefs", [])]
    own = issue.distribution_list.entries.values_list("group", "label", "copies")
    assert list(own) == [
        ("本期印发", "市四套班子有关领导", 12), ("本期印发", "各县区总工会", 10),
    ]  # fmt: skip
    assert (issue.state, issue.version, issue.edition) == ("assembling", 1, None)
    assert [a.user for a in issue.assemblers.all()] == [editor]


def test_changed_usual_list_leaves_started_issues_alone(editor):
    issue = make_issue(editor)
    DistributionList.objects.get(bulletin=issue.bulletin, issue=None).replace_entries([])
    assert issue.distribution_list.entries.count() == 2


def test_issue_is_dated_by_beijing_time(editor, monkeypatch):
    """Half past midnight of New Year's Day in Beijing is still the old year in Greenwich."""
    moment = datetime.datetime(2026, 12, 31, 16, 30, tzinfo=datetime.UTC)
    bulletin = make_bulletin()
    assembly.start_issue(bulletin, editor, date=datetime.date(2026, 12, 31))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    issue = assembly.start_issue(bulletin, editor)
    assert (issue.date, issue.year) == (datetime.date(2027, 1, 1), 2027)
    assert (issue.number, issue.serial) == (1, 2)


def test_numbers_follow_the_highest_of_the_year_and_of_all(editor):
    bulletin, date = make_bulletin(), datetime.date(2026, 3, 1)
    assembly.start_issue(bulletin, editor, date=date, number=5, serial=345)
    found = [
        numbering.propose(*asked)
        for asked in (
            (bulletin, 2026),
            (bulletin, 2027),
            (bulletin, 2026, "增刊"),
            (make_bulletin(), 2026),
        )
    ]
    assert [(p.number, p.serial) for p in found] == [(6, 346), (1, 346), (1, 346), (1, 1)]


def test_taken_number_or_serial_is_refused_by_name(editor):
    bulletin, date = make_bulletin(), datetime.date(2026, 3, 1)
    assembly.start_issue(bulletin, editor, date=date, number=5, serial=345)
    with pytest.raises(NotNow, match="^No. 5 of 2026 is already taken: .*第5期"):
        assembly.start_issue(bulletin, editor, date=date, number=5)
    with pytest.raises(NotNow, match="^Serial number 345 is already taken: .*第5期"):
        assembly.start_issue(bulletin, editor, date=date, serial=345)
    assert Issue.objects.count() == 1


def test_starting_is_for_editors(editor):
    for person in (make_office("reviewer+signer+administrator"), make_reporter()):
        with pytest.raises(NotYou, match="Only an editor"):
            assembly.start_issue(make_bulletin(), person)
    assert not Issue.objects.exists()


# --- facts ----------------------------------------------------------------------------------


def test_facts_follow_the_date_into_another_year(issue, editor):
    changed = assembly.change_facts(
        issue, editor, version=issue.version, date=datetime.date(2031, 1, 5), special_title="专刊"
    )
    stored = Issue.objects.get(pk=issue.pk)
    assert (stored.year, stored.special_title) == (2031, "专刊")
    assert (changed.version, stored.number) == (stored.version, issue.number)


def test_facts_from_an_older_page_are_overtaken(issue, editor):
    assembly.change_facts(issue, editor, version=issue.version, special_title="先到")
    before = everything()
    with pytest.raises(assembly.FactsOvertaken) as overtaken:
        assembly.change_facts(issue, editor, version=issue.version, special_title="后到")
    assert overtaken.value.current.special_title == "先到"
    with pytest.raises(assembly.FactsOvertaken):
        assembly.change_distribution(issue, editor, version=issue.version, entries=[])
    assert everything() == before


def test_facts_with_a_taken_number_change_nothing(issue, editor):
    other = assembly.start_issue(issue.bulletin, editor, date=issue.date)
    before = everything()
    for fact in ("number", "serial"):
        with pytest.raises(NotNow, match="already taken"):
            assembly.change_facts(
                issue, editor, version=issue.version, **{fact: getattr(other, fact)}
            )
    assert everything() == before


def test_distribution_is_replaced_in_order(issue, editor):
    entries = [("报", "市委", 2), ("送", "市直机关", 0), ("发", "各区", 30), ("报", "市政府", 1)]
    assembly.change_distribution(issue, editor, version=issue.version, entries=entries)
    own = DistributionEntry.objects.filter(list__issue=issue)
    assert list(own.values_list("group", "label", "copies")) == entries
