"""People at the same moment over what is published: corrections, its files, comments that come
too late; on PostgreSQL, each with its control (see test_races).

A published issue takes long to make: each race is run a third as often as those."""

import threading
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.db.models.signals import pre_save

from bulletins import commenting, contents, drafting, errata, issue_workflow, slip_making, workflow
from bulletins.models import Article, Comment, Decision, Edition, EditionFile, Issue
from distribution.models import Delivery
from tests.factories import (
    bring_issue,
    look_at,
    make_comment,
    make_issue,
    make_layout,
    make_office,
    make_text,
)
from tests.test_races import ROUNDS as OF_THE_OTHERS
from tests.test_races import (  # noqa: F401 (two fixtures)
    article_copy,
    goes_wrong,
    issue_copy,
    kinds,
    pause,
    race,
    unlocked,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = max(OF_THE_OTHERS // 2, 1)
A_MOMENT = 0.15  # seconds for which one side waits for the other, who may be waiting for it


@pytest.fixture(autouse=True)
def no_worker(settings):
    """Nobody makes slips of what is published here: that would take most of the time."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def act(issue, action, actor=None, note="更正一处。"):
    return partial(
        workflow.perform, issue_copy(issue), action, actor or make_office("editor"), note
    )


def published(articles=1):
    return bring_issue(make_issue(articles=articles), "published")


def being_corrected(state, articles=1):
    """A published issue whose correction, a change of its first article, has come to ``state``."""
    issue, editor = published(articles), make_office("editor")
    workflow.perform(issue, "correct", editor, "第一则数字有误。")
    article = Article.objects.filter(placement__section__issue=issue).first()
    drafting.save(article, version=article.version, by=editor,
                  text=make_text(article.headline, "<p>改正后的数字。</p>"))  # fmt: skip
    return bring_issue(issue, state, editor)


def articles_of(issue):
    return Article.objects.filter(placement__section__issue=issue)


# Each of these makes its own people and rows, races once, and asserts what must hold.


def two_corrections():
    """Two people take up the correction of one issue: one does, the other is told so."""
    issue = published(articles=2)
    edition = issue.edition
    results = race(act(issue, "correct"), act(issue, "correct"))
    assert kinds(results) == ["NotNow", "done"], results
    issue.refresh_from_db()
    assert (issue.state, issue.edition, issue.in_force) == ("assembling", None, edition)
    assert issue.decisions.filter(action="correct").count() == 1
    reopened = Decision.objects.filter(article__in=articles_of(issue), action="correct")
    assert reopened.count() == 2


def correction_given_up_and_text():
    """A correction is given up while its text is changed: what is published reads as its
    edition, or is still being corrected."""
    issue, editor = published(), make_office("editor")
    workflow.perform(issue, "correct", editor, "第一则数字有误。")
    article = articles_of(issue).get()
    save = partial(drafting.save, article, version=article.version, by=editor,
                   text=make_text("改过的标题"))  # fmt: skip
    results = race(act(issue, "drop_correction"), save)
    assert kinds(results) == ["NotNow", "done"], results
    issue.refresh_from_db()
    same = contents.build(issue).digest == issue.in_force.digest
    assert (issue.state == "published") == same


def two_publishers():
    """Two people publish one correction: its files are frozen and its deliveries made once,
    and none lies on the disk that no row knows."""
    issue = being_corrected("signed")
    new, old = issue.edition, issue.in_force
    results = race(act(issue, "publish"), act(issue, "publish"))
    assert kinds(results) == ["NotNow", "done"], results
    assert issue_copy(issue).in_force == new
    names = set(new.files.values_list("file", flat=True))
    assert len(names) == len(new.hashes) and stored_of(new) == names
    assert Delivery.objects.filter(edition=new).count() == old.deliveries.count() > 0


def stored_of(edition) -> set[str]:
    """Names of all files of ``edition`` that lie in the storage, whoever left them there."""
    names = default_storage.listdir("editions")[1]
    return {f"editions/{name}" for name in names if name.startswith(f"{edition.pk}-")}


def publication_and_call_back():
    """A correction is published while its signature is called back: the new edition is in force
    with its files, or the old one is and the new one has none."""
    issue = being_corrected("signed")
    new, old = issue.edition, issue.in_force
    results = race(act(issue, "publish"), act(issue, "call_back"))
    assert kinds(results) == ["NotNow", "done"], results
    issue.refresh_from_db()
    if issue.state == "published":
        assert (issue.edition, issue.in_force) == (new, new)
    else:
        assert (issue.state, issue.edition, issue.in_force) == ("assembling", None, old)
    assert new.files.exists() == (issue.state == "published")


def publication_and_next_correction():
    """Somebody wants to correct an issue while its correction is being published: too early, or
    a correction of the new edition; two people answer for neither at once."""
    issue = being_corrected("signed")
    new = issue.edition
    results = race(
        act(issue, "publish"),
        act(issue, "correct"),
        act(issue, "correct"),
        act(issue, "publish"),
    )
    assert kinds(results)[:2] == ["NotNow"] * 2 and kinds(results)[3] == "done", results
    issue.refresh_from_db()
    assert issue.in_force == new
    corrected = issue.decisions.filter(action="correct").count()
    assert issue.decisions.filter(action="publish").count() == 2
    assert (corrected, issue.edition) in ((1, new), (2, None))


def two_slips():
    """Two workers bring the slip of one edition: the first one stays, and both know which."""
    edition = published().edition
    files = race(*[
        partial(slip_making.freeze, Edition.objects.get(pk=edition.pk), data, 1)
        for data in (b"%PDF-1.7 first", b"%PDF-1.7 second")
    ])  # fmt: skip
    assert kinds(files) == ["done", "done"], files
    slip = EditionFile.objects.get(edition=edition, kind="slip")
    assert files == [slip, slip]
    assert stored_of(edition) == set(edition.files.values_list("file", flat=True))


def erratum_and_review():
    """What an article corrects is never changed under a review: one of the two is too late."""
    editor, printed = make_office("editor"), published()
    old = articles_of(printed).get()
    issue = make_issue(editor, printed.bulletin)
    erratum = articles_of(issue).get()
    results = race(
        partial(workflow.perform, issue, "submit_for_review", editor, version=issue.version),
        partial(errata.say, erratum, make_office("editor"), corrects=old.pk, was=None),
    )
    assert kinds(results) == ["NotNow", "done"], results
    issue, erratum = issue_copy(issue), article_copy(erratum)
    assert (issue.state == "in_review") == (erratum.corrects is None)


def errata_in_a_ring():
    """An article is said to correct another, while that other becomes the one which is worked on
    and is said to correct the first: never both."""
    first, editor = published(), make_office("editor")
    second = bring_issue(make_issue(bulletin=first.bulletin), "published")
    a, b = articles_of(first).get(), articles_of(second).get()
    workflow.perform(first, "correct", editor, "第一则数字有误。")
    other = threading.Event()

    def wait(sender, instance, update_fields, **kwargs):
        if instance.pk == a.pk and update_fields:
            other.wait(A_MOMENT)

    def turn():
        try:
            act(first, "drop_correction")()
            act(second, "correct")()
            return errata.say(article_copy(b), editor, corrects=a.pk, was=None)
        finally:
            other.set()

    pre_save.connect(wait, sender=Article)
    try:
        results = race(lambda: errata.say(article_copy(a), editor, corrects=b.pk, was=None), turn)
    finally:
        pre_save.disconnect(wait, sender=Article)
    assert kinds(results) == ["NotNow", "done"], results
    assert [article_copy(a).corrects, article_copy(b).corrects].count(None) == 1


def comment_and_publication():
    """A comment reaches an issue before it is published, or is told that it comes too late."""
    issue = bring_issue(make_issue(), "signed")
    place = commenting.Place(make_layout(issue).digest, page=1)
    there, passed = [], threading.Event()

    def wait(sender, **kwargs):
        passed.wait(A_MOMENT)

    def look(sender, issue, **kwargs):
        there.append(issue.comments.count())
        passed.set()

    pre_save.connect(wait, sender=Comment)
    issue_workflow.issue_published.connect(look)
    reviewer = make_office("reviewer")
    try:
        results = race(
            lambda: commenting.comment(issue_copy(issue), reviewer, "数字请核对。", place),
            act(issue, "publish"),
        )
    finally:
        pre_save.disconnect(wait, sender=Comment)
        issue_workflow.issue_published.disconnect(look)
    assert kinds(results) in (["NotNow", "done"], ["done", "done"]), results
    assert [issue.comments.count()] == there


def two_marks():
    """Two people mark one comment as done: one does, the other reads that it is."""
    said, editors = make_comment(make_issue()), [make_office("editor"), make_office("editor")]
    results = race(*[
        partial(commenting.mark_done, Comment.objects.get(pk=said.pk), editor, "已改。")
        for editor in editors
    ])  # fmt: skip
    assert kinds(results) == ["NotNow", "done"], results
    assert said.answers.count() == 1


def answer_and_mark():
    """A comment is answered while somebody marks it as done: nothing is said after that."""
    said = make_comment(make_issue())
    race(
        partial(commenting.mark_done, Comment.objects.get(pk=said.pk), make_office("editor")),
        partial(
            commenting.answer, Comment.objects.get(pk=said.pk), make_office("editor"), "在改。"
        ),
    )
    assert list(said.answers.order_by("pk").values_list("kind", flat=True))[-1] == "done"


RACES = {
    two_corrections: [(pre_save, Issue)],
    correction_given_up_and_text: [(pre_save, Issue)],
    two_publishers: [(pre_save, Issue)],
    publication_and_call_back: [(pre_save, Issue)],
    publication_and_next_correction: [(pre_save, Issue)],
    two_slips: [(pre_save, EditionFile)],
    erratum_and_review: [(pre_save, Issue), (pre_save, Article)],
    errata_in_a_ring: [],
    comment_and_publication: [],
    two_marks: [(pre_save, Comment)],
    answer_and_mark: [(pre_save, Comment)],
}


@pytest.mark.parametrize("round_", RACES, ids=lambda race: race.__name__)
def test_race_has_one_outcome(round_, pause):  # noqa: F811 (the fixture)
    for signal, model in RACES[round_]:
        pause(signal, model)
    for _ in range(ROUNDS):
        round_()


@pytest.mark.parametrize("round_", RACES, ids=lambda race: race.__name__)
def test_race_goes_wrong_without_locks(round_, pause, unlocked, monkeypatch):  # noqa: F811
    monkeypatch.setattr(f"{__name__}.A_MOMENT", 5)  # no lock holds the other side up: let it come
    for signal, model in RACES[round_]:
        pause(signal, model)
    assert goes_wrong(round_), "this race is won without any lock: it proves nothing"


# --- where nobody has to wait -----------------------------------------------------------------


def test_two_comments_at_once_are_both_kept_and_told(pause):  # noqa: F811
    pause(pre_save, Comment)
    for _ in range(ROUNDS):
        editor = make_office("editor")
        issue = make_issue(editor)
        place = commenting.Place(make_layout(issue).digest, page=1)
        results = race(*[
            partial(commenting.comment, issue_copy(issue), make_office(role), text, place)
            for role, text in (("reviewer", "数字请核对。"), ("signer", "标题太长。"))
        ])  # fmt: skip
        assert kinds(results) == ["done", "done"], results
        assert {said.text for said in issue.open_comments} == {"数字请核对。", "标题太长。"}
        assert editor.notices.filter(kind="comment").count() == 2


def test_comment_while_the_issue_is_signed_neither_stops_nor_misses_the_signature(pause):  # noqa: F811
    """What is said at that moment is of the very contents that were signed, and stays open."""
    pause(pre_save, Comment)
    pause(pre_save, Edition)
    for _ in range(ROUNDS):
        issue = bring_issue(make_issue(), "awaiting_signature")
        signer, reviewer = make_office("signer"), make_office("reviewer")
        seen = look_at(issue, signer)
        place = commenting.Place(seen["digest"], page=1)
        results = race(
            partial(workflow.perform, issue_copy(issue), "sign", signer, **seen),
            partial(commenting.comment, issue_copy(issue), reviewer, "数字请核对。", place),
        )
        assert kinds(results) == ["done", "done"], results
        issue.refresh_from_db()
        assert issue.state == "signed"
        assert [said.digest for said in issue.open_comments] == [issue.edition.digest]
