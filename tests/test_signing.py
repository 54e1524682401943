"""Signing and publishing: three people, nothing signed unseen, nothing printed but what was signed.

YINFA_WALK_STEPS sets the length of each random walk (600 in the suite), YINFA_WALK_SEEDS
which walks there are, YINFA_WALK_SEQUENCES how many short sequences go off from another walk.
"""

import hashlib
import html
import itertools
import os
import random
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from bulletins import (
    assembly,
    contents,
    delegating,
    drafting,
    freezing,
    permissions,
    signing,
    workflow,
)
from bulletins.models import (
    Article,
    Bulletin,
    Decision,
    Delegation,
    DistributionEntry,
    Edition,
    EditionFile,
    FileKind,
    Issue,
    Layout,
    LayoutFile,
    Placement,
    Section,
    Seen,
    Source,
)
from bulletins.models.bulletin import design_digest
from bulletins.models.file import SIGNED
from bulletins.printing.design import PLAIN
from bulletins.refusals import NotNow, NotYou
from distribution.models import Delivery
from tests.factories import (
    bring_issue,
    look_at,
    make_article,
    make_bulletin,
    make_issue,
    make_layout,
    make_office,
    make_reporter,
    make_text,
)
from tests.world import sign_in
from units.models import Membership

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once("postgresql"),
    pytest.mark.usefixtures("english"),
]
STEPS = int(os.environ.get("YINFA_WALK_STEPS", "600"))
SEQUENCES = int(os.environ.get("YINFA_WALK_SEQUENCES", "30"))
SEEDS = [int(seed) for seed in os.environ.get("YINFA_WALK_SEEDS", "1 3").split()]


@pytest.fixture
def signed(editor):
    return bring_issue(make_issue(editor, articles=2), "signed", editor)


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


def test_signature_binds_contents_design_pages_and_every_file(editor):
    bulletin = make_bulletin(design=PLAIN.to_data())
    issue = bring_issue(make_issue(editor, bulletin), "awaiting_signature")
    shown, signer = contents.build(issue), make_office("signer")
    decision = workflow.perform(issue, "sign", signer, **look_at(issue, signer))
    edition, layout = Edition.objects.get(), Layout.objects.get()
    assert issue.edition == edition
    assert contents.from_json(edition.contents) == shown
    assert (edition.digest, edition.number, edition.signed_by) == (shown.digest, 1, signer)
    assert (edition.design, edition.design_digest) == (bulletin.design, layout.design_digest)
    made = {file.kind: file for file in layout.files.all()} | {"pdf": layout}
    assert set(made) == set(SIGNED)
    assert edition.hashes == {
        kind: hashlib.sha256(file.file.read()).hexdigest() for kind, file in made.items()
    }
    assert (edition.pages, edition.principal, edition.signatory) == (2, None, str(signer))
    reviewed = issue.decisions.get(action="pass_review").digest
    assert decision.digest == reviewed == shown.digest


CHANGED = "The contents changed while you were looking. Look at them again, then sign."
UNSEEN = "Look at the pages before you sign them."


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({}, UNSEEN),
        ({"digest": ""}, CHANGED),
        ({"digest": "0" * 64}, CHANGED),
        ({"layout": None}, UNSEEN),
        ({"digest": None}, UNSEEN),
        ({"layout": str(uuid.UUID(int=7))}, CHANGED.replace("contents", "pages")),
    ],
)  # fmt: skip
def test_signing_without_naming_what_was_shown_is_refused(named, sentence):
    issue, signer = bring_issue(make_issue(), "awaiting_signature"), make_office("signer")
    inputs = {k: v for k, v in (look_at(issue, signer) | named).items() if v is not None}
    inputs = inputs if named else {}
    assert refusal(issue, "sign", signer, **inputs) == sentence
    assert not Edition.objects.exists()


def test_nobody_signs_what_only_somebody_else_has_seen():
    issue, signer = bring_issue(make_issue(), "awaiting_signature"), make_office("signer")
    seen = look_at(issue, make_office("signer"))
    assert refusal(issue, "sign", signer, **seen) == UNSEEN


def test_look_before_the_review_does_not_count(editor):
    issue, signer = bring_issue(make_issue(editor), "in_review", editor), make_office("signer")
    layout = make_layout(issue)
    Seen.objects.create(user=signer, issue=issue, digest=layout.digest,
                        layout_sha256=layout.sha256)  # fmt: skip
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    named = {"digest": layout.digest, "layout": str(layout.key)}
    assert refusal(issue, "sign", signer, **named) == UNSEEN
    assert look_at(issue, signer) == named
    workflow.perform(issue, "sign", signer, **named)


def test_look_at_pages_that_were_made_again_since_does_not_count():
    issue, signer = bring_issue(make_issue(), "awaiting_signature"), make_office("signer")
    seen = look_at(issue, signer)
    Layout.objects.update(sha256="a" * 64)
    assert refusal(issue, "sign", signer, **seen) == UNSEEN


@pytest.mark.parametrize("state", ["requested", "running", "failed"])
def test_nothing_is_reviewed_or_signed_before_its_pages_are_made(state):
    issue, signer = bring_issue(make_issue(), "in_review"), make_office("signer")
    Layout.objects.update(state=state, failure="坏了")
    sentence = {"failed": "The pages could not be laid out: 坏了"}.get(
        state, "The pages are still being laid out. Wait a moment."
    )
    assert refusal(issue, "pass_review", make_office("reviewer")) == sentence
    Layout.objects.update(state="done")
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    seen = look_at(issue, signer)
    Layout.objects.update(state=state)
    assert refusal(issue, "sign", signer, **seen) == sentence


def test_nothing_is_signed_before_every_file_is_made():
    issue, signer = bring_issue(make_issue(), "awaiting_signature"), make_office("signer")
    seen = look_at(issue, signer)
    LayoutFile.objects.filter(kind="press").update(state="running")
    LayoutFile.objects.filter(kind="text").delete()
    sentence = "These files are still being made: PDF for the press、Plain text"
    assert refusal(issue, "sign", signer, **seen) == sentence
    LayoutFile.objects.filter(kind="press").update(state="failed")
    sentence = "These files could not be made: PDF for the press"
    assert refusal(issue, "sign", signer, **seen) == sentence


def test_contents_changed_after_review_are_not_signed():
    issue = bring_issue(make_issue(), "awaiting_signature")
    Bulletin.objects.update(marking="内部资料")
    issue, signer = Issue.objects.get(pk=issue.pk), make_office("signer")
    sentence = refusal(issue, "sign", signer, **look_at(issue, signer))
    assert sentence == "The contents changed after the review. They must be reviewed again."


def test_review_of_an_earlier_round_does_not_count(editor):
    issue = bring_issue(make_issue(editor), "awaiting_signature")
    workflow.perform(issue, "call_back", editor, "换题目。")
    assembly.change_section(issue.sections.get(), editor, "要闻", "articles")
    bring_issue(issue, "signed", editor)
    assert contents.from_json(issue.edition.contents).sections[0].title == "要闻"


@pytest.mark.parametrize("role", ["reviewer", "signer"])
def test_who_only_sent_it_to_review_neither_reviews_nor_signs_it(role, editor):
    issue, sender = make_issue(editor), make_office("editor")
    Membership.objects.create(user=sender, role=role)
    workflow.perform(issue, "submit_for_review", sender)
    layout = make_layout(issue)
    if role == "signer":
        workflow.perform(issue, "pass_review", make_office("reviewer"))
    action = {"reviewer": "pass_review", "signer": "sign"}[role]
    with pytest.raises(NotYou):
        workflow.perform(issue, action, sender, digest=layout.digest, layout=str(layout.key))


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


def void_reason(issue, editor) -> str:
    """Publishing is refused and the signature void; the reason, everywhere the same."""
    digest = issue.edition.digest
    with pytest.raises(NotNow) as refused:
        workflow.perform(issue, "publish", editor)
    void = issue.decisions.order_by("pk").last()
    assert str(refused.value) == f"The signature is void. {void.note}"
    assert (issue.state, issue.edition) == ("assembling", None)
    assert (void.action, void.from_state, void.to_state) == ("void", "signed", "assembling")
    assert (void.actor, void.digest) == (editor, digest)
    assert not EditionFile.objects.exists() and not Delivery.objects.exists()
    assert not Article.objects.filter(state="published").exists()
    return void.note


@pytest.mark.parametrize("kind", SIGNED)
@pytest.mark.parametrize("harm", ["changed", "cut", "gone", "never stored", "recorded anew"])
def test_other_bytes_than_the_signed_ones_void_the_signature(kind, harm, signed, editor):
    pdf = kind == "pdf"
    rows = Layout.objects.all() if pdf else LayoutFile.objects.filter(kind=kind)
    made = rows.get()
    if harm == "gone":
        made.file.storage.delete(made.file.name)
    elif harm == "never stored":
        rows.update(file="")
    elif harm == "recorded anew":
        data = b"other pages"
        made.file.save("other", ContentFile(data), save=False)
        rows.update(file=made.file.name, sha256=hashlib.sha256(data).hexdigest())
    else:
        with open(made.file.path, "r+b") as file:
            file.truncate(3) if harm == "cut" else file.write(b"X")
    label = FileKind(kind).label
    assert void_reason(signed, editor) == f"These files are not those that were signed: {label}"


@pytest.mark.parametrize("harm", ["unmade", "deleted", "pages"])
def test_missing_files_void_the_signature(harm, signed, editor):
    if harm == "unmade":
        LayoutFile.objects.filter(kind="press").update(state="failed")
    elif harm == "deleted":
        LayoutFile.objects.filter(kind="press").delete()
    else:
        Layout.objects.update(pages=3)
    assert void_reason(signed, editor) == "The signed files are no longer all there."


def test_layout_of_other_contents_is_not_frozen(signed):
    other = make_layout(make_issue(), b"%PDF-1.7 other pages")
    with pytest.raises(NotNow, match="This file is not the one that was signed: PDF"):
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


WHAT_CHANGED = {
    "text": "text of “第1则消息”；text of “第2则消息”",
    "headline": "text of “改题”；text of “改题”",
    "byline": "text of “第1则消息”；text of “第2则消息”",
    "source": "text of “第1则消息”；text of “第2则消息”",
    "order": "order of the articles",
    "contents title": "text of “第1则消息”；text of “第2则消息”",
    "section": "sections",
    "style": "form or pictures of “第1则消息”；form or pictures of “第2则消息”；sections",
    "taken out": "“第1则消息” taken out",
    "label": "distribution list",
    "copies": "distribution list",
    "date": "date；imprint",
    "number": "number",
    "special": "title of a special issue",
    "masthead": "name of the bulletin",
}


@pytest.mark.parametrize("what", BEHIND_THE_BACK)
def test_change_after_signing_voids_the_signature_and_is_named(what, signed, editor):
    BEHIND_THE_BACK[what](signed)
    sentence = f"Changed after the signature: {WHAT_CHANGED[what]}"
    assert void_reason(signed, editor) == sentence


@pytest.mark.parametrize("what", BEHIND_THE_BACK)
def test_opening_a_signed_issue_notices_a_change(what, signed):
    digest = signed.edition.digest
    BEHIND_THE_BACK[what](signed)
    page = sign_in(make_office("auditor")).get(signed.get_absolute_url())
    signed.refresh_from_db()
    void = signed.decisions.order_by("pk").last()
    assert (signed.state, void.action, void.actor, void.digest) == (
        "assembling", "void", None, digest,
    )  # fmt: skip
    assert page.context["void"] == void and void.note in html.unescape(page.content.decode())


def test_opening_a_sound_signed_issue_changes_nothing(signed):
    before = Issue.objects.values().get(), Decision.objects.count()
    assert sign_in(make_office("auditor")).get(signed.get_absolute_url()).status_code == 200
    assert (Issue.objects.values().get(), Decision.objects.count()) == before


def test_void_signature_is_told_to_everyone_who_answered_for_it(editor):
    issue, reviewer, signer = make_issue(editor), make_office("reviewer"), make_office("signer")
    bring_issue(issue, "signed", editor, reviewer, signer)
    Bulletin.objects.update(marking="内部资料")
    workflow.verify_signature(Issue.objects.get())
    void = issue.decisions.order_by("pk").last()
    told = {notice.user for notice in void.notices.all()}
    assert told == {editor, reviewer, signer}
    page = sign_in(editor).get(issue.get_absolute_url())
    assert page.context["void"] == void
    bring_issue(Issue.objects.get(), "in_review", editor)
    page = sign_in(editor).get(issue.get_absolute_url())
    assert "void" not in page.context or page.context["void"] is None


def test_change_of_a_bulletin_voids_by_its_author_and_lays_out_anew(signed, editor):
    waiting = bring_issue(make_issue(editor, signed.bulletin), "in_review", editor)
    administrator = make_office("administrator")
    url = reverse("bulletin-design", args=[signed.bulletin.slug])
    data = {k: "on" if v is True else v for k, v in PLAIN.to_data().items() if v is not False}
    client = sign_in(administrator, headers={"accept-language": "en"})
    page = client.post(url, data | {"save": "1"}, follow=True)
    signed.refresh_from_db()
    void = signed.decisions.order_by("pk").last()
    assert (signed.state, void.action, void.actor) == ("assembling", "void", administrator)
    assert void.note == "The design of the bulletin was changed after the signature."
    assert [void.note in str(message) for message in page.context["messages"]].count(True) == 1
    assert {layout.design_digest for layout in waiting.layouts.all()} > {
        design_digest(PLAIN.to_data())
    }


def test_publish_is_final(signed, editor):
    workflow.perform(signed, "publish", editor)
    everyone = [editor, make_office("editor+reviewer+signer+administrator")]
    for actor in everyone:
        assert {t.action for t in workflow.available_actions(signed, actor)} == {"correct"}
        for action in set(workflow.ISSUE) - {"correct"}:  # which leaves the edition: see there
            refusal(signed, action, actor, "理由。", **look_at(signed, actor))


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
                 "signer", "reviewer", "reviewer", all_three, all_three)  # fmt: skip
        self.people = [make_office(role) for role in roles]
        self.people.append(make_office("editor+reviewer+signer", is_superuser=True))
        self.people.append(promoted := make_reporter())
        for role in ("reviewer", "signer"):
            Membership.objects.create(user=promoted, role=role)
        unit = promoted.memberships.get(role="reporter").unit
        self.people += [make_reporter(unit), make_reporter(unit)]
        self.bulletin = make_bulletin()
        self.wrote, self.typed, self.hands, self.seen = {}, {}, {}, {}
        self.signed = {}  # by edition, what its signer had seen
        self.signed_for, self.laid_out = 0, itertools.count(1)
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
        moves += [self.unplace, self.look, self.look, self.delegate, self.delegate]
        moves += [self.meddle] * (12 if Issue.objects.filter(state="signed").exists() else 0)
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
        if isinstance(subject, Issue):
            self.lay_out(subject)
        if action == "sign":
            inputs = self.looked(person, subject)
        elif action == "merge":
            inputs["into"] = self.any(Article.objects.all())
        into = inputs.get("into") or getattr(subject, "merged_into", None)
        workflow.perform(subject, action, person, self.any(["", "理由。"]), **inputs)
        self.after(person, subject, action, into)

    def looked(self, person, issue) -> dict:
        """What the person's last look at the issue lets them name; sometimes for another."""
        if self.random.random() < 0.5:
            self.look(person)
        named, _bytes = self.seen.get((person.pk, issue.pk), ({}, {}))
        given = Delegation.objects.filter(deputy=person).values_list("pk", flat=True)
        if given and self.random.random() < 0.5:
            return {**named, "delegation": str(self.any(given))}
        return dict(named)

    def lay_out(self, issue):
        """The pages of the issue as it is, most times; each layout has bytes of its own."""
        if issue.state != "published" and self.random.random() < 0.9:
            there = issue.layout_of(contents.build(issue).digest)
            if there is None:
                make_layout(issue, b"%%PDF-1.7 layout %d" % next(self.laid_out))

    def after(self, person, subject, action, into):
        if isinstance(subject, Article):
            own = person in self.wrote[subject.pk]
            assert action in ("submit", "withdraw", "resume") or not own, f"{action} on their own"
            if action in ("merge", "unmerge"):
                self.touch(into, person)
        elif action in ("pass_review", "sign"):
            assert person not in self.involved(subject), f"{action} by a hand in the issue"
            passed = subject.decisions.filter(action="pass_review").values_list("actor", flat=True)
            assert action != "sign" or person.pk not in passed, "signed by a reviewer"
        if action == "sign":
            self.signed[subject.edition.pk] = self.seen[person.pk, subject.pk]
        if action == "publish":
            self.published(subject)
            self.start()

    def involved(self, issue):
        placed = Article.objects.filter(placement__section__issue=issue)
        return self.hands[issue.pk].union(*(self.typed[article.pk] for article in placed))

    def published(self, issue):
        """Three different people, and the signer had before them the very bytes of every file;
        whoever was signed for had no hand in it either."""
        if issue.decisions.order_by("pk").last().action != "publish":
            return  # a correction that was given up; looked at when it was published
        edition = issue.edition
        assert contents.build(issue).digest == edition.digest
        done = issue.decisions.filter(digest=edition.digest).order_by("pk")
        reviewer = done.filter(action="pass_review").last().actor
        signer = done.filter(action="sign").last().actor
        named, seen = self.signed[edition.pk]
        assert named["digest"] == edition.digest
        assert {f.kind: f.file.read() for f in edition.files.all()} == seen
        assert edition.signed_by == signer != reviewer
        assert {reviewer, signer, edition.principal}.isdisjoint(self.involved(issue))
        assert self.involved(issue) and edition.principal != reviewer
        if edition.principal is not None:
            self.signed_for += 1

    def touch(self, article, person):
        self.typed[article.pk].add(person)
        issue = permissions.issue_of(article)
        if issue is not None:
            self.hands[issue.pk].add(person)

    def look(self, person):
        """The person opens every issue that waits for its signature: keeps all bytes shown."""
        for issue in Issue.objects.filter(state="awaiting_signature"):
            layout, _sentence = signing.ready(issue, contents.build(issue).digest)
            if layout is not None and permissions.can_sign(person, issue):
                signing.note_look(issue, layout, person)
                named = {"digest": layout.digest, "layout": str(layout.key)}
                files = {file.kind: file.file.read() for file in layout.files.all()}
                self.seen[person.pk, issue.pk] = named, {"pdf": layout.file.read(), **files}

    def delegate(self, person):
        """Somebody lets somebody sign for them, ends a delegation, or its days pass."""
        given, chance = Delegation.objects.filter(revoked_at=None), self.random.random()
        signers = [p for p in self.people if p.has_office_role("signer")]
        person = self.any([person, *signers])
        if given and chance < 0.3:
            delegating.revoke(self.any(given), person)
        elif given and chance < 0.4:
            yesterday = timezone.localdate() - timedelta(days=1)
            given.filter(pk=self.any(given).pk).update(starts=yesterday, ends=yesterday)
        else:
            today = timezone.localdate()
            delegating.delegate(signer=person, deputy=self.any(self.people), starts=today,
                                ends=today, reason="出差", by=person)  # fmt: skip

    def meddle(self, person):
        """Behind the desk: another design, other pages, other bytes; or the issue is opened."""
        layouts = Layout.objects.filter(issue__state=self.any(["awaiting_signature", "signed"]))
        what = self.any(["design", "pages", "bytes", *["open"] * 9])
        if what == "design":
            Bulletin.objects.update(design=self.any([{}, PLAIN.to_data()]))
        elif what == "pages" and layouts:
            self.any(layouts).delete()
        elif what == "bytes" and layouts:
            with open(self.any(layouts).file.path, "ab") as file:
                file.write(b"X")
        else:
            for issue in Issue.objects.filter(state="signed"):
                workflow.verify_signature(issue)

    def place(self, person):
        articles = Article.objects.exclude(state="published")
        sections = Section.objects.exclude(issue__state="published")
        if not articles or not sections:
            return self.start() if articles else self.write(self.people[-1])
        article, section = self.any(articles), self.any(sections)
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
        saved = drafting.save(article, version=article.version, by=person, text=text)
        if saved.version == article.version:  # the same words again: nothing was typed
            return None
        if article.state in ("draft", "returned"):
            self.wrote[article.pk].add(person)
        return self.touch(article, person)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_walk_publishes_nothing_without_three_people(seed, record_property):
    walk = Walk(seed)
    done = sum(walk.step() for _ in range(STEPS))
    published = Issue.objects.filter(state="published")
    walk.signed_for = 0
    for issue in published:
        walk.published(issue)
    for edition in Edition.objects.select_related("issue"):
        assert edition.signed_by_id != edition.principal_id
    void = Decision.objects.filter(action="void").count()
    figures = {"steps": STEPS, "done": done, "published": len(published),
               "for another": walk.signed_for, "void": void}  # fmt: skip
    record_property("walk", figures)
    print(f"walk {seed}: {figures}")  # noqa: T201 (shown with -s, as `make walk` runs it)
    assert STEPS / 10 < done < STEPS and published, "the walk met no refusal, or got nowhere"


class Branches:
    """Short sequences that go off from a walk, each undone before the next: the walk goes on a
    little between them, so that they start from ever new states of articles and issues."""

    length, apart, lifetime = 8, 3, 300

    def __init__(self):
        self.published = self.signed = self.done = 0

    def run(self, count):
        for first in range(0, count, self.lifetime):
            with transaction.atomic():
                walk = Walk(10_000 + first)
                for _ in range(200):
                    walk.step()
                for number in range(first, min(first + self.lifetime, count)):
                    for _ in range(self.apart):
                        walk.step()
                    self.branch(walk, number)
                transaction.set_rollback(True)

    def branch(self, walk, number):
        known = {name: {key: set(people) for key, people in getattr(walk, name).items()}
                 for name in ("wrote", "typed", "hands")}  # fmt: skip
        known |= {"seen": dict(walk.seen), "signed": dict(walk.signed), "random": walk.random}
        issues = Issue.objects.filter(state="published").count()
        editions = Edition.objects.count()
        with transaction.atomic():
            walk.random = random.Random(number)
            self.done += sum(walk.step() for _ in range(self.length))
            published = list(Issue.objects.filter(state="published"))
            for issue in published:
                walk.published(issue)
            self.published += len(published) - issues
            self.signed += Edition.objects.count() - editions
            transaction.set_rollback(True)
        vars(walk).update(known)


def test_random_sequences_publish_nothing_without_three_people():
    branches = Branches()
    branches.run(SEQUENCES)
    print(f"{SEQUENCES} sequences: {vars(branches)}")  # noqa: T201 (shown with -s)
    assert branches.done > SEQUENCES, "the sequences got nowhere"
