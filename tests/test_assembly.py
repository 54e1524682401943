"""Putting an issue together: effects, refusals, order, and who had a hand in it."""

import datetime

import pytest
from django.utils import timezone

from bulletins import assembly, drafting, numbering, workflow
from bulletins.importing import import_parsed
from bulletins.models import (
    Article,
    Assembler,
    Decision,
    DistributionEntry,
    DistributionList,
    Issue,
    Placement,
    Section,
)
from bulletins.refusals import NotNow, NotYou
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_reporter,
    make_text,
    make_unit,
    make_user,
)
from units.models import UnitAlias

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def editor():
    return make_office("editor")


@pytest.fixture
def issue(editor):
    """Two sections, of three articles and of none."""
    issue = make_issue(editor, articles=3)
    assembly.add_section(issue, editor, "简讯", "briefs")
    return Issue.objects.get(pk=issue.pk)


def titles(issue):
    return [
        (section.title, section.style, [str(p.article) for p in section.placements.all()])
        for section in issue.sections.all()
    ]


def positions(rows):
    return list(rows.order_by("position").values_list("position", flat=True))


def assembling_actions(issue):
    """Each way of changing an issue, as (name, call of an actor)."""
    first, second = issue.sections.all()
    a, b, _c = first.placements.all()
    article = make_article(bulletin=issue.bulletin, state="accepted")
    version = issue.version
    entries = [("报", "市委", 2)]
    return {
        "place": lambda who: assembly.place(article, second, who),
        "unplace": lambda who: assembly.unplace(a, who),
        "move": lambda who: assembly.move(a, who, 1),
        "move_to": lambda who: assembly.move_to(b, who, second),
        "retitle": lambda who: assembly.retitle(a, who, "短题"),
        "add_section": lambda who: assembly.add_section(issue, who, "来稿", "articles"),
        "change_section": lambda who: assembly.change_section(first, who, "要闻", "articles"),
        "move_section": lambda who: assembly.move_section(first, who, 1),
        "remove_section": lambda who: assembly.remove_section(second, who),
        "change_facts": lambda who: assembly.change_facts(issue, who, version=version, number=7),
        "change_distribution": lambda who: assembly.change_distribution(
            issue, who, version=version, entries=entries
        ),
    }


ACTIONS = ("place", "unplace", "move", "move_to", "retitle", "add_section", "change_section",
           "move_section", "remove_section", "change_facts", "change_distribution")  # fmt: skip


def everything():
    models = (Issue, Section, Placement, Assembler, DistributionEntry, Article)
    return [list(model.objects.order_by("pk").values()) for model in models]


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


# --- saving a text of the issue ---------------------------------------------------------------


def test_saving_a_placed_text_counts_as_assembling(issue):
    article, saver = issue.sections.first().placements.first().article, make_office("editor")
    drafting.save(article, version=article.version, by=saver, text=make_text("改题"))
    assert Issue.objects.get(pk=issue.pk).version == issue.version + 1
    assert issue.assemblers.filter(user=saver).exists()


def test_overtaken_save_carries_both_texts(issue, editor):
    article = issue.sections.first().placements.first().article
    version = article.version
    drafting.save(article, version=version, by=editor, text=make_text("先到的题"))
    before = everything()
    with pytest.raises(drafting.Overtaken) as overtaken:
        drafting.save(article, version=version, by=editor, text=make_text("后到的题"))
    error = overtaken.value
    assert (error.current.headline, error.yours.headline) == ("先到的题", "后到的题")
    assert drafting.Text.of(error.current).headline == "先到的题"
    assert everything() == before


def test_saving_the_same_text_changes_nothing(issue, editor):
    article = issue.sections.first().placements.first().article
    before = everything()
    same = drafting.Text.of(article)
    drafting.save(article, version=article.version, by=make_office("editor"), text=same)
    assert everything() == before


# --- bringing a printed bulletin in -----------------------------------------------------------


def parsed_article(headline="白水区总工会组织职工义诊", **fields):
    return {"headline": headline, "headline_lines": [headline] if headline else [],
            "subtitle": "", "byline": "", "brief": False, "paragraphs": ["义诊活动走进车间。"],
            "source": "", "contents_title": "", **fields}  # fmt: skip


def parsed(*articles, **fields):
    return {
        "sections": [
            {"title": "要闻", "style": "articles", "articles": list(articles)},
            {"title": "简讯", "style": "briefs",
             "articles": [parsed_article("", brief=True, contents_title="简讯一则")]},
        ],
        "contents": [], "warnings": [],
        "distribution": [{"group": "报", "labels": ["市委", "市政府"]},
                         {"group": "发", "labels": ["各区总工会"]}],
        **fields,
    }  # fmt: skip


def test_import_makes_the_whole_issue(editor):
    unit = make_unit("白水区总工会", short_name="白水总")
    UnitAlias.objects.create(unit=unit, name="白水区工会")
    bulletin = make_bulletin()
    bulletin.default_sections.create(title="别的栏目", position=0)
    imported = import_parsed(
        parsed(
            parsed_article(source="白水区总工会、白水总、白水区工会"),
            parsed_article("综合消息", source="综合来稿", subtitle="副题", byline="某某"),
        ),
        bulletin, editor, date=datetime.date(2026, 7, 1), number=12, serial=345,
    )  # fmt: skip
    issue = imported.issue
    assert (issue.number, issue.serial, issue.state) == (12, 345, "assembling")
    assert titles(issue) == [
        ("要闻", "articles", ["白水区总工会组织职工义诊", "综合消息"]),
        ("简讯", "briefs", ["简讯一则"]),
    ]
    assert (imported.articles, imported.unknown) == (3, ("综合来稿",))
    credited = Article.objects.get(headline="白水区总工会组织职工义诊").sources.all()
    assert [(s.unit, s.label) for s in credited] == [
        (unit, "白水区总工会"), (unit, "白水总"), (unit, "白水区工会"),
    ]  # fmt: skip
    own = issue.distribution_list.entries.values_list("group", "label", "copies")
    assert list(own) == [("报", "市委", 0), ("报", "市政府", 0), ("发", "各区总工会", 0)]
    assert {article.state for article in Article.objects.all()} == {"accepted"}
    assert [a.user for a in issue.assemblers.all()] == [editor]


@pytest.mark.parametrize(
    "bad",
    [
        parsed(parsed_article(subtitle="长" * 201)),
        parsed(parsed_article(byline="长" * 201)),
        parsed(parsed_article(source="长" * 201)),
        parsed(parsed_article(), parsed_article(contents_title="长" * 201)),
        parsed(parsed_article(), distribution=[{"group": "报", "labels": ["长" * 201]}]),
        {**parsed(), "sections": [
            {"title": "长" * 61, "style": "articles", "articles": [parsed_article()]}]},
    ],
    ids=["subtitle", "byline", "source", "contents title", "label", "section"],
)  # fmt: skip
def test_import_of_too_long_values_leaves_nothing(bad, editor):
    bulletin = make_bulletin()
    before = everything()
    with pytest.raises(NotNow, match="^“长长.* is too long for a .*Correct the text first.$"):
        import_parsed(bad, bulletin, editor)
    assert everything() == before


def test_import_without_articles_or_with_taken_numbers_leaves_nothing(editor):
    bulletin = make_bulletin()
    taken = assembly.start_issue(bulletin, editor)
    before = everything()
    empty = {"sections": [], "contents": [], "distribution": [], "warnings": []}
    with pytest.raises(NotNow, match="No article was recognised"):
        import_parsed(empty, bulletin, editor)
    with pytest.raises(NotNow, match="already taken"):
        import_parsed(parsed(), bulletin, editor, date=taken.date, number=taken.number)
    with pytest.raises(NotYou):
        import_parsed(parsed(), bulletin, make_office("reviewer"))
    assert everything() == before


def test_units_draft_is_not_admitted_past_its_submission(editor):
    article = make_article()
    with pytest.raises(NotYou):
        workflow.admit(article, editor)
    own = make_article(editor)
    with pytest.raises(NotYou):
        workflow.admit(own, make_office("reviewer"))
    workflow.admit(own, editor)
    assert own.state == "accepted"
    with pytest.raises(NotNow, match="Only a draft"):
        workflow.admit(own, editor)
