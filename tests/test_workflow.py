"""Every state × action × actor of both workflow tables, against the tables written out here.

What these tables leave undecided (a new action, state or role) fails the suite.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone

from bulletins import assembly, drafting, workflow
from bulletins.models import (
    Article,
    Assembler,
    Decision,
    Edition,
    Issue,
    Notice,
)
from bulletins.models.article import ArticleState
from bulletins.models.issue import IssueState
from bulletins.refusals import NotNow, NotYou
from tests.factories import (
    bring_issue,
    look_at,
    make_article,
    make_bulletin,
    make_delegation,
    make_layout,
    make_office,
    make_reporter,
    make_text,
    make_unit,
    make_user,
)
from units.models import Membership, Role

pytestmark = pytest.mark.django_db

NOBODY = frozenset()

# --- articles: who may, from which state ----------------------------------------------------

ARTICLE_STATES = {"draft", "awaiting_unit", "submitted", "accepted", "returned", "declined",
                  "withdrawn", "merged", "published"}  # fmt: skip
# Whose article the actor meets: the unit's (by "author"), one by its head, or the office's own.
ARTICLE_ACTORS = {
    "author": "unit", "colleague": "unit", "head": "unit", "head_author": "by_head",
    "stranger": "unit", "strange_head": "unit", "editor": "unit", "editor_author": "office",
    "other_editor": "office", "unit_author": "office", "promoted": "unit", "reviewer": "unit",
    "signer": "unit", "administrator": "unit", "auditor": "unit", "superuser": "unit",
    "superuser_author": "by_super", "deactivated": "unit", "all_roles": "unit",
}  # fmt: skip
WRITERS = {"author", "colleague", "head_author", "superuser_author",
           "editor_author", "other_editor"}  # fmt: skip
DECIDERS = {"editor", "all_roles", "other_editor"}


@dataclass(frozen=True)
class Row:
    """``who`` by state; in a state not named nobody may, whoever they are (NotNow)."""

    target: str
    who: dict
    note: bool = False
    button: bool = True


ARTICLE = {
    "submit": Row("submitted", {"draft": WRITERS, "returned": WRITERS}),
    "approve": Row("submitted", {"awaiting_unit": {"head"}}),
    "send_back": Row("draft", {"awaiting_unit": {"head", "head_author"}}, note=True),
    "withdraw": Row("withdrawn", {"awaiting_unit": WRITERS, "submitted": WRITERS}),
    "resume": Row("draft", {"withdrawn": WRITERS}),
    "accept": Row("accepted", {"submitted": DECIDERS}),
    "return": Row("returned", {"submitted": DECIDERS}, note=True),
    "decline": Row("declined", {"submitted": DECIDERS}, note=True),
    "merge": Row("merged", {"submitted": DECIDERS, "accepted": DECIDERS}),
    "unmerge": Row("submitted", {"merged": DECIDERS}),
    "reopen": Row("submitted", {"declined": DECIDERS}),
    "unaccept": Row("submitted", {"accepted": DECIDERS}),
    "import": Row("accepted", {"draft": NOBODY}, button=False),
    "publish": Row("published", {"accepted": NOBODY}, button=False),
    "correct": Row("accepted", {"published": NOBODY}, button=False),
}

# --- issues ---------------------------------------------------------------------------------

ISSUE_STATES = {"assembling", "in_review", "awaiting_signature", "signed", "published"}
ISSUE_ACTORS = {
    "assembler", "editor", "reviewer", "reviewer_assembler", "reviewer_author", "signer",
    "signer_reviewer", "signer_assembler", "signer_author", "signer_rewriter", "administrator",
    "auditor", "reporter", "superuser", "superuser_assembler", "deactivated", "all_roles",
    "deputy", "deputy_expired", "deputy_revoked", "deputy_early", "deputy_reviewed",
    "deputy_assembler", "deputy_of_reviewer", "deputy_of_assembler", "deputy_of_retired",
    "deputy_deactivated", "deputy_without_role",
}  # fmt: skip
EDITORS = {"assembler", "editor", "deputy_assembler", "reviewer_assembler", "signer_assembler",
           "signer_rewriter", "superuser_assembler", "all_roles"}  # fmt: skip
# Deputies are reviewers; but for "deputy", something stands against each delegation.
REVIEWERS = {"reviewer", "signer_reviewer", "all_roles", "deputy", "deputy_expired",
             "deputy_revoked", "deputy_early", "deputy_reviewed", "deputy_of_reviewer",
             "deputy_of_assembler", "deputy_of_retired"}  # fmt: skip
SIGNERS = {"signer", "all_roles", "deputy"}
ISSUE = {
    "submit_for_review": Row("in_review", {"assembling": EDITORS}),
    "pass_review": Row("awaiting_signature", {"in_review": REVIEWERS}),
    "sign": Row("signed", {"awaiting_signature": SIGNERS}),
    "publish": Row("published", {"signed": EDITORS}),
    "send_back": Row(
        "assembling", {"in_review": REVIEWERS, "awaiting_signature": SIGNERS}, note=True
    ),
    "call_back": Row(
        "assembling",
        {"in_review": EDITORS, "awaiting_signature": EDITORS, "signed": EDITORS | SIGNERS},
        note=True,
    ),
    "void": Row("assembling", {"signed": NOBODY}, button=False),
    "correct": Row("assembling", {"published": EDITORS}, note=True),
    # Of an issue that was never published there is nothing to give up: test_correcting.py.
    "drop_correction": Row("published", {"assembling": NOBODY}),
}


def test_expectations_decide_every_action_and_state():
    assert set(ARTICLE) == set(workflow.ARTICLE)
    assert set(ISSUE) == set(workflow.ISSUE)
    assert set(ArticleState.values) == ARTICLE_STATES
    assert set(IssueState.values) == ISSUE_STATES
    for rows, states in ((ARTICLE, ARTICLE_STATES), (ISSUE, ISSUE_STATES)):
        assert {state for row in rows.values() for state in row.who} <= states


def test_expectations_meet_every_role(article_world, issue_people):
    for people in (article_world.people, issue_people):
        held = Membership.objects.filter(user__in=people.values(), user__is_active=True)
        missing = set(Role.values) - set(held.values_list("role", flat=True))
        assert missing <= ({"unit_head"} if people is issue_people else set())


# --- the two worlds -------------------------------------------------------------------------


@dataclass
class World:
    people: dict
    articles: dict
    into: Article


@pytest.fixture
def article_world():
    unit, elsewhere, bulletin = make_unit(), make_unit(), make_bulletin()
    people = {
        "author": make_reporter(unit), "colleague": make_reporter(unit),
        "head": make_reporter(unit, role="unit_head"),
        "head_author": make_reporter(unit), "stranger": make_reporter(elsewhere),
        "strange_head": make_reporter(elsewhere, role="unit_head"),
        "editor_author": make_office("editor"), "promoted": make_reporter(unit),
        "superuser": make_user(is_superuser=True),
        "superuser_author": make_reporter(unit, is_superuser=True),
        "deactivated": make_office("editor+reviewer+signer+administrator", is_active=False),
        "all_roles": make_office("editor+reviewer+signer"),
        **{role: make_office(role)
           for role in ("editor", "reviewer", "signer", "administrator", "auditor")},
    }  # fmt: skip
    people |= {"other_editor": people["editor"], "unit_author": people["author"]}
    for role, name in (("unit_head", "head_author"), ("reporter", "deactivated"),
                       ("unit_head", "deactivated")):  # fmt: skip
        Membership.objects.create(user=people[name], unit=unit, role=role)
    Membership.objects.create(user=people["superuser_author"], role="editor")
    articles = {
        "unit": make_article(people["author"], bulletin),
        "by_head": make_article(people["head_author"], bulletin),
        "by_super": make_article(people["superuser_author"], bulletin),
        "office": make_article(people["editor_author"], bulletin),
    }
    promoted = people["promoted"]  # wrote in the unit once, now decides in the office
    text = make_text("青石县总工会开展夏季慰问（二）")
    articles["unit"] = drafting.save(articles["unit"], version=1, by=promoted, text=text)
    promoted.memberships.all().delete()
    for role in ("editor", "reviewer", "signer"):
        Membership.objects.create(user=promoted, role=role)
    for person in people.values():
        person.forget_roles()
    into = make_article(bulletin=bulletin, state="submitted", headline="综合消息")
    return World(people, articles, into)


def bring_article(world, article, state):
    """By the workflow; only what it cannot reach alone (a published one, an office article
    before a head) is put there."""
    author, desk = article.author, make_office("editor")
    if state == "awaiting_unit" and article.unit is not None:
        article.unit.head_approves = True
        article.unit.save()
    elif state in ("awaiting_unit", "published"):
        Article.objects.filter(pk=article.pk).update(state=state)
    if state in ("draft", "published") or (state == "awaiting_unit" and article.unit is None):
        return
    workflow.perform(article, "submit", author)
    action = {"accepted": "accept", "returned": "return", "declined": "decline",
              "merged": "merge"}.get(state)  # fmt: skip
    if action:
        inputs = {"into": world.into} if state == "merged" else {}
        workflow.perform(article, action, desk, "请核实。", **inputs)
    elif state == "withdrawn":
        workflow.perform(article, "withdraw", author)


@pytest.fixture
def issue_people():
    people = make_issue_people()
    signer, now = people["signer"], timezone.now()
    for name, whose, days, fields in (
        ("deputy", signer, (-9, 9), {}),
        ("deputy_expired", signer, (-9, -1), {}),
        ("deputy_revoked", signer, (-9, 9), {"revoked_at": now}),
        ("deputy_early", signer, (1, 9), {}),
        ("deputy_reviewed", signer, (-9, 9), {}),
        ("deputy_assembler", signer, (-9, 9), {}),
        ("deputy_of_reviewer", people["signer_reviewer"], (-9, 9), {}),
        ("deputy_of_assembler", people["signer_assembler"], (-9, 9), {}),
        ("deputy_of_retired", make_office("reviewer"), (-9, 9), {}),
        ("deputy_deactivated", signer, (-9, 9), {}),
        ("deputy_without_role", signer, (-9, 9), {}),
    ):
        make_delegation(whose, people[name], days, **fields)
    return people


def make_issue_people():
    deputies = ("deputy", "deputy_expired", "deputy_revoked", "deputy_early", "deputy_reviewed",
                "deputy_of_reviewer", "deputy_of_assembler", "deputy_of_retired")  # fmt: skip
    return {
        **{name: make_office("reviewer") for name in deputies},
        "deputy_assembler": make_office("reviewer+editor"),
        "deputy_deactivated": make_office("reviewer", is_active=False),
        "deputy_without_role": make_office("auditor"),
        **{name: make_office("editor") for name in ("assembler", "editor")},
        **{role: make_office(role)
           for role in ("reviewer", "signer", "administrator", "auditor")},
        "reviewer_assembler": make_office("reviewer+editor"),
        "reviewer_author": make_office("reviewer"), "signer_author": make_office("signer"),
        "signer_reviewer": make_office("signer+reviewer"),
        "signer_assembler": make_office("signer+editor"),
        "signer_rewriter": make_office("signer+reviewer+editor"),
        "reporter": make_reporter(), "superuser": make_user(is_superuser=True),
        "superuser_assembler": make_office("editor+reviewer+signer", is_superuser=True),
        "deactivated": make_office("editor+reviewer+signer", is_active=False),
        "all_roles": make_office("editor+reviewer+signer"),
    }  # fmt: skip


def make_issue_in(state, people):
    """Assembled by those named so, passed once by signer_reviewer, then brought to ``state``."""
    issue = assembly.start_issue(make_bulletin(), people["assembler"])
    section = assembly.add_section(issue, people["reviewer_assembler"], "工作动态", "articles")
    assembly.change_section(section, people["deputy_assembler"], "工作动态", "articles")
    unit = make_unit()
    for name in ("signer_author", "reviewer_author"):
        Membership.objects.create(user=people[name], unit=unit, role="reporter")
        article = make_article(people[name], issue.bulletin, "accepted")
        assembly.place(article, section, people["signer_assembler"])
    rewritten = make_article(bulletin=issue.bulletin, state="submitted")
    rewriter = people["signer_rewriter"]  # edited in the office before it was placed
    drafting.save(rewritten, version=rewritten.version, by=rewriter, text=make_text("改写过的消息"))
    workflow.perform(rewritten, "accept", people["editor"])
    assembly.place(rewritten, section, people["superuser_assembler"])
    workflow.perform(issue, "submit_for_review", people["editor"])
    make_layout(issue)
    for name in ("signer_reviewer", "deputy_reviewed"):
        workflow.perform(issue, "pass_review", people[name])
        workflow.perform(issue, "send_back", make_office("signer"), "再看一遍。")
        if name == "signer_reviewer":
            workflow.perform(issue, "submit_for_review", people["editor"])
    bring_issue(issue, state)
    for person in people.values():
        person.forget_roles()
    return issue


# --- the cells ------------------------------------------------------------------------------


def everything():
    """All rows that a refusal must leave as they were."""
    return [
        list(rows.order_by("pk").values())
        for rows in (Article.objects.all(), Issue.objects.all(), Decision.objects.all(),
                     Notice.objects.all(), Edition.objects.all(), Assembler.objects.all())
    ]  # fmt: skip


def assert_refused(refusal, subject, action, actor, **inputs):
    with pytest.raises(refusal) as refused:
        workflow.perform(subject, action, actor, "理由。", **inputs)
    assert str(refused.value).endswith((".", "。", "”."))


def assert_done(subject, action, actor, target, **inputs):
    earlier = set(Decision.objects.values_list("pk", flat=True))
    state, version = subject.state, subject.version
    decision = workflow.perform(subject, action, actor, "  理由。\n", **inputs)
    stored = type(subject).objects.get(pk=subject.pk)
    assert (stored.state, stored.version) == (target, version + 1)
    assert stored.changed_by == actor
    own = Decision.objects.exclude(pk__in=earlier).filter(action=action, pk=decision.pk).get()
    assert own.subject == stored
    assert (own.from_state, own.to_state, own.actor) == (state, target, actor)
    assert (own.actor_name, own.note) == (actor.name, "理由。")
    assert own.round == getattr(stored, "round", 0)
    new = Decision.objects.exclude(pk__in=earlier)
    placed = Article.objects.filter(placement__section__issue=subject.pk)
    by_products = (
        placed.count() if isinstance(subject, Issue) and action in ("publish", "correct") else 0
    )
    assert new.count() == 1 + by_products


def check_cell(subject, action, actor, name, row, **inputs):
    """One cell; returns a sentence when it is not as the table says."""
    offered = {t.action for t in workflow.available_actions(subject, actor)}
    who = row.who.get(subject.state)
    cell = f"{subject.state} {action} {name}"
    if (action in offered) != (who is not None and name in who and row.button):
        return f"{cell}: offered {action in offered}"
    try:
        if who is None:
            assert_refused(NotNow, subject, action, actor, **inputs)
        elif name not in who:
            assert_refused(NotYou, subject, action, actor, **inputs)
        else:
            with undone():
                target = target_of(subject, action, row)
                assert_done(subject, action, actor, target, **inputs)
    except (AssertionError, pytest.fail.Exception, NotNow, NotYou) as wrong:
        return f"{cell}: {type(wrong).__name__} {wrong}"
    return ""


@contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def target_of(subject, action, row):
    heads = isinstance(subject, Article) and subject.unit and subject.unit.head_approves
    return "awaiting_unit" if action == "submit" and heads else row.target


@pytest.mark.once("postgresql")
@pytest.mark.parametrize("state", sorted(ARTICLE_STATES))
def test_article_cells_are_as_decided(state, article_world):
    for article in article_world.articles.values():
        bring_article(article_world, article, state)
    wrong, before = [], everything()
    assert set(ARTICLE_ACTORS) == set(article_world.people)
    for action, row in ARTICLE.items():
        inputs = {"into": article_world.into} if action == "merge" else {}
        for name, whose in ARTICLE_ACTORS.items():
            article = Article.objects.get(pk=article_world.articles[whose].pk)
            assert article.state == state
            actor = article_world.people[name]
            wrong.append(check_cell(article, action, actor, name, row, **inputs))
        assert everything() == before, f"refusals of {action} left something behind"
    assert [sentence for sentence in wrong if sentence] == []


@pytest.mark.once("postgresql")
@pytest.mark.parametrize("state", sorted(ISSUE_STATES))
def test_issue_cells_are_as_decided(state, issue_people):
    found = make_issue_in(state, issue_people)
    assert set(issue_people) == ISSUE_ACTORS
    seen = {}
    for actor in issue_people.values():
        seen = look_at(found, actor)
    wrong, before = [], everything()
    for action, row in ISSUE.items():
        inputs = seen if action == "sign" else {}
        for name, actor in issue_people.items():
            issue = Issue.objects.get(pk=found.pk)
            assert issue.state == state
            wrong.append(check_cell(issue, action, actor, name, row, **inputs))
        assert everything() == before, f"refusals of {action} left something behind"
    assert [sentence for sentence in wrong if sentence] == []


@pytest.mark.parametrize("table, rows", [("ARTICLE", ARTICLE), ("ISSUE", ISSUE)])
def test_table_agrees_with_expectations(table, rows):
    for action, transition in getattr(workflow, table).items():
        row = rows[action]
        assert transition.sources == set(row.who), action
        assert transition.needs_note == row.note, action
        assert transition.button == row.button, action
        if not callable(transition.target):
            assert transition.target == row.target, action
