"""The unit's page: what waits, what became of each article, what is found; and the guide."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletins import assembly, drafting, finding, messaging, workflow
from bulletins.models import Article, EditionFile
from tests.factories import (
    look_at,
    make_article,
    make_bulletin,
    make_issue,
    make_layout,
    make_office,
    make_reporter,
    make_unit,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]
URL = "/articles/"


def found(client, **query) -> set:
    return {row["article"].pk for row in client.get(URL, query).context["rows"]}


def counts(client) -> dict:
    return {tray["name"]: tray["count"] for tray in client.get(URL).context["trays"]}


def publish(article, editor, page=3):
    """The article printed in an issue of its own; it stands on ``page``."""
    issue = make_issue(editor, article.bulletin, articles=0)
    assembly.place(article, issue.sections.get(), editor)
    workflow.perform(issue, "submit_for_review", editor)
    make_layout(issue, first_pages={str(article.pk): page})
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    signer = make_office("signer")
    workflow.perform(issue, "sign", signer, **look_at(issue, signer))
    workflow.perform(issue, "publish", editor)
    issue.refresh_from_db()
    return issue


def test_trays_hold_each_state_once_and_count_it():
    unit = make_unit()
    reporter, editor, bulletin = make_reporter(unit), make_office("editor"), make_bulletin()
    made = {
        state: make_article(reporter, bulletin, state, editor).pk
        for state in ("draft", "submitted", "accepted", "returned", "declined", "withdrawn")
    }
    make_article(bulletin=bulletin)  # another unit's
    client = sign_in(reporter)
    expected = {"all": set(made), "mine": {"draft", "returned"},
                "office": {"submitted", "accepted"}, "printed": set(),
                "other": {"declined", "withdrawn"}}  # fmt: skip
    for tray, states in expected.items():
        assert found(client, tray=tray) == {made[state] for state in states}, tray
    assert counts(client) == {tray: len(states) for tray, states in expected.items()}
    assert found(client, tray="unheard-of") == set(made.values())


def test_unit_head_finds_what_waits_for_approval_and_reporter_where_it_is():
    unit = make_unit(head_approves=True)
    reporter, head = make_reporter(unit), make_reporter(unit, role="unit_head", name="方远")
    article, _draft = make_article(reporter, state="submitted"), make_article(reporter)
    assert article.state == "awaiting_unit"
    client = sign_in(head)
    assert found(client, tray="head") == found(client, tray="mine") == {article.pk}
    assert {e[0]: e[3] for e in client.get(URL).context["navigation"]}[URL] == 1
    seen = sign_in(reporter)
    assert found(seen, tray="head") == {article.pk}
    assert "方远" in seen.get(article.get_absolute_url()).context["standing"]
    assert article.pk not in found(seen, tray="mine")


def test_head_who_wrote_the_text_is_not_named_as_who_approves():
    unit = make_unit(head_approves=True)
    head = make_reporter(unit, role="unit_head", name="方远")
    head.memberships.create(unit=unit, role="reporter")
    article = make_article(head, state="submitted")
    page = sign_in(head).get(article.get_absolute_url())
    assert "方远" not in page.context["standing"] and page.context["standing"]
    assert [t.action for t in page.context["actions"]] == ["send_back", "withdraw"]


def test_printed_article_names_issue_section_page_and_its_pdf():
    reporter, editor = make_reporter(), make_office("editor")
    article = make_article(reporter, state="accepted", editor=editor)
    client = sign_in(reporter)
    issue = make_issue(editor, article.bulletin, articles=0)
    page = client.get(URL).content.decode()
    assert str(issue) not in page
    issue = publish(article, editor, page=7)
    file = EditionFile.objects.get(kind="pdf", edition=issue.edition)
    row = client.get(URL, {"tray": "printed"}).context["rows"][0]
    assert (row["printed"].issue, row["printed"].section, row["printed"].page) == (
        issue, "工作动态", 7
    )  # fmt: skip
    assert f"{reverse('edition-file', args=[file.pk])}#page=7" in client.get(URL).content.decode()


def test_placed_article_says_nothing_of_the_issue_under_way():
    reporter, editor = make_reporter(), make_office("editor")
    article = make_article(reporter, state="accepted", editor=editor)
    issue = make_issue(editor, article.bulletin, articles=0)
    assembly.place(article, issue.sections.get(), editor)
    for url in (URL, article.get_absolute_url()):
        page = sign_in(reporter).get(url).content.decode()
        assert str(issue) not in page and "工作动态" not in page


def test_merged_article_is_found_where_the_joint_one_is_printed():
    reporter, editor, bulletin = make_reporter(), make_office("editor"), make_bulletin()
    into = make_article(None, bulletin, "accepted", editor, headline="综合稿件")
    article = make_article(reporter, bulletin, "accepted", editor)
    workflow.perform(article, "merge", editor, into=into)
    client = sign_in(reporter)
    assert found(client, tray="office") == {article.pk}
    into.refresh_from_db()
    publish(into, editor, page=2)
    assert found(client, tray="office") == set()
    row = client.get(URL, {"tray": "printed"}).context["rows"][0]
    assert (row["article"], row["printed"].page, row["printed"].joint) == (article, 2, True)
    assert client.get(reverse("article-printed", args=[article.pk])).status_code == 404


def test_reason_stands_in_the_row_while_it_holds_and_no_longer():
    reporter, editor = make_reporter(), make_office("editor")
    article = make_article(reporter, state="returned", editor=editor)
    client = sign_in(reporter)
    assert client.get(URL).context["rows"][0]["why"].note == "请核实数字。"
    workflow.perform(article, "submit", reporter)
    assert client.get(URL).context["rows"][0]["why"] is None


@pytest.mark.parametrize("words,hit", [
    ("慰问", True), ("开展夏季", True), ("夏季 职工", True), ("夏季 台风", False),
    ("a&b", True), ("流水席", False), ("\x00慰问", True), ("%", False), ("_", False),
    ("amp", False), ("strong", False), ("<p>", False), ("一线职工", True), ("3<5", True),
])  # fmt: skip
def test_search_looks_through_headline_and_text_as_they_are_read(words, hit):
    reporter = make_reporter()
    body = "<p>七月以来走访<strong>一线</strong>职工，A&amp;B，3&lt;5。</p>"
    article = make_article(reporter, headline="青石县总工会开展\n夏季慰问", body=body)
    make_article(headline="慰问", body="<p>慰问夏季职工A&amp;B流水席%_</p>")
    assert found(sign_in(reporter), q=words) == ({article.pk} if hit else set())


def test_filters_by_state_bulletin_and_time():
    reporter, editor = make_reporter(), make_office("editor")
    old = make_article(reporter, state="submitted")
    new = make_article(reporter, state="returned", editor=editor)
    Article.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=30))
    client, today = sign_in(reporter), timezone.localdate()
    for query, expected in (
        ({"state": "returned"}, {new}), ({"bulletin": old.bulletin_id}, {old}),
        ({"since": today}, {new}), ({"until": today - timedelta(days=1)}, {old}),
        ({"since": today, "until": today}, {new}), ({"state": "x", "since": "x"}, {old, new}),
        ({"bulletin": "9" * 30, "until": "2026-02-31", "page": "x"}, {old, new}),
        ({"q": "没有这样的词"}, set()),
    ):  # fmt: skip
        assert found(client, **query) == {article.pk for article in expected}, query


def test_empty_lists_say_what_to_do_first():
    reporter = make_reporter()
    client = sign_in(reporter)
    page = client.get(URL).content.decode()
    assert 'class="empty"' in page and reverse("article-new") in page
    make_article(reporter)
    for query in ({"q": "没有"}, {"tray": "printed"}):
        page = client.get(URL, query).content.decode()
        assert 'class="empty"' in page and "<table" not in page


def fill(reporter, editor, bulletin, number):
    """``number`` articles of the reporter's unit, each third with a message to it."""
    unit_id = next(iter(reporter.unit_ids()))
    made = Article.objects.bulk_create(
        Article(bulletin=bulletin, unit_id=unit_id, author=reporter, headline=f"第{n}篇",
                body="<p>正文</p>", state=("draft", "submitted", "returned")[n % 3],
                first_submitted_at=timezone.now())
        for n in range(number)
    )  # fmt: skip
    for article in made:
        finding.remember(article, drafting.Text.of(article), office=True)
    for article in made[::3][:20]:
        messaging.say(article, editor, "请看。")


def test_list_costs_the_same_with_3_and_300_articles_and_loads_no_body():
    reporter, editor, bulletin = make_reporter(), make_office("editor"), make_bulletin()
    publish(make_article(reporter, bulletin, "accepted", editor), editor)
    client, desk = sign_in(reporter), sign_in(editor)
    client.get(URL), desk.get("/desk/")  # what is asked once stays out of the count
    costs = []
    for number in (3, 297):
        fill(reporter, editor, bulletin, number)
        printed = Article.objects.filter(state="published")
        printed.update(changed_at=timezone.now() + timedelta(days=1))  # on the first page
        for visitor, url in ((client, URL), (client, f"{URL}?q=篇&tray=mine"), (desk, "/desk/")):
            with CaptureQueriesContext(connection) as captured:
                assert visitor.get(url).status_code == 200
            costs.append(len(captured))
            selected = [q["sql"].split(" FROM ")[0] for q in captured if "q=" not in url]
            if visitor is client:
                assert not any('"bulletins_article"."body"' in sql for sql in selected)
    assert costs[:3] == costs[3:]
    assert max(costs) < 25


def test_guide_comes_by_itself_until_it_is_closed_and_never_to_the_office():
    reporter, editor = make_reporter(), make_office("editor")
    client = sign_in(reporter)
    assert [client.get("/").url for _time in range(2)] == ["/guide/", "/guide/"]
    assert client.post("/guide/").url == URL
    assert client.get("/").url == URL
    assert client.post("/guide/", {"write": ""}).url == "/articles/new/"
    assert sign_in(editor).get("/").url == "/desk/"
    assert sign_in(editor).get("/guide/").status_code == 404
    for screen in ("1", "2", "3", "4", "x", ""):
        assert client.get("/guide/", {"screen": screen}).status_code == 200
    assert "/guide/" in client.get(URL).content.decode()
