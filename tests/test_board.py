"""The board: moves to a place, undo and redo, articles held, its parts, titles and pages."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bulletins import arrangements, assembly, contents, holding, shortening, undoing, workflow
from bulletins.models import Article, Hold, Issue, Placement
from bulletins.printing import budget
from bulletins.printing.design import MUNICIPAL
from bulletins.refusals import NotNow, NotYou
from bulletins.views import page_budget
from tests.factories import (
    make_article,
    make_issue,
    make_office,
    make_reporter,
    make_unit,
)
from tests.test_assembly import ACTIONS, assembling_actions
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ON_THE_BOARD = [a for a in ACTIONS if not a.startswith(("change_facts", "change_dist"))]
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def editor():
    return make_office("editor")


@pytest.fixture
def issue(editor):
    """Two sections, of three articles and of none."""
    issue = make_issue(editor, articles=3)
    assembly.add_section(issue, editor, "简讯", "briefs")
    return Issue.objects.get(pk=issue.pk)


def order(issue) -> list[str]:
    """Each section's articles by the figure in their headline: ["123", ""]."""
    return ["".join(str(p.article)[1] for p in section.placements.all())
            for section in issue.sections.all()]  # fmt: skip


def newest(issue):
    return issue.arrangements.order_by("-number").first()


def undo(issue, who, **options):
    return undoing.undo(issue, who, number=arrangements.reach(issue)[0].number, **options)


# --- moves to a place -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "index, into, behind, expected",
    [(2, 0, "first", ["312", ""]), (0, 0, 1, ["213", ""]), (0, 0, None, ["231", ""]),
     (1, 1, "first", ["13", "2"]), (1, 1, None, ["13", "2"]), (0, 1, 2, ["23", "1"])],
)  # fmt: skip
def test_move_goes_behind_its_neighbour(index, into, behind, expected, issue, editor):
    placements = list(issue.sections.first().placements.all())
    after = assembly.FIRST if behind == "first" else behind and placements[behind].article_id
    assembly.move_to(placements[index], editor, issue.sections.all()[into], after)
    assert order(issue) == expected
    positions = [p.position for p in issue.sections.all()[into].placements.all()]
    assert positions == list(range(len(positions)))


def test_article_is_placed_where_it_is_dropped_and_the_sentence_says_where(issue, editor):
    section = issue.sections.first()
    neighbour = section.placements.first().article
    article = make_article(bulletin=issue.bulletin, state="accepted", headline="第9则消息")
    assembly.place(article, section, editor, neighbour.pk)
    assert order(issue) == ["1923", ""]
    assert newest(issue).said == "《第9则消息》 is now no. 2 of 4 in 【工作动态】"


# --- undo and redo ----------------------------------------------------------------------------


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


# --- held for the next ------------------------------------------------------------------------


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


# --- the parts that a script takes over -------------------------------------------------------


def post(client: Client, name, pk, data, **options):
    return client.post(reverse(name, args=[pk]), data, **options)


def test_dropped_article_answers_with_the_parts_and_a_sentence(issue, editor):
    client, section = sign_in(editor), issue.sections.last()
    placement = issue.sections.first().placements.last()
    data = {"section": section.pk, "article": placement.article_id, "after": "first"}
    answer = post(client, "place", issue.pk, data, headers=FETCH)
    page = answer.content.decode()
    assert (answer.status_code, order(issue)) == (200, ["12", "3"])
    assert 'data-said="《第3则消息》' in page
    parts = ("board-trail", "board-sections", "board-waiting", "board-budget")
    assert [page.count(f'id="{part}"') for part in parts] == [1, 1, 1, 1]
    plain = post(client, "place", issue.pk, data)
    assert (plain.status_code, plain["Location"]) == (
        302, f"{issue.get_absolute_url()}#section-{section.pk}",
    )  # fmt: skip


def test_refused_move_answers_with_the_reason_and_the_board_as_it_is(issue, editor):
    section, gone = issue.sections.all()
    address = reverse("placement-change", args=[section.placements.first().pk])
    data = {"step": "down"}
    workflow_issue = Issue.objects.get(pk=issue.pk)
    assembly.remove_section(gone, editor)
    workflow.perform(Issue.objects.get(pk=issue.pk), "submit_for_review", editor)
    answer = sign_in(editor).post(address, data, headers=FETCH)
    assert answer.status_code == 409
    assert "data-over" in answer.content.decode()
    assert order(workflow_issue) == ["123"]


def test_undo_of_anothers_change_shows_the_question_and_then_does_it(issue, editor):
    assembly.move(issue.sections.first().placements.first(), make_office("editor"), 1)
    client, number = sign_in(editor), newest(issue).number
    answer = post(client, "board-undo", issue.pk, {"number": number}, headers=FETCH)
    assert answer.status_code == 409
    assert 'id="board-ask"' in answer.content.decode()
    plain = post(client, "board-undo", issue.pk, {"number": number})
    assert 'id="board-ask"' in client.get(plain["Location"]).content.decode()
    assert order(issue) == ["213", ""]
    post(client, "board-undo", issue.pk, {"number": number, "confirmed": "1"})
    assert order(issue) == ["123", ""]


def test_board_is_sent_again_only_when_something_changed(issue, editor):
    client, address = sign_in(editor), reverse("board", args=[issue.pk])
    article = make_article(bulletin=issue.bulletin, state="submitted")
    stamp = client.get(address).context["stamp"]
    for change in (
        lambda: assembly.move(issue.sections.first().placements.first(), editor, 1),
        lambda: workflow.perform(article, "accept", make_office("editor")),
        lambda: holding.hold(article, editor),
        lambda: holding.hold(article, editor, "改了原因"),
        lambda: holding.release(article, editor),
    ):
        assert client.get(address, {"stamp": stamp}).status_code == 204
        change()
        answer = client.get(address, {"stamp": stamp})
        assert answer.status_code == 200
        stamp = answer.context["stamp"]


# --- titles and pages -------------------------------------------------------------------------


def test_title_too_long_says_by_how_much_and_proposes_what_the_unit_table_knows(issue, editor):
    make_unit("云溪市产业工会联合会", short_name="市产业工会")
    title = "云溪市产业工会联合会召开全市产业工人队伍建设改革工作推进会议"
    address = reverse("title-fit", args=[issue.pk])
    fit = sign_in(editor).get(address, {"title": title}).context["fit"]
    assert fit.over > 0
    assert fit.proposals == (("市产业工会召开全市产业工人队伍建设改革工作推进会议", True),)
    known = page_budget.reckoned(contents.build(issue), MUNICIPAL)
    assert page_budget.over(title[: -fit.over], known, MUNICIPAL) == 0
    assert page_budget.over(title[: -fit.over + 1] if fit.over > 1 else title, known, MUNICIPAL)
    assert not issue.sections.first().placements.exclude(contents_title="").exists()


def test_proposal_is_taken_by_one_click(issue, editor):
    placement = issue.sections.first().placements.first()
    data = {"contents_title": "旧", "note": "", "proposal": "市总召开会议"}
    post(sign_in(editor), "placement-change", placement.pk, data)
    placement.refresh_from_db()
    assert placement.contents_title == "市总召开会议"


@pytest.mark.parametrize(
    "title, names, expected",
    [("云溪市总工会召开会议", (), ["云溪市总召开会议"]),
     ("甲县总工会与乙局工会结对", (("甲县总工会", "甲县总"), ("乙局工会", "乙工会")),
      ["甲县总与乙工会结对", "甲县总与乙局工会结对", "甲县总工会与乙工会结对"]),
     ("职工之家", (("职工之家", ""), ("职工", "职工们")), [])],
)  # fmt: skip
def test_proposals_are_shorter_forms(title, names, expected):
    assert shortening.proposals(title, names) == expected


def test_board_counts_pages_as_the_printing_does(issue, editor):
    built = contents.build(issue)
    counted = budget.measure(built, page_budget.prepared(), MUNICIPAL)
    client = sign_in(editor)
    shown = client.get(issue.get_absolute_url()).context["budget"]
    assert (shown.pages, shown.lines_left_on_last_page) == (
        counted.pages, counted.lines_left_on_last_page,
    )  # fmt: skip
    saved = client.get(reverse("board-savings", args=[issue.pk])).context["savings"]
    cheapest = [c.cut_for_page for c in counted.articles.values() if c.cut_for_page]
    assert [s.characters for s in saved.pages] == sorted(cheapest)[:3]
    told = [(s.key, s.characters) for s in (*saved.pages, *saved.lines)]
    assert len(set(told)) == len(told)


def test_board_without_print_fonts_still_works(issue, editor, settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    page_budget.reckoned.cache_clear()
    response = sign_in(editor).get(issue.get_absolute_url())
    assert (response.status_code, response.context["budget"]) == (200, None)
    page_budget.reckoned.cache_clear()


def test_board_shows_an_article_placed_while_it_was_being_put_together(editor, issue):
    """Between the building of the contents and the reading of the sections somebody places one."""
    client, late = sign_in(editor), make_article(bulletin=issue.bulletin, state="accepted")
    first = issue.sections.first()

    def meanwhile(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if not hasattr(late, "placed") and 'FROM "bulletins_source"' in sql:
            late.placed = True
            assembly.place(late, first, editor)
        return found

    with connection.execute_wrapper(meanwhile):
        response = client.get(reverse("board", args=[issue.pk]))
    assert late.placed and response.status_code == 200
    assert f'data-article="{late.pk}"' in response.content.decode()


def test_title_of_an_article_taken_out_meanwhile_is_refused_not_lost(editor, issue):
    placements = issue.sections.first().placements
    stale = placements.first()
    assembly.unplace(placements.first(), editor)
    with pytest.raises(NotNow, match="moved away meanwhile"):
        assembly.retitle(stale, editor, "新标题")
