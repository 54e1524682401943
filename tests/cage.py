"""A unit with a word of its own in everything it typed, and ways to look for that word.

SECRET stands in what only the unit may read, SUBMITTED in what the office may read too.
"""

import itertools
import re
import uuid
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from bulletins import assembly, drafting, messaging, pictures, workflow
from bulletins.models import (
    Article,
    Bulletin,
    Comment,
    Delegation,
    Edition,
    EditionFile,
    Issue,
    Layout,
    LetterTemplate,
    Notice,
    Picture,
    Placement,
    Section,
    Specimen,
    Wording,
)
from distribution.models import Delivery
from records.models import Record
from tests.addresses import patterns
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_comment,
    make_issue,
    make_office,
    make_reporter,
    make_unit,
)
from tests.world import Visit, png
from units.models import ReportingUnit, User

SUBMITTED, SECRET = "金丝雀", "夜莺鸟"
UNKNOWN = 987_654_321
OFFICE = ("editor", "reviewer", "signer", "administrator", "auditor")


def text(word, picture=None) -> drafting.Text:
    """Every field filled, and every field with ``word`` in it."""
    figure = f'<figure><img src="/pictures/{picture.pk}/" alt="{word}九">' if picture else ""
    return drafting.Text(
        headline=f"{word}一\n{word}二", subtitle=f"{word}三", byline=f"{word}四",
        body=f"<p>{word}五</p>{figure}", suggested_section=f"{word}六", contents_title=f"{word}七",
        sources=((None, f"{word}八"),),
    )  # fmt: skip


def write(cage, word) -> Article:
    """A draft of A's reporter with a picture, every field and file name bearing ``word``."""
    reporter = cage.reporter_a
    article = drafting.start(key=uuid.uuid4(), bulletin=cage.bulletin, unit=cage.unit_a,
                             author=reporter, text=text(word))  # fmt: skip
    picture = pictures.store(article, png(f"{word}.png"), reporter)
    return drafting.save(article, version=1, by=reporter, text=text(word, picture))


def handed_in(cage, action=None) -> Article:
    article = write(cage, SUBMITTED)
    workflow.perform(article, "submit", cage.reporter_a)
    if action:
        workflow.perform(article, action, cage.editor, f"{SUBMITTED}批语")
    return article


def rework(cage, article):
    """A new text and a new picture after the office has seen the first."""
    picture = pictures.store(article, png(), cage.reporter_a)
    drafting.save(article, version=article.version, by=cage.reporter_a, text=text(SECRET, picture))
    article.refresh_from_db()
    return article


def make_reworked(cage) -> dict:
    returned, resumed, sent_up, drawn = (handed_in(cage) for _ in range(4))
    for article in (returned, sent_up, drawn):
        workflow.perform(article, "return", cage.editor, f"{SUBMITTED}批语")
    workflow.perform(resumed, "withdraw", cage.reporter_a)
    workflow.perform(resumed, "resume", cage.reporter_a)
    for article in (returned, resumed, sent_up, drawn):
        rework(cage, article)
    cage.unit_a.head_approves = True
    cage.unit_a.save()
    for article in (sent_up, drawn):
        article.refresh_from_db()
        workflow.perform(article, "submit", cage.reporter_a)
    workflow.perform(sent_up, "send_back", cage.head_a, f"{SECRET}改")
    workflow.perform(drawn, "withdraw", cage.reporter_a)
    cage.unit_a.head_approves = False
    cage.unit_a.save()
    return {"returned": returned, "resumed": resumed, "sent_up": sent_up, "drawn": drawn}


def make_printed(cage):
    """A published issue in which A's article was sent back, called back and moved about."""
    issue = make_issue(cage.editor, cage.bulletin, articles=0)
    section = issue.sections.get()
    printed = make_article(None, cage.bulletin, "submitted")
    workflow.perform(printed, "accept", cage.editor, f"{SUBMITTED}批语")
    taken_out = handed_in(cage, "accept")
    for article in (printed, taken_out):
        assembly.place(article, section, cage.editor)
    workflow.perform(issue, "submit_for_review", cage.editor, f"{SUBMITTED}批语")
    workflow.perform(issue, "send_back", cage.reviewer, f"{SUBMITTED}批语")
    make_comment(issue, cage.reviewer, f"{SUBMITTED}意见")
    assembly.unplace(taken_out.placement, cage.editor)
    bring_issue(issue, "published", cage.editor, cage.reviewer, cage.signer)
    issue.refresh_from_db()
    return issue


@pytest.fixture(scope="module", name="cage")
def kept_cage(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        cage = SimpleNamespace(unit_a=make_unit(), unit_b=make_unit(), bulletin=make_bulletin())
        for role in OFFICE:
            setattr(cage, role, make_office(role))
        cage.reporter_a = make_reporter(cage.unit_a, phone=f"{SUBMITTED}号")
        cage.head_a = make_reporter(cage.unit_a, role="unit_head")
        cage.reporter_b = make_reporter(cage.unit_b)
        cage.articles = {
            "draft": write(cage, SECRET),
            "submitted": handed_in(cage),
            "declined": handed_in(cage, "decline"),
            "placed": handed_in(cage, "accept"),
            **make_reworked(cage),
        }
        cage.issue = make_issue(cage.editor, cage.bulletin, articles=0)
        assembly.place(cage.articles["placed"], cage.issue.sections.get(), cage.editor)
        make_comment(cage.issue, cage.reviewer, f"{SUBMITTED}意见")
        cage.published = make_printed(cage)
        for name in ("returned", "submitted"):
            messaging.say(cage.articles[name], cage.reporter_a, f"{SUBMITTED}问")
            messaging.say(cage.articles[name], cage.editor, f"{SUBMITTED}答")
        cage.own = {state: make_article(cage.reporter_b, cage.bulletin, state, cage.editor)
                    for state in ("draft", "submitted")}  # fmt: skip
        cage.visits = {name: Visit(getattr(cage, name)) for name in (*OFFICE, "reporter_b")}
        yield cage
        transaction.set_rollback(True)


def shown(response) -> str:
    """Everything the browser gets: status line apart, headers and body."""
    body = response.getvalue() if response.streaming else response.content
    return f"{response.headers}\n{body.decode(errors='replace')}"


def masked(response) -> tuple:
    """The answer without the one thing that differs by chance."""
    found = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", shown(response))
    return response.status_code, found


RECORDS = {
    "articles": Article, "pictures": Picture, "issues": Issue, "sections": Section,
    "placements": Placement, "editions": EditionFile, "notices": Notice, "deliveries": Delivery,
    "units": ReportingUnit, "people": User, "bulletins": Bulletin, "layouts": Layout,
    "specimens": Specimen, "records": Record, "delegations": Delegation, "comments": Comment,
    "wordings": Wording, "mail": LetterTemplate,
    "verify": Edition,
}  # fmt: skip
FURTHER = {
    "number": range(1, 5),
    "action": ("submit", "withdraw", "merge", "pass_review"),
    "page": range(3),
    "size": ("whole", "small"),
    "kind": ("press", "html", "pdf"),
}


def addresses() -> list[str]:
    """Every address with everything there is to ask it for."""
    found = []
    for pattern in patterns():
        first, *others = pattern.pattern.converters or [None]
        if first is None:
            found.append(reverse(pattern.name))
            continue
        model = RECORDS[str(pattern.pattern).split("/")[0]]
        for value in model.objects.values_list(first, flat=True):
            for more in itertools.product(*(FURTHER[other] for other in others)):
                found.append(reverse(pattern.name, args=[value, *more]))
    return found


QUERIES = ["", *(f"?{name}={value}" for name, value in [
    ("q", "金丝"), ("q", "夜莺"), ("q", "批语"), ("page", "2"), ("page", "-1"), ("page", "x"),
    ("state", "returned"), ("state", "draft"), ("state", "x"), ("unit", "1"), ("tray", "x"),
    *(("tray", tray) for tray in ("all", "returned", "declined", "published", "placed")),
])]  # fmt: skip


def clean(response, *words) -> bool:
    return not any(word in shown(response) for word in words or (SUBMITTED, SECRET))
