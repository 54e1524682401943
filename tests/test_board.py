"""The board: moves to a place, the parts that a script takes over, titles and pages."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bulletins import assembly, contents, holding, shortening, workflow
from bulletins.models import Issue
from bulletins.printing import budget
from bulletins.printing.design import MUNICIPAL
from bulletins.refusals import NotNow
from bulletins.views import page_budget
from tests.assembling import (
    issue_of_two_sections,  # noqa: F401 (a fixture)
    newest,
    order,
)
from tests.factories import make_article, make_office, make_unit
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FETCH = {"X-Requested-With": "fetch"}


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
