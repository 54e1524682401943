"""The page budget: what articles cost, what is left, and that a cut saves what it promises."""

from pathlib import Path

import pytest
from django.conf import settings

from bulletins.parsed import from_bulletin
from bulletins.printing import budget, faces
from bulletins.printing.budget import MOST_LINES, cuts_of, measure, shortened
from bulletins.printing.design import MUNICIPAL, NEWSLETTER
from bulletins.printing.pagination import paginate
from bulletins.richtext import Paragraph, Run
from bulletins.text_import import parse
from tests.printing import generated
from tests.printing.issues import SENTENCE, article, issue, paragraph, table

PREPARED = faces.load()
SEEDS = sorted(Path(getattr(settings, "SEEDS_DIR", "")).glob("*.txt"))


def cut(contents, article_):
    return measure(budget._with(contents, article_), PREPARED, cuts=False)


def check_cuts(contents):
    """Every cut is made and the issue measured again."""
    found = measure(contents, PREPARED)
    for wanted in contents.articles:
        cost = found.articles.get(wanted.key)
        if cost is None or cost.cut_for_line is None:
            continue
        plan = {c.characters: c.article for c in cuts_of(wanted, PREPARED, MUNICIPAL)}
        assert cut(contents, plan[cost.cut_for_line]).articles[wanted.key].lines < cost.lines
        if cost.cut_for_page is not None:
            assert cut(contents, plan[cost.cut_for_page]).pages < found.pages


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_cuts_of_a_real_bulletin_save_what_they_promise(seed):
    check_cuts(from_bulletin(parse(seed.read_text()).as_json()))


@pytest.mark.parametrize("number", range(4))
def test_cuts_of_a_generated_issue_save_what_they_promise(number):
    check_cuts(generated.issue(number)[0])


def test_cost_counts_headline_text_and_pages():
    contents = issue(article("1", "短标题", blocks=(paragraph("工" * 26 + "会" * 28 + "。"),)))
    found = measure(contents, PREPARED)
    # Headline with half a line above and below it, two lines and a last one with its source.
    assert found.articles["1"].lines == 1 + 1 + 3
    assert found.articles["1"].first_page == found.articles["1"].last_page


def test_least_cut_for_a_line_is_what_stands_on_the_last_one():
    text = "工" * 26 + "会" * 28 + "多四个字。"
    contents = issue(article("1", blocks=(paragraph(text),), source=""))
    assert measure(contents, PREPARED).articles["1"].cut_for_line == 4


@pytest.mark.parametrize(("pages", "more"), [(1, 3), (2, 2), (3, 1), (4, 0), (5, 3), (12, 0)])
def test_pages_to_the_next_multiple_of_four(pages, more):
    assert budget.Budget(pages, 0, {}).to_multiple_of_four == more


@pytest.mark.parametrize("foot", [{}, {"distribution": (), "imprint": ("", "")}])
def test_lines_left_can_be_filled_without_another_page(foot):
    for count in range(4, 12):
        blocks = (paragraph(SENTENCE * count),)
        found = measure(issue(article("1", blocks=blocks, source=""), **foot), PREPARED)
        for more in (found.lines_left_on_last_page, found.lines_left_on_last_page + 1):
            filled = blocks + (paragraph("补一行。"),) * more
            grown = measure(issue(article("1", blocks=filled, source=""), **foot), PREPARED)
            # A foot may have pushed the last lines off a page that has room for more.
            if more == found.lines_left_on_last_page or not foot:
                assert grown.pages - found.pages <= (more > found.lines_left_on_last_page)
            else:
                assert grown.pages == found.pages + 1


def test_article_of_a_table_offers_no_cut():
    found = measure(issue(article("1", blocks=(table(3),), source="")), PREPARED).articles["1"]
    assert (found.cut_for_line, found.cut_for_page) == (None, None)


def test_plan_takes_ever_more_characters_for_ever_fewer_lines():
    contents = issue(article("1", blocks=tuple(paragraph(SENTENCE * n) for n in (3, 4, 5))))
    plan = cuts_of(contents.articles[0], PREPARED, MUNICIPAL)
    lines = [cut(contents, c.article).articles["1"].lines for c in plan]
    characters = [c.characters for c in plan]
    assert len(plan) == MOST_LINES
    assert lines == sorted(lines, reverse=True) and len(set(lines)) == len(lines)
    assert characters == sorted(characters)
    assert [len(c.article.blocks) for c in plan] == [3] * len(plan)


def test_shortened_keeps_the_last_mark_and_the_dress():
    runs = (Run("甲乙丙", ("strong",)), Run("丁戊"), Run("己。”", ("em",)))
    shorter = shortened(article("1", blocks=(Paragraph(runs),)), 0, 4)
    assert shorter.blocks[0].runs == (Run("甲乙", ("strong",)), Run("。”", ("em",)))


def test_budget_of_two_columns_is_that_of_their_pages():
    contents = issue(*(article(str(n)) for n in range(9)))
    found = measure(contents, PREPARED, NEWSLETTER)
    assert found.pages == len(paginate(contents, PREPARED, design=NEWSLETTER).pages)
