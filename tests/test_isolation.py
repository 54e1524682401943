"""What one unit writes does not exist for another, and the office reads only what was handed in.

A word that occurs nowhere else is planted in everything unit A types: SECRET in what only the
unit may read, SUBMITTED in what the office may read too.  Then everything is asked for.
"""

import itertools
import re
import uuid
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from bulletins import assembly, drafting, pictures, workflow
from bulletins.models import (
    Article,
    Bulletin,
    EditionFile,
    Issue,
    Layout,
    Notice,
    Picture,
    Placement,
    Section,
)
from distribution.models import Delivery
from tests.addresses import patterns
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_layout,
    make_office,
    make_reporter,
    make_unit,
)
from tests.world import Visit, png, sign_in
from units.models import ReportingUnit, User

pytestmark = pytest.mark.django_db

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
    make_layout(issue)
    assembly.unplace(taken_out.placement, cage.editor)
    bring_issue(issue, "published", cage.editor, cage.reviewer, cage.signer)
    issue.refresh_from_db()
    return issue


@pytest.fixture(scope="module")
def cage(django_db_setup, django_db_blocker):
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
        cage.published = make_printed(cage)
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
}  # fmt: skip
FURTHER = {"number": range(1, 5), "action": ("submit", "withdraw", "merge", "pass_review")}


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


def test_other_unit_finds_no_word_of_it_at_any_address(cage):
    visit = cage.visits["reporter_b"]
    asked = [(method, url) for url in addresses() for method in ("GET", "POST")]
    leaks = [(method, url) for method, url in asked if not clean(visit(method, url))]
    assert leaks == []


def clean(response, *words) -> bool:
    return not any(word in shown(response) for word in words or (SUBMITTED, SECRET))


@pytest.mark.parametrize("name", ["articles", "desk", "issues", "notices", "units", "people"])
def test_other_unit_finds_nothing_by_query(cage, name):
    visit, leaks = cage.visits["reporter_b"], []
    for query in [*QUERIES, f"?unit={cage.unit_a.pk}", "?tray=all&q=金丝"]:
        response = visit("GET", reverse(name) + query)
        found = list(response.context["page"]) if response.context and name == "articles" else []
        if not clean(response) or any(article.unit == cage.unit_a for article in found):
            leaks.append(query)
    assert leaks == []


def things_of_a(cage) -> list[tuple]:
    """(method, address, the same of nothing, the numbers in both) for every object of A."""
    rows = []
    for article in cage.articles.values():
        pk = article.pk
        rows += [("GET", name, [pk], [UNKNOWN]) for name in
                 ("article", "article-edit", "article-preview", "article-history")]  # fmt: skip
        rows += [("POST", "article-edit", [pk], [UNKNOWN]),
                 ("POST", "picture-upload", [pk], [UNKNOWN]),
                 ("GET", "article-revision", [pk, 1], [UNKNOWN, 1])]  # fmt: skip
        rows += [("POST", "article-action", [pk, action], [UNKNOWN, action])
                 for action in (*workflow.ARTICLE, "unheard-of")]  # fmt: skip
        rows += [("GET", "picture", [p.pk], [UNKNOWN]) for p in article.pictures.all()]
    rows += [("POST", "notice-open", [n.pk], [UNKNOWN]) for n in cage.reporter_a.notices.all()]
    section, key = cage.issue.sections.get(), Layout.objects.first().key
    pk, placement = cage.issue.pk, section.placements.get().pk
    looked = ("issue", "issue-read", "issue-facts", "issue-distribution", "deliveries")
    changed = ("issue-facts", "section-add", "place", "layout-request")
    rows += [("GET", name, [pk], [UNKNOWN]) for name in looked]
    rows += [("POST", name, [pk], [UNKNOWN]) for name in changed]
    rows += [("POST", "issue-action", [pk, "publish"], [UNKNOWN, "publish"]),
             ("POST", "section-change", [section.pk], [UNKNOWN]),
             ("POST", "placement-change", [placement], [UNKNOWN]),
             ("GET", "layout", [key], [uuid.UUID(int=7)]),
             ("GET", "layout-pdf", [key], [uuid.UUID(int=7)]),
             ("GET", "unit", [cage.unit_a.pk], [UNKNOWN]),
             ("GET", "person", [cage.reporter_a.pk], [UNKNOWN])]  # fmt: skip
    return rows


def test_other_unit_gets_the_same_answer_as_for_nothing(cage):
    visit, different = cage.visits["reporter_b"], []
    rows = things_of_a(cage)
    for method, name, real, unknown in rows:
        data = {"note": "x", "version": 1, "headline": "x"} if method == "POST" else None
        answers = [masked(visit(method, reverse(name, args=args), data))
                   for args in (real, unknown)]  # fmt: skip
        if answers[0] != answers[1] or answers[0][0] != 404:
            different.append((method, name, real, answers[0][0]))
    assert different == []
    assert len(rows) > 150


def test_other_unit_sees_of_a_published_issue_only_what_is_printed(cage):
    visit = cage.visits["reporter_b"]
    page = visit("GET", reverse("issue", args=[cage.published.pk]))
    assert page.status_code == 200
    assert "青石县总工会开展夏季慰问" in page.content.decode()
    assert clean(page) and "decisions" not in page.context
    assert clean(visit("GET", reverse("issues")))
    assert clean(
        visit("GET", reverse("edition-file", args=[cage.published.edition.files.get().pk]))
    )


def test_other_unit_writes_nothing_of_a_into_its_own(cage):
    """Its own forms with numbers of A in them: unit, key, pictures, articles to merge."""
    client = sign_in(cage.reporter_b)
    new = {"bulletin": cage.bulletin.pk, "headline": "甲", "body": "<p>乙</p>"}
    before = Article.objects.count()
    answers = [
        client.post(reverse("article-new"), new | {"unit": cage.unit_a.pk}),
        client.post(reverse("article-new"),
                    new | {"unit": cage.unit_b.pk, "key": cage.articles["draft"].key}),
        client.post(reverse("article-action", args=[cage.own["submitted"].pk, "merge"]),
                    {"into": cage.articles["submitted"].pk}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [422, 403, 403]
    assert all(clean(answer) for answer in answers)
    assert Article.objects.count() == before

    theirs = Picture.objects.filter(article__unit=cage.unit_a).first()
    body = f'<p>乙</p><figure><img src="/pictures/{theirs.pk}/" alt="丙"></figure>'
    own = cage.own["draft"]
    client.post(reverse("article-edit", args=[own.pk]), {"version": 1, "body": body})
    own.refresh_from_db()
    assert own.version == 2
    assert "/pictures/" not in own.body


def test_picture_sent_to_an_article_of_another_unit_is_not_stored(cage):
    before = Picture.objects.count()
    url = reverse("picture-upload", args=[cage.articles["draft"].pk])
    response = sign_in(cage.reporter_b).post(url, {"upload": png()})
    assert response.status_code == 404
    assert Picture.objects.count() == before


@pytest.mark.parametrize("role", OFFICE)
def test_office_finds_no_draft_and_no_text_in_rework_at_any_address(cage, role):
    visit, leaks = cage.visits[role], []
    for url in addresses():
        if not clean(visit("GET", url), SECRET):
            leaks.append(url)
    for name in ("articles", "desk", "issues", "notices"):
        leaks += [name + query for query in [*QUERIES, f"?tray=all&unit={cage.unit_a.pk}"]
                  if not clean(visit("GET", reverse(name) + query), SECRET)]  # fmt: skip
    assert leaks == []


def test_office_searching_for_words_in_rework_finds_nothing(cage):
    visit = cage.visits["editor"]
    for words in ("夜莺", "夜莺鸟一", "夜莺鸟八"):
        page = visit("GET", reverse("desk"), {"tray": "all", "q": words}).context["page"]
        assert list(page) == []
    page = visit("GET", reverse("desk"), {"tray": "all", "q": "金丝雀一"}).context["page"]
    reworked = {cage.articles[name].pk for name in ("returned", "resumed", "sent_up", "drawn")}
    assert reworked <= {article.pk for article in page}


def test_office_still_reads_what_was_submitted(cage):
    visit = cage.visits["editor"]
    for name in ("returned", "resumed", "sent_up", "drawn"):
        article = cage.articles[name]
        old, new = article.pictures.order_by("pk")
        page = visit("GET", reverse("article", args=[article.pk])).content.decode()
        assert all(f"{SUBMITTED}{number}" in page for number in "一二三四五六八九")
        assert visit("GET", reverse("picture", args=[old.pk])).status_code == 200
        assert visit("GET", reverse("picture", args=[new.pk])).status_code == 404


def test_office_gets_the_same_answer_for_a_draft_as_for_nothing(cage):
    draft, different = cage.articles["draft"], []
    names = ("article", "article-edit", "article-preview", "article-history", "picture-upload")
    for role in OFFICE:
        for name in names:
            method = "POST" if name == "picture-upload" else "GET"
            answers = [masked(cage.visits[role](method, reverse(name, args=[pk])))
                       for pk in (draft.pk, UNKNOWN)]  # fmt: skip
            if answers[0] != answers[1] or answers[0][0] != 404:
                different.append((role, name))
    assert different == []


def test_office_cannot_place_or_merge_into_a_draft(cage):
    client, draft = sign_in(cage.editor), cage.articles["draft"]
    section = cage.issue.sections.get()
    placed = client.post(reverse("place", args=[cage.issue.pk]),
                         {"section": section.pk, "article": draft.pk}, follow=True)  # fmt: skip
    theirs = cage.own["submitted"]
    merged = client.post(reverse("article-action", args=[theirs.pk, "merge"]), {"into": draft.pk})
    assert (placed.status_code, merged.status_code) == (200, 409)
    assert clean(placed, SECRET) and clean(merged, SECRET)
    assert section.placements.count() == 1
    theirs.refresh_from_db()
    assert (theirs.state, theirs.merged_into) == ("submitted", None)


def test_notices_tell_the_office_nothing_it_was_not_sent(cage):
    titles = Notice.objects.filter(user__memberships__unit=None)
    assert not titles.filter(decision__subject_title__contains=SECRET).exists()
