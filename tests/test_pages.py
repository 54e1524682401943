"""The lists and pages of the desk: how much they ask of the database, and what they say empty."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins import assembly, permissions, workflow
from bulletins.models import Edition, Issue
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_delegation,
    make_issue,
    make_office,
    make_reporter,
)
from tests.world import sign_in
from units.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]

FEW, MANY = 3, 30


@pytest.fixture
def editor():
    return make_office("editor+administrator")


@pytest.fixture
def decider():
    return make_office("editor")


def asked(user, url) -> int:
    """How many queries the page takes; it must be there."""
    client = sign_in(user)
    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(url)
    assert response.status_code == 200
    return len(found)


def assert_as_many_queries(user, url, grow):
    """``grow(count)`` adds rows; the page over FEW of them asks as often as over MANY."""
    grow(FEW)
    few = asked(user, url)
    grow(MANY - FEW)
    assert asked(user, url) == few
    assert few < 50


@pytest.mark.parametrize("state", ["submitted", "returned", "accepted"])
def test_desk_asks_the_same_however_long(editor, decider, state):
    reporter, bulletin = make_reporter(), make_bulletin()

    def grow(count):
        for _ in range(count):
            make_article(reporter, bulletin, state, decider)

    assert_as_many_queries(editor, reverse("desk") + "?tray=all&q=青石", grow)


def test_articles_of_a_unit_ask_the_same_however_many(editor):
    reporter, bulletin = make_reporter(), make_bulletin()

    def grow(count):
        issue = make_issue(editor, bulletin, articles=0)
        for _ in range(count):
            article = make_article(reporter, bulletin, "accepted", editor)
            assembly.place(article, issue.sections.get(), editor)

    assert_as_many_queries(reporter, reverse("articles"), grow)


def test_issues_ask_the_same_however_many(editor):
    def grow(count):
        for _ in range(count):
            make_issue(editor, articles=1)

    assert_as_many_queries(editor, reverse("issues"), grow)


def test_issue_being_assembled_asks_the_same_however_full(editor, decider):
    issue = make_issue(editor, articles=0)
    reporter = make_reporter()

    def grow(count):
        for number in range(count):
            section = assembly.add_section(issue, editor, f"栏目{number}", "articles")
            for place in (True, False):
                article = make_article(reporter, issue.bulletin, "accepted", decider)
                if place:
                    assembly.place(article, section, editor)

    assert_as_many_queries(editor, reverse("issue", args=[issue.pk]), grow)


def test_issue_read_through_asks_the_same_however_full(editor):
    issue = make_issue(editor, articles=0)

    def grow(count):
        for _ in range(count):
            article = make_article(None, issue.bulletin, "accepted", editor)
            assembly.place(article, issue.sections.get(), editor)

    assert_as_many_queries(editor, reverse("issue-read", args=[issue.pk]), grow)


@pytest.mark.parametrize(
    ("state", "role"), [("in_review", "reviewer"), ("awaiting_signature", "signer")]
)
def test_issue_underway_asks_the_same_however_full_and_whoever_may_act(state, role, editor):
    """More articles, and more reviewers, signers and deputies who could act."""
    signer, reviewer, actor = make_office("signer"), make_office("reviewer"), make_office(role)
    asks = []
    for count in (FEW, MANY):
        issue = bring_issue(make_issue(editor, articles=count), state, editor, reviewer)
        for _ in range(count):
            make_office("reviewer"), make_office("signer")
            make_delegation(signer, make_office("reviewer"))
        names = ("issue", "issue-read", "preflight")
        asks.append([asked(actor, reverse(name, args=[issue.pk])) for name in names])
    assert asks[0] == asks[1]
    assert max(asks[0]) < 65


def test_names_of_who_can_act_are_those_of_the_rules(editor):
    """The two lists and the predicates for one person say the same of everybody."""
    both, signer, gone = make_office("editor"), make_office("signer"), make_office("signer")
    for role in ("reviewer", "signer"):
        Membership.objects.create(user=both, role=role)
    issue = bring_issue(make_issue(editor), "in_review", editor)
    free, deputy, lent = make_office("reviewer"), make_office("reviewer"), make_office("signer")
    section = assembly.add_section(make_issue(both), both, "栏目", "articles")  # of another issue
    assert section.issue_id != issue.pk
    workflow.perform(issue, "pass_review", free)
    for person in (deputy, free, lent):
        make_delegation(signer, person)
    make_delegation(gone, deputy)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    everyone = type(gone).objects.filter(is_active=True)
    for person in everyone:
        assert (person in permissions.reviewers_for(issue)) == permissions.can_review(person, issue)
        named = [who for who, _principal in permissions.signatories_for(issue)]
        assert (person in named) == permissions.can_sign(person, issue)
    assert set(permissions.signatories_for(issue)) == {
        (signer, None), (both, None), (lent, None), (deputy, signer)}  # fmt: skip


def test_notices_ask_the_same_however_many(editor, decider):
    bulletin, people = make_bulletin(), [make_office("reviewer"), make_office("signer")]
    reporter = make_reporter()

    def grow(count):
        for _ in range(count):
            make_article(reporter, bulletin, "submitted")
        issue = make_issue(editor, bulletin)
        workflow.perform(issue, "submit_for_review", decider)
        workflow.perform(issue, "send_back", people[0], "改")

    assert_as_many_queries(editor, reverse("notices"), grow)


def test_deliveries_ask_the_same_however_many(editor):
    def published(count):
        issue = make_issue(editor)
        entries = [("本期印发", f"第{number}处", 1) for number in range(count)]
        issue.distribution_list.replace_entries(entries)
        bring_issue(issue, "published", editor)
        return asked(editor, reverse("deliveries", args=[issue.pk]))

    assert published(FEW) == published(MANY)


def test_bulletins_ask_the_same_however_many(editor):
    def grow(count):
        for _ in range(count):
            make_bulletin().default_sections.create(title="工作动态")

    assert_as_many_queries(editor, reverse("bulletins"), grow)


@pytest.mark.parametrize("reader", ["reporter", "editor"])
def test_article_asks_the_same_however_much_has_happened(editor, reader):
    reporter = make_reporter()
    article = make_article(reporter)

    def grow(count):
        for _ in range(count):
            workflow.perform(article, "submit", reporter)
            workflow.perform(article, "return", editor, "请核实。")

    grow(FEW)
    user = reporter if reader == "reporter" else editor
    assert_as_many_queries(user, reverse("article", args=[article.pk]), grow)
    assert article.decisions.count() == 2 * (FEW + MANY)


def test_issues_in_the_making_ask_the_same_however_many(editor):
    def grow(count):
        for _ in range(count):
            make_issue(editor, articles=0, print_due=datetime.date(2026, 7, 1))

    assert_as_many_queries(editor, reverse("issues"), grow)


def test_lists_are_in_order_and_in_pages(editor):
    bulletin = make_bulletin()
    for _ in range(53):
        issue = assembly.start_issue(bulletin, editor)
        edition = Edition.objects.create(issue=issue, number=1, contents="{}", signed_by=editor)
        row = Issue.objects.filter(pk=issue.pk)
        row.update(state="signed", edition=edition)
        row.update(state="published", in_force=edition)
    client = sign_in(editor)
    first, second = (
        [issue.number for issue in client.get(reverse("issues"), {"page": page}).context["page"]]
        for page in (1, 2)
    )
    assert first + second == list(range(53, 0, -1))
    assert len(first) == 50


def test_desk_offers_the_longest_waiting_first_and_finds_by_words_unit_and_tray(decider):
    bulletin, one, two = make_bulletin(), make_reporter(), make_reporter()
    first = make_article(one, bulletin, "submitted", headline="首篇来稿")
    second = make_article(two, bulletin, "submitted", headline="次篇来稿")
    accepted = make_article(two, bulletin, "accepted", decider, sources=((None, "望海港"),))
    client = sign_in(decider)

    def found(**query):
        return [article.pk for article in client.get(reverse("desk"), query).context["page"]]

    assert found() == [first.pk, second.pk]
    assert found(q="次篇") == [second.pk]
    assert found(unit=first.unit_id) == [first.pk]
    assert found(tray="accepted") == [accepted.pk]
    assert found(tray="all", q="望海港") == [accepted.pk]
    assert found(q="%") == found(q="没有的词") == []
    assert client.get(reverse("desk"), {"tray": "unheard-of"}).status_code == 404
    trays = client.get(reverse("desk")).context["trays"]
    assert {tray["name"]: tray["count"] for tray in trays} == {
        "waiting": 2, "accepted": 1, "placed": 0, "returned": 0, "declined": 0, "published": 0,
        "talk": 0, "all": 3,
    }  # fmt: skip


def test_articles_are_found_by_words_and_state():
    reporter, bulletin = make_reporter(), make_bulletin()
    draft = make_article(reporter, bulletin, headline="草稿一篇")
    sent = make_article(reporter, bulletin, "submitted", body="<p>送清凉</p>")
    client = sign_in(reporter)

    def found(**query):
        return {article.pk for article in client.get(reverse("articles"), query).context["page"]}

    assert found() == {draft.pk, sent.pk}
    assert found(q="草稿") == found(state="draft") == {draft.pk}
    assert found(q="送清凉") == {sent.pk}
    assert found(q="没有的词") == set()


# --- nothing there yet ----------------------------------------------------------------------


def empty_places(client, name, *args, **query) -> list[str]:
    """What stands in place of a list: the whole of each such part, as HTML."""
    page = client.get(reverse(name, args=args), query).content.decode()
    return [part.split("</div>")[0] for part in page.split('<div class="empty">')[1:]]


@pytest.mark.parametrize(
    ("who", "name", "leads_to"),
    [
        ("reporter", "articles", "article-new"),
        ("reporter", "issues", None),
        ("reporter", "notices", None),
        ("editor", "desk", None),
        ("editor", "articles", "article-new"),
        ("editor", "issues", "issue-new"),
        ("editor", "issue-new", None),
        ("administrator", "bulletins", "bulletin-new"),
    ],
)
def test_empty_list_says_what_to_do_first(who, name, leads_to):
    user = make_reporter() if who == "reporter" else make_office(who)
    (part,) = empty_places(sign_in(user), name)
    assert part.count("<p") >= 2  # a title and a hint, or a button
    assert ('href="' in part) == bool(leads_to)
    if leads_to:
        assert f'href="{reverse(leads_to)}"' in part


def test_filters_that_match_nothing_say_so_and_stay_in_their_fields():
    reporter = make_reporter()
    make_article(reporter)
    client = sign_in(reporter)
    (part,) = empty_places(client, "articles", q="没有的词")
    assert "href" not in part
    assert 'value="没有的词"' in client.get(reverse("articles"), {"q": "没有的词"}).content.decode()


def test_issue_without_sections_says_to_add_one_first(editor):
    issue = assembly.start_issue(make_bulletin(), editor)
    parts = empty_places(sign_in(editor), "issue", issue.pk)
    assert len(parts) == 1
    page = sign_in(editor).get(issue.get_absolute_url()).content.decode()
    assert reverse("section-add", args=[issue.pk]) in page
    assert '<details class="disclosure" id="add-section" open>' in page
    assert Issue.objects.count() == 1


def test_page_numbers_beyond_the_list_show_its_last_page(editor):
    bring_issue(make_issue(editor), "published")
    for page in ("99", "-1", "x", ""):
        response = sign_in(editor).get(reverse("issues"), {"page": page})
        assert len(response.context["page"]) == 1


def test_key_of_nothing_is_not_found(editor):
    assert sign_in(editor).get(reverse("layout", args=[uuid.uuid4()])).status_code == 404


def test_edit_saved_after_submitting_shows_what_was_typed(client):
    article = make_article(headline="云溪职工读书会开讲")
    author = article.author
    client.force_login(author)
    form = {
        "version": article.version,
        "headline": "云溪职工读书会开讲",
        "body": "<p>第十二期。</p>",
    }
    workflow.perform(article, "submit", author)
    response = client.post(reverse("article-edit", args=[article.pk]), form)
    article.refresh_from_db()
    assert response.status_code == 409
    assert "第十二期。" in response.content.decode()
    assert "第十二期" not in article.body
