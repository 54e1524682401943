"""People at the same moment, on PostgreSQL: threads with connections of their own.

Every race has a control, the same calls with the row locks switched off, which has to go
wrong within twenty rounds: so the race is known to be one.  YINFA_RACE_ROUNDS sets how often
each race is run with its locks on (10 in the suite).
"""

import os
import threading
import time
import uuid

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_init, pre_init, pre_save
from django.utils import timezone

from bulletins import (
    assembly,
    contents,
    delegating,
    drafting,
    permissions,
    signing,
    undoing,
    workflow,
)
from bulletins.models import (
    Arrangement,
    Article,
    Bulletin,
    Decision,
    Delegation,
    Edition,
    Issue,
    Placement,
)
from bulletins.printing.design import PLAIN
from bulletins.refusals import NotNow
from tests.factories import (
    bring_issue,
    look_at,
    make_article,
    make_bulletin,
    make_issue,
    make_office,
    make_reporter,
    make_text,
    make_unit,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("YINFA_RACE_ROUNDS", "5"))
CONTROL_ROUNDS = 20
PATIENCE = 20  # seconds after which a thread counts as stuck


def race(*calls):
    """All calls at once; what each returned or raised, in order."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait(PATIENCE)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a thread is stuck"
    return results


@pytest.fixture
def pause():
    """``pause(signal, Model)``: a moment in each race between reading and writing, with locks
    on as with locks off.  Setting a race up is not slowed down."""
    receivers = []

    def install(signal, model):
        def wait(sender, **kwargs):
            if threading.current_thread() is not threading.main_thread():
                time.sleep(0.02)

        signal.connect(wait, sender=model)
        receivers.append((signal, wait, model))

    yield install
    for signal, wait, model in receivers:
        signal.disconnect(wait, sender=model)


@pytest.fixture
def unlocked(monkeypatch):
    """Row locks switched off."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **options: self)


def goes_wrong(round_) -> bool:
    """Whether the control shows a failure, of whatever kind, in its rounds."""
    for _ in range(CONTROL_ROUNDS):
        try:
            round_()
        except AssertionError:
            return True
    return False


def kinds(results):
    return sorted("done" if not isinstance(r, Exception) else type(r).__name__ for r in results)


# Each of these makes its own people and rows, races once, and asserts what must hold.


def numbering():
    """Eight issues of one bulletin at once: numbers and serials 1 to 8, no one refused."""
    bulletin, editor = make_bulletin(), make_office("editor")
    results = race(*[lambda: assembly.start_issue(bulletin, editor)] * 8)
    assert kinds(results) == ["done"] * 8, results
    given = Issue.objects.filter(bulletin=bulletin).order_by("number")
    assert list(given.values_list("number", "serial")) == [(n, n) for n in range(1, 9)]


def renumbering():
    """Somebody takes the very number that a new issue is about to be given."""
    bulletin, editor = make_bulletin(), make_office("editor")
    first = assembly.start_issue(bulletin, editor)
    facts = {"version": first.version, "number": 2, "serial": 2}
    results = race(
        lambda: assembly.change_facts(first, editor, **facts),
        lambda: assembly.start_issue(bulletin, editor),
    )
    assert set(kinds(results)) <= {"done", "NotNow"}, results
    assert not isinstance(results[1], Exception), results
    numbers = Issue.objects.filter(bulletin=bulletin).values_list("number", flat=True)
    assert sorted(numbers) in ([1, 2], [2, 3])


def double_decision():
    """Two editors accept and return the same article: one does, the other is told."""
    article = make_article(state="submitted")
    first, second = make_office("editor"), make_office("editor")
    results = race(
        lambda: workflow.perform(article_copy(article), "accept", first),
        lambda: workflow.perform(article_copy(article), "return", second, "请改。"),
    )
    assert kinds(results) == ["NotNow", "done"], results
    decided = Decision.objects.get(article=article, action__in=("accept", "return"))
    article.refresh_from_db()
    assert article.state == decided.to_state


def two_signers():
    issue = bring_issue(make_issue(), "awaiting_signature")
    signers = [make_office("signer"), make_office("signer")]
    seen = [look_at(issue, signer) for signer in signers]
    results = race(*[
        lambda s=signer: workflow.perform(Issue.objects.get(pk=issue.pk), "sign", s, **seen[0])
        for signer in signers
    ])  # fmt: skip
    assert kinds(results) == ["NotNow", "done"], results
    edition = Edition.objects.get(issue=issue)
    issue.refresh_from_db()
    assert issue.edition == edition
    assert issue.decisions.get(action="sign").actor == edition.signed_by


def sign_and_change_text():
    """The issue is called back and its text changed while it is being signed: a signed issue
    says what its edition says."""
    issue = bring_issue(make_issue(), "awaiting_signature")
    editor, signer = make_office("editor"), make_office("signer")
    article, seen = Article.objects.get(placement__section__issue=issue), look_at(issue, signer)

    def change():
        workflow.perform(issue_copy(issue), "call_back", editor, "改稿。")
        drafting.save(article_copy(article), version=article.version, by=editor,
                      text=make_text("改过的标题"))  # fmt: skip

    sign_against(issue, signer, seen, change)


def sign_and_reorder():
    issue = bring_issue(make_issue(articles=2), "awaiting_signature")
    editor, signer = make_office("editor"), make_office("signer")
    placement, seen = issue.sections.get().placements.first(), look_at(issue, signer)

    def change():
        workflow.perform(issue_copy(issue), "call_back", editor, "调整。")
        assembly.move(Placement.objects.get(pk=placement.pk), editor, 1)

    sign_against(issue, signer, seen, change)


def sign_and_redesign():
    """A bulletin gets another design while its issue is signed: no signed issue is left in the
    old one."""
    issue = bring_issue(make_issue(), "awaiting_signature")
    administrator, signer = make_office("administrator"), make_office("signer")
    seen = look_at(issue, signer)

    def change():
        time.sleep(0.01)
        Bulletin.objects.filter(pk=issue.bulletin_id).update(design=PLAIN.to_data())
        workflow.verify_signature(issue_copy(issue), administrator)

    sign_against(issue, signer, seen, change)


def sign_against(issue, signer, seen, change):
    results = race(lambda: workflow.perform(issue_copy(issue), "sign", signer, **seen), change)
    assert not isinstance(results[1], Exception), results
    assert kinds(results) in (["NotNow", "done"], ["done", "done"]), results
    found = issue_copy(issue)
    assert found.state != "signed" or signing.broken(found) == ""


def revoke_and_sign():
    """A delegation is revoked while the deputy signs by it: nothing is signed by it later."""
    issue = bring_issue(make_issue(), "awaiting_signature")
    signer, deputy, today = make_office("signer"), make_office("reviewer"), timezone.localdate()
    given = delegating.delegate(signer=signer, deputy=deputy, starts=today, ends=today,
                                reason="出差", by=signer)  # fmt: skip
    seen, about_to_sign = look_at(issue, deputy), threading.Event()

    def wait(sender, **kwargs):
        about_to_sign.set()
        time.sleep(0.05)

    def revoke():
        about_to_sign.wait(PATIENCE)
        return delegating.revoke(Delegation.objects.get(pk=given.pk), signer)

    pre_init.connect(wait, sender=Edition)
    try:
        results = race(lambda: workflow.perform(issue_copy(issue), "sign", deputy, **seen), revoke)
    finally:
        pre_init.disconnect(wait, sender=Edition)
    assert kinds(results) in (["NotYou", "done"], ["done", "done"]), results
    edition, given = issue_copy(issue).edition, Delegation.objects.get(pk=given.pk)
    assert edition is None or edition.signed_at <= given.revoked_at


def issue_copy(issue):
    return Issue.objects.get(pk=issue.pk)


def place_and_unaccept():
    """An article is placed while its acceptance is undone: never both."""
    issue, editor = make_issue(articles=0), make_office("editor")
    article = make_article(bulletin=issue.bulletin, state="accepted")
    section = issue.sections.get()
    results = race(
        lambda: assembly.place(article, section, editor),
        lambda: workflow.perform(article_copy(article), "unaccept", make_office("editor")),
    )
    assert kinds(results) == ["NotNow", "done"], results
    article.refresh_from_db()
    assert article.is_placed == (article.state == "accepted")


def edit_and_accept():
    """Never accepted unseen: an edit and a decision from one version, one of them wins."""
    article = make_article(state="submitted")
    seen, first, second = article.version, make_office("editor"), make_office("editor")
    results = race(
        lambda: workflow.perform(article_copy(article), "accept", first, version=seen),
        lambda: drafting.save(article, version=seen, by=second, text=make_text("改过")),
    )
    assert kinds(results) in (["NotNow", "done"], ["Overtaken", "done"]), results
    article.refresh_from_db()
    assert (article.state == "accepted") == (article.headline != "改过")


def edit_and_review():
    """Never sent to review unseen: an edit of a placed article against the page's version."""
    editor = make_office("editor")
    issue = make_issue(editor)
    article = Article.objects.get(placement__section__issue=issue)
    seen, version = contents.build(issue).digest, issue.version
    results = race(
        lambda: workflow.perform(
            Issue.objects.get(pk=issue.pk), "submit_for_review", editor, version=version),
        lambda: drafting.save(
            article, version=article.version, by=make_office("editor"), text=make_text("改过")),
    )  # fmt: skip
    assert kinds(results) == ["NotNow", "done"], results
    issue.refresh_from_db()
    now = contents.build(Issue.objects.get(pk=issue.pk)).digest
    assert (issue.state == "in_review") == (now == seen)


def two_saves():
    """One save wins; the other gets both texts, and nothing that was typed is lost."""
    article = make_article()
    texts = {"甲稿": article.author, "乙稿": make_reporter(article.unit)}
    results = race(*[
        lambda t=text, p=person: drafting.save(article, version=1, by=p, text=make_text(t))
        for text, person in texts.items()
    ])  # fmt: skip
    assert kinds(results) == ["Overtaken", "done"], results
    article.refresh_from_db()
    (loser,) = [r for r in results if isinstance(r, Exception)]
    assert {loser.current.headline, loser.yours.headline} == set(texts)
    assert article.headline == loser.current.headline
    assert article.version == 2


def autosave_and_submit():
    """The page saves itself at the moment of submission: what is stored is what was submitted."""
    article = make_article()
    author, opened = article.author, article_copy(article)
    results = race(
        lambda: drafting.save(opened, version=1, by=author, text=make_text("晚到")),
        lambda: workflow.perform(article, "submit", author),
    )
    assert not isinstance(results[1], Exception), results
    assert kinds(results[:1])[0] in ("done", "NotNow"), results
    article.refresh_from_db()
    assert drafting.submitted_text(article).headline == article.headline
    assert (article.headline == "晚到") == (kinds(results[:1]) == ["done"])


def two_moves():
    """The first goes down one, the last goes up one, at once: both moves count."""
    issue = make_issue(articles=4)
    section = issue.sections.get()
    a, b, c, d = section.placements.all()
    editors = [make_office("editor"), make_office("editor")]
    results = race(
        lambda: assembly.move(a, editors[0], 1), lambda: assembly.move(d, editors[1], -1)
    )
    assert kinds(results) == ["done", "done"], results
    order = section.placements.order_by("position").values_list("pk", "position")
    assert list(order) == [(b.pk, 0), (a.pk, 1), (d.pk, 2), (c.pk, 3)]


def two_moves_between_sections():
    """Two people drag two articles behind the same third one: both stand in its section."""
    issue, editors = make_issue(articles=3), [make_office("editor"), make_office("editor")]
    first = issue.sections.get()
    second = assembly.add_section(issue, editors[0], "简讯", "briefs")
    goal, a, b = first.placements.all()
    assembly.move_to(goal, editors[0], second)
    results = race(*[
        lambda who=who, what=what: assembly.move_to(what, who, second, goal.article_id)
        for who, what in zip(editors, (a, b), strict=True)
    ])  # fmt: skip
    assert kinds(results) == ["done", "done"], results
    order = list(second.placements.order_by("position").values_list("pk", flat=True))
    assert order in ([goal.pk, a.pk, b.pk], [goal.pk, b.pk, a.pk])
    numbers = list(issue.arrangements.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def two_undos():
    """Two people undo the same change at once: it is undone once, the other is asked."""
    issue, editor = make_issue(articles=3), make_office("editor")
    a, _b, _c = issue.sections.get().placements.all()
    assembly.move(a, editor, 1)
    number = issue.arrangements.last().number
    results = race(*[lambda: undoing.undo(issue, editor, number=number, confirmed=True)] * 2)
    assert kinds(results) == ["AskFirst", "done"], results
    assert issue.arrangements.filter(kind="undo").count() == 1


def two_placements_in_one_section():
    """Two articles placed at once at the end of one section: both are, one after the other."""
    issue = make_issue(articles=0)
    section, editor = issue.sections.get(), make_office("editor")
    articles = [make_article(bulletin=issue.bulletin, state="accepted") for _ in range(2)]
    results = race(*[lambda a=a: assembly.place(a, section, editor) for a in articles])
    assert kinds(results) == ["done", "done"], results
    assert {p.position for p in section.placements.all()} == {0, 1}


def opposite_merges():
    """Two articles, each merged into the other: neither a deadlock nor a ring."""
    bulletin = make_bulletin()
    a, b = (make_article(bulletin=bulletin, state="accepted") for _ in range(2))
    editors = [make_office("editor"), make_office("editor")]
    results = race(
        lambda: workflow.perform(article_copy(a), "merge", editors[0], into=article_copy(b)),
        lambda: workflow.perform(article_copy(b), "merge", editors[1], into=article_copy(a)),
    )
    assert kinds(results) == ["NotNow", "done"], results
    assert Article.objects.filter(bulletin=bulletin, state="merged").count() == 1


def place_and_merge():
    """An article is placed while it is merged into another of that issue: never both, and
    neither waits for what the other holds."""
    editors = [make_office("editor"), make_office("editor")]
    issue = make_issue()
    article = make_article(bulletin=issue.bulletin, state="accepted")
    into, section = Article.objects.get(placement__section__issue=issue), issue.sections.get()
    results = race(
        lambda: assembly.place(article, section, editors[0]),
        lambda: workflow.perform(article_copy(article), "merge", editors[1], into=into),
    )
    assert kinds(results) == ["NotNow", "done"], results
    article.refresh_from_db()
    assert article.is_placed == (article.state == "accepted")


def article_copy(article):
    return Article.objects.get(pk=article.pk)


RACES = {
    numbering: [(pre_save, Issue)],
    renumbering: [(pre_save, Issue)],
    double_decision: [(pre_save, Article)],
    two_signers: [(pre_save, Edition)],
    sign_and_change_text: [(pre_save, Edition)],
    sign_and_reorder: [(pre_save, Edition)],
    sign_and_redesign: [(pre_save, Edition)],
    revoke_and_sign: [],
    place_and_unaccept: [(pre_save, Placement)],
    edit_and_accept: [(pre_save, Article)],
    edit_and_review: [(pre_save, Issue)],
    two_saves: [(pre_save, Article)],
    autosave_and_submit: [(pre_save, Article)],
    two_moves: [(post_init, Placement)],
    two_moves_between_sections: [(post_init, Placement)],
    two_undos: [(pre_save, Arrangement)],
    two_placements_in_one_section: [(pre_save, Placement)],
    opposite_merges: [(pre_save, Article)],
    place_and_merge: [(post_init, Issue), (pre_save, Placement)],
}


@pytest.mark.parametrize("round_", RACES, ids=lambda race: race.__name__)
def test_race_has_one_outcome(round_, pause):
    for signal, model in RACES[round_]:
        pause(signal, model)
    for _ in range(ROUNDS):
        round_()


@pytest.mark.parametrize("round_", RACES, ids=lambda race: race.__name__)
def test_race_goes_wrong_without_locks(round_, pause, unlocked):
    for signal, model in RACES[round_]:
        pause(signal, model)
    assert goes_wrong(round_), "this race is won without any lock: it proves nothing"


# --- what the constraints decide, with or without locks ---------------------------------------


def double_placement():
    """One article placed in two issues at once: one has it, the other hears so in a sentence.

    Returns that sentence and the issue that has it.
    """
    bulletin = make_bulletin()
    article = make_article(bulletin=bulletin, state="accepted")
    sections = [make_issue(bulletin=bulletin, articles=0).sections.get() for _ in range(2)]
    editors = [make_office("editor"), make_office("editor")]
    results = race(*[
        lambda s=section, e=editor: assembly.place(article, s, e)
        for section, editor in zip(sections, editors, strict=True)
    ])  # fmt: skip
    assert kinds(results) == ["NotNow", "done"], results
    (refused,) = [str(r) for r in results if isinstance(r, NotNow)]
    return refused, str(Placement.objects.get(article=article).section.issue)


def test_article_is_placed_once_by_the_lock(pause):
    pause(pre_save, Placement)
    for _ in range(ROUNDS):
        sentence, issue = double_placement()
        assert issue in sentence


def test_article_is_placed_once_even_without_locks(pause, unlocked):
    """The control: without the lock nobody can say where it is, but the constraint holds."""
    pause(pre_save, Placement)
    results = [double_placement() for _ in range(CONTROL_ROUNDS // 4)]
    assert any(issue not in sentence for sentence, issue in results)


def test_first_save_sent_twice_makes_one_article(pause):
    unit, bulletin, text = make_unit(), make_bulletin(), make_text()
    author = make_reporter(unit)
    pause(pre_save, Article)
    for _ in range(ROUNDS):
        key = uuid.uuid4()
        call = lambda k=key: drafting.start(  # noqa: E731 (the same call four times)
            key=k, bulletin=bulletin, unit=unit, author=author, text=text
        )
        results = race(call, call, call, call)
        assert kinds(results) == ["done"] * 4, results
        article = Article.objects.get(key=key)
        assert article.revisions.count() == article.sources.count() == 1


# --- one certain order ------------------------------------------------------------------------


def test_save_that_waited_for_a_placement_knows_of_it():
    """The page was opened before the article was placed, the save comes in meanwhile."""
    issue, placer, saver = make_issue(articles=0), make_office("editor"), make_office("editor")
    article = make_article(bulletin=issue.bulletin, state="accepted")
    results = []

    def save():
        text = make_text("改过")
        try:
            results.append(drafting.save(article, version=article.version, by=saver, text=text))
        except drafting.Overtaken as overtaken:
            results.append(overtaken)
        finally:
            connections.close_all()

    thread = threading.Thread(target=save)
    with transaction.atomic():
        assembly.place(article, issue.sections.get(), placer)
        thread.start()
        wait_until_somebody_waits()
    thread.join(PATIENCE)
    (result,) = results
    touched = Issue.objects.get(pk=issue.pk).version > issue.version + 1
    assert isinstance(result, drafting.Overtaken) or (
        touched and permissions.assembled(saver, issue)
    )


def wait_until_somebody_waits():
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody came to wait for the lock")
