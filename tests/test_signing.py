"""Signing and publishing: three people, nothing signed unseen, nothing printed but what was signed.

YINFA_WALK_STEPS sets the length of each random walk (600 in the suite).
"""

import hashlib
import os
import random
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import translation

from bulletins import assembly, contents, drafting, freezing, permissions, richtext, workflow
from bulletins.models import (
    Article,
    Bulletin,
    Decision,
    DistributionEntry,
    Edition,
    EditionFile,
    Issue,
    Layout,
    LayoutFile,
    Picture,
    Placement,
    Section,
    Source,
)
from bulletins.refusals import NotNow, NotYou
from distribution.models import Delivery
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_layout,
    make_office,
    make_reporter,
    make_text,
)
from units.models import Membership

pytestmark = pytest.mark.django_db
STEPS = int(os.environ.get("YINFA_WALK_STEPS", "600"))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def editor():
    return make_office("editor")


@pytest.fixture
def signed(editor):
    issue = bring_issue(make_issue(editor, articles=2), "signed", editor)
    make_layout(issue)
    return issue


def refusal(issue, action, actor, note="", **inputs):
    before = Issue.objects.values().get(pk=issue.pk), Decision.objects.count()
    with pytest.raises(NotNow) as refused:
        workflow.perform(issue, action, actor, note, **inputs)
    assert (Issue.objects.values().get(pk=issue.pk), Decision.objects.count()) == before
    return str(refused.value)


# --- what must be there ---------------------------------------------------------------------


def test_issue_without_articles_or_with_an_empty_section_is_not_reviewed(editor):
    issue = make_issue(editor, articles=0)
    assert refusal(issue, "submit_for_review", editor) == "Place at least one article first."
    issue = make_issue(editor)
    assembly.add_section(issue, editor, "简讯", "briefs")
    sentence = refusal(issue, "submit_for_review", editor)
    assert sentence == "These sections are empty; fill or remove them: 简讯"


def test_signing_stores_exactly_what_was_shown(editor):
    issue = bring_issue(make_issue(editor), "awaiting_signature")
    shown, signer = contents.build(issue), make_office("signer")
    decision = workflow.perform(issue, "sign", signer, digest=shown.digest)
    edition = Edition.objects.get()
    assert issue.edition == edition
    assert contents.from_json(edition.contents) == shown
    assert (edition.digest, edition.number, edition.signed_by) == (shown.digest, 1, signer)
    reviewed = issue.decisions.get(action="pass_review").digest
    assert decision.digest == reviewed == shown.digest


@pytest.mark.parametrize("digest", ["", "0" * 64, None])
def test_signing_without_having_looked_is_refused(digest):
    issue = bring_issue(make_issue(), "awaiting_signature")
    inputs = {} if digest is None else {"digest": digest}
    sentence = refusal(issue, "sign", make_office("signer"), **inputs)
    assert sentence in (
        "Look at the contents before you sign them.",
        "The contents changed while you were looking. Look at them again, then sign.",
    )
    assert not Edition.objects.exists()


def test_contents_changed_after_review_are_not_signed():
    issue = bring_issue(make_issue(), "awaiting_signature")
    Bulletin.objects.update(marking="内部资料")
    issue = Issue.objects.get(pk=issue.pk)
    sentence = refusal(issue, "sign", make_office("signer"), digest=contents.build(issue).digest)
    assert sentence == "The contents changed after the review. They must be reviewed again."


def test_review_of_an_earlier_round_does_not_count(editor):
    issue = bring_issue(make_issue(editor), "awaiting_signature")
    workflow.perform(issue, "call_back", editor, "换题目。")
    assembly.change_section(issue.sections.get(), editor, "要闻", "articles")
    workflow.perform(issue, "submit_for_review", editor)
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    workflow.perform(issue, "sign", make_office("signer"), digest=contents.build(issue).digest)
    assert contents.from_json(issue.edition.contents).sections[0].title == "要闻"


def test_calling_back_keeps_the_edition_and_numbers_the_next(signed, editor):
    workflow.perform(signed, "call_back", editor, "有误。")
    assert (signed.state, signed.edition) == ("assembling", None)
    bring_issue(signed, "signed", editor)
    assert list(signed.editions.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert signed.edition.number == 2


# --- publishing -----------------------------------------------------------------------------


def test_publishing_freezes_the_pages_and_publishes_the_articles(signed, editor):
    decision = workflow.perform(signed, "publish", editor)
    layout = Layout.objects.get()
    made = {file.kind: file for file in layout.files.all()} | {"pdf": layout}
    frozen = {file.kind: file for file in signed.edition.files.all()}
    assert set(frozen) == {"pdf", "press", "archive", "booklet", "docx", "html", "text"}
    assert {kind: file.sha256 for kind, file in frozen.items()} == {
        kind: file.sha256 for kind, file in made.items()
    }
    for kind, file in frozen.items():
        data = file.file.read()
        assert (data, file.size) == (made[kind].file.read(), len(data))
        assert hashlib.sha256(data).hexdigest() == file.sha256
    assert decision.digest == signed.edition.digest
    articles = Article.objects.filter(placement__section__issue=signed)
    assert [article.state for article in articles] == ["published"] * 2
    published = Decision.objects.filter(article__in=articles, action="publish")
    assert {(d.actor, d.note) for d in published} == {(editor, str(signed))}
    assert published.count() == 2
    labels = Delivery.objects.values_list("label", flat=True)
    assert sorted(labels) == ["各县区总工会", "市四套班子有关领导"]


def test_publishing_without_finished_pages_is_refused(editor):
    issue = bring_issue(make_issue(editor), "signed", editor)
    layout = make_layout(issue)
    for state in ("requested", "running", "failed"):
        Layout.objects.filter(pk=layout.pk).update(state=state)
        sentence = "The signed pages are not laid out yet. Make the PDF first."
        assert refusal(issue, "publish", editor) == sentence
    assert not EditionFile.objects.exists()


@pytest.mark.parametrize("harm", ["changed", "cut", "gone", "never stored"])
def test_publishing_a_tampered_file_is_refused(harm, signed, editor):
    layout = Layout.objects.get()
    if harm == "gone":
        layout.file.storage.delete(layout.file.name)
    elif harm == "never stored":
        Layout.objects.update(file="")
    else:
        with open(layout.file.path, "r+b") as file:
            file.truncate(3) if harm == "cut" else file.write(b"X")
    sentence = refusal(signed, "publish", editor)
    assert sentence == "The file on disk is not the one that was made: PDF. Make it again."
    assert not EditionFile.objects.exists()
    assert not Delivery.objects.exists()
    assert not Article.objects.filter(state="published").exists()


def test_publishing_without_all_files_is_refused_and_names_them(signed, editor):
    LayoutFile.objects.filter(kind="press").update(state="failed")
    LayoutFile.objects.filter(kind="text").delete()
    assert refusal(signed, "publish", editor) == (
        "These files are not made yet; make them first: PDF for the press、Plain text"
    )
    assert not EditionFile.objects.exists()


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_publishing_a_tampered_file_of_another_kind_is_refused(harm, signed, editor):
    made = LayoutFile.objects.get(kind="archive")
    if harm == "gone":
        made.file.storage.delete(made.file.name)
    else:
        with open(made.file.path, "r+b") as file:
            file.write(b"X")
    assert refusal(signed, "publish", editor) == (
        "The file on disk is not the one that was made: PDF for the archive. Make it again."
    )
    assert not EditionFile.objects.exists()
    assert not Delivery.objects.exists()


def test_layout_of_other_contents_is_not_frozen(signed):
    other = make_layout(make_issue())
    with pytest.raises(NotNow, match="These pages are not those that were signed"):
        freezing.freeze(signed.edition, other)


def test_layout_without_its_files_is_not_frozen(signed):
    LayoutFile.objects.filter(kind="docx").delete()
    with pytest.raises(NotNow, match="Some files are not made yet"):
        freezing.freeze(signed.edition, Layout.objects.get())


BEHIND_THE_BACK = {
    "text": lambda i: Article.objects.update(body="<p>改过。</p>"),
    "headline": lambda i: Article.objects.update(headline="改题"),
    "byline": lambda i: Article.objects.update(byline="某某"),
    "source": lambda i: Source.objects.update(label="别的总工会"),
    "order": lambda i: Placement.objects.filter(position=0).update(position=9),
    "contents title": lambda i: Placement.objects.update(contents_title="短题"),
    "section": lambda i: Section.objects.update(title="改栏"),
    "style": lambda i: Section.objects.update(style="briefs"),
    "taken out": lambda i: Placement.objects.filter(position=0).delete(),
    "label": lambda i: DistributionEntry.objects.filter(copies=12).update(label="改名"),
    "copies": lambda i: DistributionEntry.objects.filter(copies=12).update(copies=13),
    "date": lambda i: Issue.objects.update(date=F("date") + timedelta(days=1)),
    "number": lambda i: Issue.objects.update(number=99),
    "special": lambda i: Issue.objects.update(special_title="专刊"),
    "masthead": lambda i: Bulletin.objects.update(title="别的信息"),
}


@pytest.mark.parametrize("laid_out", [True, False])
@pytest.mark.parametrize("what", BEHIND_THE_BACK)
def test_change_after_signing_voids_the_signature(what, laid_out, editor):
    issue = bring_issue(make_issue(editor, articles=2), "signed", editor)
    if laid_out:
        make_layout(issue)
    digest = issue.edition.digest
    BEHIND_THE_BACK[what](issue)
    with pytest.raises(NotNow) as refused:
        workflow.perform(issue, "publish", editor)
    assert "the signature is void" in str(refused.value)
    assert (issue.state, issue.edition) == ("assembling", None)
    void = issue.decisions.order_by("pk").last()
    assert (void.action, void.from_state, void.to_state) == ("void", "signed", "assembling")
    assert (void.actor, void.digest) == (editor, digest)
    assert not EditionFile.objects.exists()
    assert not Article.objects.filter(state="published").exists()


def test_changed_picture_after_signing_voids_the_signature(editor):
    issue = make_issue(editor)
    article = Article.objects.get(placement__section__issue=issue)
    picture = Picture.objects.create(article=article, file="pictures/x.jpg", sha256="a" * 64,
                                     width=40, height=30, uploaded_by=editor)  # fmt: skip
    body = article.body + richtext.to_html((richtext.Figure(picture.pk),))
    drafting.save(article, version=article.version, by=editor, text=make_text(body=body))
    bring_issue(issue, "signed", editor)
    assert [f.sha256 for f in contents.from_json(issue.edition.contents).figures] == ["a" * 64]
    make_layout(issue)
    Picture.objects.update(sha256="b" * 64)
    with pytest.raises(NotNow, match="the signature is void"):
        workflow.perform(issue, "publish", editor)
    assert issue.state == "assembling"


def test_publish_is_final(signed, editor):
    workflow.perform(signed, "publish", editor)
    everyone = [editor, make_office("editor+reviewer+signer+administrator")]
    for actor in everyone:
        assert workflow.available_actions(signed, actor) == []
        for action in workflow.ISSUE:
            refusal(signed, action, actor, "理由。", digest=signed.edition.digest)


# --- three people, on any path --------------------------------------------------------------

FORWARD = {"submit", "accept", "submit_for_review", "pass_review", "sign", "publish"}


class Walk:
    """People of many roles do whatever comes up, through the front doors of the desk.

    Kept here, apart from the code under test: who ``wrote`` an article for its unit, who
    ``typed`` any of it, who had ``hands`` in an issue, and which contents who has ``seen``.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        all_three = "editor+reviewer+signer"
        roles = ("editor", "editor+reviewer", "editor+signer", "reviewer+signer", "reviewer",
                 "signer", all_three, all_three)  # fmt: skip
        self.people = [make_office(role) for role in roles]
        self.people.append(make_office("editor+reviewer+signer", is_superuser=True))
        self.people.append(promoted := make_reporter())
        for role in ("reviewer", "signer"):
            Membership.objects.create(user=promoted, role=role)
        unit = promoted.memberships.get(role="reporter").unit
        self.people += [make_reporter(unit), make_reporter(unit)]
        self.bulletin = make_bulletin()
        self.wrote, self.typed, self.hands, self.seen = {}, {}, {}, {}
        for person in self.people:
            person.forget_roles()
            if person.has_office_role("editor") or person.unit_ids():
                self.write(person)
        for _ in range(6):
            self.write(self.people[-1])
        self.start()

    def any(self, rows):
        return self.random.choice(list(rows))

    def write(self, person):
        article = make_article(person, self.bulletin, headline=f"第{len(self.typed)}则")
        self.wrote[article.pk], self.typed[article.pk] = {person}, {person}

    def start(self):
        editor = self.any(p for p in self.people if p.has_office_role("editor"))
        issue = assembly.start_issue(self.bulletin, editor)
        self.hands[issue.pk] = {editor}
        assembly.add_section(issue, editor, "要闻", "articles")

    def step(self):
        """One attempt by anyone; a refusal is an answer, any other error is not."""
        person = self.any(self.people)
        moves = [self.go_on] * 4 + [self.decide] * 4 + [self.place, self.place, self.change]
        moves += [self.unplace, self.look]
        try:
            self.any(moves)(person)
        except (NotNow, NotYou, drafting.Overtaken):
            return False
        return True

    def go_on(self, person):
        """What brings an issue or an article forward, by someone to whom it is offered."""
        waiting = Issue.objects.exclude(state__in=("assembling", "published"))
        subject = self.any(waiting or [*Article.objects.all(), *Issue.objects.all()])
        if not waiting and isinstance(subject, Issue) and self.random.random() < 0.5:
            return
        able = [(p, t.action) for p in self.people
                for t in workflow.available_actions(subject, p) if t.action in FORWARD]  # fmt: skip
        if able:
            self.perform(subject, *reversed(self.any(able)))

    def decide(self, person):
        """Anything by anyone, offered or not; things that lead back are rarer."""
        subject = self.any([*Article.objects.all(), *list(Issue.objects.all()) * 2])
        action = self.any(workflow.table_of(subject))
        if action in FORWARD or self.random.random() < 0.4:
            self.perform(subject, action, person)

    def perform(self, subject, action, person):
        inputs = {}
        if action == "sign":
            if self.random.random() < 0.5:
                self.look(person)
            inputs["digest"] = self.seen.get((person.pk, subject.pk), "")
        elif action == "merge":
            inputs["into"] = self.any(Article.objects.all())
        elif action == "publish" and isinstance(subject, Issue) and subject.edition:
            self.lay_out(subject)
        workflow.perform(subject, action, person, self.any(["", "理由。"]), **inputs)
        self.after(person, subject, action, inputs)

    def lay_out(self, issue):
        if not freezing.finished_layout(issue) and self.random.random() < 0.8:
            make_layout(issue)

    def after(self, person, subject, action, inputs):
        if isinstance(subject, Article):
            own = person in self.wrote[subject.pk]
            assert action in ("submit", "withdraw", "resume") or not own, f"{action} on their own"
            if action == "merge":
                self.touch(inputs["into"], person)
        elif action in ("pass_review", "sign"):
            assert person not in self.involved(subject), f"{action} by a hand in the issue"
            passed = subject.decisions.filter(action="pass_review").values_list("actor", flat=True)
            assert action != "sign" or person.pk not in passed, "signed by a reviewer"
        if action == "publish":
            self.published(subject)
            self.start()

    def involved(self, issue):
        placed = Article.objects.filter(placement__section__issue=issue)
        return self.hands[issue.pk].union(*(self.typed[article.pk] for article in placed))

    def published(self, issue):
        """Three different people, each of whom had before them what is printed."""
        edition = issue.edition
        assert contents.build(issue).digest == edition.digest
        done = issue.decisions.filter(digest=edition.digest).order_by("pk")
        reviewer = done.filter(action="pass_review").last().actor
        signer = done.filter(action="sign").last().actor
        assert self.seen[signer.pk, issue.pk] == edition.digest
        assert edition.signed_by == signer != reviewer
        assert {reviewer, signer}.isdisjoint(self.involved(issue))
        assert self.involved(issue)

    def touch(self, article, person):
        self.typed[article.pk].add(person)
        issue = permissions.issue_of(article)
        if issue is not None:
            self.hands[issue.pk].add(person)

    def look(self, person):
        for issue in Issue.objects.exclude(state="published"):
            self.seen[person.pk, issue.pk] = contents.build(issue).digest

    def place(self, person):
        article = self.any(Article.objects.exclude(state="published"))
        section = self.any(Section.objects.exclude(issue__state="published"))
        assembly.place(article, section, person)
        self.hands[section.issue_id].add(person)

    def unplace(self, person):
        placements = Placement.objects.exclude(section__issue__state="published")
        if self.random.random() < 0.3 and placements.exists():
            placement = self.any(placements)
            issue = placement.section.issue_id
            assembly.unplace(placement, person)
            self.hands[issue].add(person)

    def change(self, person):
        if self.random.random() < 0.3 and (person.has_office_role("editor") or person.unit_ids()):
            return self.write(person)
        article = self.any(Article.objects.all())
        text = make_text(f"{article.headline[:9]}改{self.random.randrange(9)}")
        drafting.save(article, version=article.version, by=person, text=text)
        if article.state in ("draft", "returned"):
            self.wrote[article.pk].add(person)
        return self.touch(article, person)


@pytest.mark.parametrize("seed", [1, 3])
def test_random_walk_publishes_nothing_without_three_people(seed):
    walk = Walk(seed)
    done = sum(walk.step() for _ in range(STEPS))
    published = Issue.objects.filter(state="published")
    for issue in published:
        walk.published(issue)
    assert STEPS / 10 < done < STEPS and published, "the walk met no refusal, or got nowhere"
