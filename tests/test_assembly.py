"""Putting an issue together: effects, refusals, order, and who had a hand in it."""

import pytest

from bulletins import assembly, workflow
from bulletins.models import Article, Decision, Issue, Placement, Section
from bulletins.refusals import NotNow, NotYou
from tests.assembling import (
    ACTIONS,
    assembling_actions,
    everything,
    issue_of_two_sections,  # noqa: F401 (a fixture)
)
from tests.factories import (
    bring_issue,
    make_article,
    make_issue,
    make_office,
    make_reporter,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def positions(rows):
    return list(rows.order_by("position").values_list("position", flat=True))


def test_actions_listed_are_all_there_are(issue):
    assert set(assembling_actions(issue)) == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_change_raises_the_version_and_notes_the_hand(action, issue, editor):
    other = make_office("editor")
    assembling_actions(issue)[action](other)
    stored = Issue.objects.get(pk=issue.pk)
    assert (stored.version, stored.changed_by) == (issue.version + 1, other)
    assert {a.user for a in issue.assemblers.all()} == {editor, other}
    assert not Decision.objects.filter(issue=issue).exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_change_by_anyone_but_an_editor_is_refused(action, issue):
    call = assembling_actions(issue)[action]
    before = everything()
    people = [make_office(role) for role in ("reviewer", "signer", "administrator", "auditor")]
    people += [make_reporter(), make_user(is_superuser=True)]
    people.append(make_office("editor", is_active=False))
    for person in people:
        with pytest.raises(NotYou, match="Only an editor may put an issue together."):
            call(person)
    assert everything()[:5] == before[:5]


@pytest.mark.parametrize("state", ["in_review", "awaiting_signature", "signed", "published"])
def test_change_after_assembling_is_refused(state, issue, editor):
    article = make_article(bulletin=issue.bulletin, state="accepted")
    assembly.place(article, issue.sections.last(), editor)
    bring_issue(issue, state)
    issue = Issue.objects.get(pk=issue.pk)
    calls = assembling_actions(issue)
    before, name = everything(), issue.get_state_display()
    for action in ACTIONS:
        with pytest.raises(NotNow) as refused:
            calls[action](editor)
        sentence = f"This issue is now “{name}”. Call it back before you change it."
        assert str(refused.value) == sentence
    assert everything() == before


# --- placing and order ----------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_article_not_accepted_is_not_placed(state, issue, editor):
    article = make_article(bulletin=issue.bulletin, state=state)
    name = article.get_state_display()
    with pytest.raises(NotNow) as refused:
        assembly.place(article, issue.sections.last(), editor)
    sentence = f"“{article}” is “{name}”; only accepted articles can be placed."
    assert str(refused.value) == sentence
    assert not Placement.objects.filter(article=article).exists()


def test_article_is_judged_as_stored_not_as_handed_over(issue, editor):
    article = make_article(bulletin=issue.bulletin, state="accepted")
    stale = Article.objects.get(pk=article.pk)
    workflow.perform(article, "unaccept", editor)
    with pytest.raises(NotNow, match="only accepted"):
        assembly.place(stale, issue.sections.last(), editor)


def test_article_of_another_bulletin_is_not_placed(issue, editor):
    with pytest.raises(NotNow, match="^This article was sent to another bulletin.$"):
        assembly.place(make_article(state="accepted"), issue.sections.last(), editor)


def test_placed_article_is_not_placed_again(issue, editor):
    article = Article.objects.filter(placement__section__issue=issue).first()
    other = make_issue(editor, issue.bulletin).sections.get()
    for section in (issue.sections.last(), other):
        with pytest.raises(NotNow) as refused:
            assembly.place(article, section, editor)
        assert str(refused.value) == f"“{article}” is already placed in {issue}."


def test_placement_starts_from_the_articles_own_short_title(issue, editor):
    article = make_article(bulletin=issue.bulletin, state="accepted", contents_title="自拟短题")
    placement = assembly.place(article, issue.sections.last(), editor)
    assert (placement.contents_title, placement.position) == ("自拟短题", 0)
    assembly.retitle(placement, editor, "  编辑短题 ")
    assert Placement.objects.get(pk=placement.pk).contents_title == "编辑短题"
    article.refresh_from_db()
    assert article.contents_title == "自拟短题"


def test_unplaced_article_stays_accepted_and_can_be_placed_again(issue, editor):
    placement = issue.sections.first().placements.first()
    article = placement.article
    assembly.unplace(placement, editor)
    article = Article.objects.get(pk=article.pk)
    assert article.state == "accepted"
    again = assembly.place(article, issue.sections.first(), editor)
    assert again == issue.sections.first().placements.last()


@pytest.mark.parametrize(
    "index, step, order",
    [(0, 1, "213"), (0, 2, "231"), (2, -1, "132"), (1, -1, "213"), (0, -1, "123"),
     (2, 1, "123"), (0, 99, "231"), (2, -99, "312"), (1, 0, "123")],
)  # fmt: skip
def test_move_shifts_within_the_section(index, step, order, issue, editor):
    section = issue.sections.first()
    assembly.move(section.placements.all()[index], editor, step)
    assert "".join(str(p.article)[1] for p in section.placements.all()) == order
    assert positions(section.placements) == [0, 1, 2]


def test_move_renumbers_gaps(issue, editor):
    section = issue.sections.first()
    first, second, _third = section.placements.all()
    assembly.unplace(second, editor)
    assembly.move(first, editor, 1)
    assert positions(section.placements) == [0, 1]


def test_move_to_another_section_goes_to_its_end(issue, editor):
    first, second = issue.sections.all()
    a, b, c = first.placements.all()
    assembly.move_to(c, editor, second)
    assembly.move_to(a, editor, second)
    assert [list(s.placements.all()) for s in (first, second)] == [[b], [c, a]]


def test_move_to_another_issue_is_refused(issue, editor):
    other = make_issue(editor, issue.bulletin).sections.get()
    placement = issue.sections.first().placements.first()
    with pytest.raises(NotNow, match="^That section belongs to another issue.$"):
        assembly.move_to(placement, editor, other)


def test_what_was_removed_meanwhile_is_refused_in_a_sentence(issue, editor):
    first, second = issue.sections.all()
    gone = first.placements.first()
    page = Placement.objects.get(pk=gone.pk), Section.objects.get(pk=second.pk)
    assembly.unplace(gone, editor)
    assembly.remove_section(second, editor)
    placement, section = page
    before = everything()
    free = make_article(bulletin=issue.bulletin, state="accepted")
    for call in (
        lambda: assembly.move(placement, editor, 1),
        lambda: assembly.move_to(placement, editor, first),
    ):
        with pytest.raises(NotNow, match="^It was moved away meanwhile.$"):
            call()
    for call in (
        lambda: assembly.place(free, section, editor),
        lambda: assembly.move_to(first.placements.first(), editor, section),
        lambda: assembly.change_section(section, editor, "x", "articles"),
    ):
        with pytest.raises(NotNow, match="^This section was removed meanwhile.$"):
            call()
    with pytest.raises(NotNow):
        assembly.move_section(section, editor, 1)
    assert everything()[:5] == before[:5]


# --- sections -------------------------------------------------------------------------------


def test_sections_are_added_changed_and_moved(issue, editor):
    assembly.add_section(issue, editor, "来稿", "articles")
    first, second, third = issue.sections.all()
    assembly.change_section(second, editor, "短讯", "articles")
    assembly.move_section(third, editor, -9)
    assert [section.title for section in issue.sections.all()] == ["来稿", "工作动态", "短讯"]
    assert positions(issue.sections) == [0, 1, 2]


def test_section_with_articles_is_not_removed(issue, editor):
    first, second = issue.sections.all()
    with pytest.raises(NotNow, match="Move them first"):
        assembly.remove_section(first, editor)
    assembly.remove_section(second, editor)
    assert list(issue.sections.all()) == [first]
