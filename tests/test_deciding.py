"""Deciding on articles: what a decision needs, leaves behind and tells whom; merging; heads."""

import pytest

from bulletins import assembly, contents, drafting, permissions, workflow
from bulletins.models import Article, Decision, Issue, Notice
from bulletins.refusals import NotNow, NotYou
from bulletins.templatetags import desk
from tests.factories import (
    bring_issue,
    make_article,
    make_bulletin,
    make_issue,
    make_layout,
    make_office,
    make_reporter,
    make_text,
    make_unit,
    make_user,
)
from units.models import Membership

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once("postgresql"),
    pytest.mark.usefixtures("english"),
]


def refusal(subject, action, actor, note="", error=NotNow, **inputs):
    """The sentence of a refusal that changed nothing."""
    subject.refresh_from_db()
    before = subject.state, subject.version, Decision.objects.count(), Notice.objects.count()
    with pytest.raises(error) as refused:
        workflow.perform(subject, action, actor, note, **inputs)
    subject.refresh_from_db()
    after = subject.state, subject.version, Decision.objects.count(), Notice.objects.count()
    assert after == before
    return str(refused.value)


def told(decision) -> set:
    return {notice.user for notice in decision.notices.all()}


def credits(article) -> list[str]:
    return list(article.sources.order_by("position").values_list("label", flat=True))


# --- notes, versions, completeness ----------------------------------------------------------


@pytest.mark.parametrize("action", ["return", "decline"])
@pytest.mark.parametrize("note", ["", "  \n\u3000"])
def test_deciding_against_without_note_is_refused(action, note, editor):
    article = make_article(state="submitted")
    assert refusal(article, action, editor, note) == "Say why: a note is required."


def test_issue_sent_or_called_back_without_note_is_refused(editor):
    issue = bring_issue(make_issue(), "in_review")
    for action, who in (("send_back", make_office("reviewer")), ("call_back", editor)):
        assert refusal(issue, action, who) == "Say why: a note is required."


def test_note_is_stored_trimmed_and_whole(editor):
    article, note = make_article(state="submitted"), "请核实数字。\n\n<b>第二段</b>也看看。" * 50
    decision = workflow.perform(article, "return", editor, f"  {note}\n")
    assert Decision.objects.get(pk=decision.pk).note == note


def test_state_is_named_in_the_refusal(editor):
    article = make_article(state="accepted")
    sentence = "This is now “Accepted”; “Accept” is no longer possible."
    assert refusal(article, "accept", editor) == sentence


def test_person_is_refused_in_a_sentence():
    article = make_article(state="submitted")
    sentence = refusal(article, "accept", article.author, error=NotYou)
    assert sentence == "You may not do this: “Accept”."


def test_state_is_judged_before_the_person():
    article = make_article(state="accepted")
    assert "Accepted" in refusal(article, "accept", article.author)


def test_decision_on_an_older_version_is_refused(editor):
    article = make_article(state="submitted")
    seen = article.version
    drafting.save(article, version=seen, by=make_office("editor"), text=make_text("改过"))
    sentence = refusal(article, "accept", editor, version=seen)
    assert sentence == "It was changed since you opened it. Look at it again, then decide."
    workflow.perform(article, "accept", editor, version=seen + 1)
    assert article.state == "accepted"


def test_issue_decision_on_an_older_version_is_refused(editor):
    issue = make_issue()
    seen = issue.version
    assembly.add_section(issue, editor, "", "articles")
    assert "changed since" in refusal(issue, "submit_for_review", editor, version=seen)


@pytest.mark.parametrize(
    "text, sentence",
    [
        (make_text(headline=" \n "), "Write the headline first."),
        (make_text(body="<p> </p>"), "Write the body first."),
    ],
)
def test_incomplete_article_is_not_submitted(text, sentence):
    article = make_article()
    drafting.save(article, version=1, by=article.author, text=text)
    assert refusal(article, "submit", article.author) == sentence


def test_article_for_a_closed_bulletin_is_not_submitted():
    article = make_article(bulletin=make_bulletin(active=False))
    sentence = "This bulletin takes no more articles."
    assert refusal(article, "submit", article.author) == sentence


def test_placed_article_is_not_unaccepted_nor_merged(editor):
    article = Article.objects.get(placement__section__issue=make_issue())
    into = make_article(bulletin=article.bulletin, state="submitted")
    sentence = "Take it out of the issue first."
    assert refusal(article, "unaccept", editor) == sentence
    assert refusal(article, "merge", editor, into=into) == sentence


def test_record_outlives_names_and_carries_the_place(editor):
    article = make_article(state="submitted")
    submitted = article.decisions.get()
    assert (submitted.actor_place, submitted.actor_name) == (
        article.unit.name, article.author.name)  # fmt: skip
    accepted = workflow.perform(article, "accept", editor)
    assert (accepted.actor_place, accepted.subject_title) == ("", str(article))
    editor.name = "改名"
    editor.save()
    assert Decision.objects.get(pk=accepted.pk).actor_name != "改名"


# --- rounds and revisions -------------------------------------------------------------------


def test_rounds_count_submissions(editor):
    article = make_article()
    for round_ in (1, 2, 3):
        workflow.perform(article, "submit", article.author)
        assert workflow.perform(article, "return", editor, "再改。").round == round_
    rounds = article.decisions.values_list("action", "round")
    assert list(rounds) == [(action, n) for n in (1, 2, 3) for action in ("submit", "return")]
    assert article.first_submitted_at < article.submitted_at


def test_each_submission_and_decision_seals_what_it_saw(editor):
    article = make_article(headline="初稿")
    author = article.author
    workflow.perform(article, "submit", author)
    drafting.save(article, version=article.version, by=editor, text=make_text("编辑改稿"))
    workflow.perform(article, "return", editor, "请补充。")
    drafting.save(article, version=article.version, by=author, text=make_text("二稿"))
    workflow.perform(article, "submit", author)
    workflow.perform(article, "accept", editor)
    kept = article.revisions.order_by("number").values_list("sealed", "author", "as_writer")
    headlines = [revision.text["headline"] for revision in article.revisions.order_by("number")]
    assert headlines == ["初稿", "编辑改稿", "二稿"]
    assert list(kept) == [
        ("submit", author.pk, True), ("return", editor.pk, False), ("submit", author.pk, True),
    ]  # fmt: skip


def test_unchanged_text_submitted_again_is_the_submitted_text(editor):
    """After the office edited and returned it, what the unit hands in is that edited text."""
    article = make_article(headline="初稿", state="submitted")
    drafting.save(article, version=article.version, by=editor, text=make_text("编辑改稿"))
    workflow.perform(article, "return", editor, "请看改动。")
    workflow.perform(article, "submit", article.author)
    assert drafting.submitted_text(article).headline == "编辑改稿"


# --- the unit's head ------------------------------------------------------------------------


@pytest.fixture
def headed():
    """An article of a unit whose head approves first, submitted once and returned."""
    unit = make_unit(head_approves=True)
    author, head = make_reporter(unit), make_reporter(unit, role="unit_head")
    article = make_article(author, headline="初稿")
    workflow.perform(article, "submit", author)
    return article, author, head


def test_office_learns_of_it_only_when_the_head_approves(headed, editor):
    article, author, head = headed
    assert (article.state, article.round, article.first_submitted_at) == ("awaiting_unit", 1, None)
    assert not Article.objects.visible_to(editor).exists()
    assert told(article.decisions.get()) == {head}
    decision = workflow.perform(article, "approve", head)
    assert (article.state, article.round) == ("submitted", 1)
    assert article.submitted_at == article.first_submitted_at is not None
    assert Article.objects.visible_to(editor).get() == article
    assert told(decision) == {editor, author}
    assert drafting.submitted_text(article).headline == "初稿"


def test_head_sends_back_to_the_writers(headed, editor):
    article, author, head = headed
    colleague = make_reporter(article.unit)
    decision = workflow.perform(article, "send_back", head, "数字不对。")
    assert article.state == "draft"
    assert told(decision) == {author, colleague}
    workflow.perform(article, "submit", author)
    assert (article.state, article.round) == ("awaiting_unit", 2)


@pytest.mark.parametrize("ending", ["awaiting", "sent back", "withdrawn"])
def test_text_the_head_has_not_approved_stays_in_the_unit(ending, headed, editor):
    """In a second round too, when the office already sees the article."""
    article, author, head = headed
    workflow.perform(article, "approve", head)
    workflow.perform(article, "return", editor, "请补充。")
    drafting.save(article, version=article.version, by=author, text=make_text("内部二稿"))
    workflow.perform(article, "submit", author)
    if ending == "sent back":
        workflow.perform(article, "send_back", head, "还不行。")
    elif ending == "withdrawn":
        workflow.perform(article, "withdraw", author)
    assert drafting.readable_by(editor, article).headline == "初稿"
    read = [revision.text["headline"] for revision in drafting.revisions_for(editor, article)]
    assert "内部二稿" not in read
    assert drafting.readable_by(head, article).headline == "内部二稿"


def test_head_may_not_approve_what_a_colleague_let_them_write():
    unit = make_unit(head_approves=True)
    head = make_reporter(unit, role="unit_head")
    Membership.objects.create(user=head, unit=unit, role="reporter")
    head.forget_roles()
    article = make_article(make_reporter(unit))
    article = drafting.save(article, version=1, by=head, text=make_text("负责人改过"))
    workflow.perform(article, "submit", article.author)
    refusal(article, "approve", head, error=NotYou)
    workflow.perform(article, "approve", make_reporter(unit, role="unit_head"))
    assert article.state == "submitted"


# --- merging --------------------------------------------------------------------------------


@pytest.fixture
def pair():
    bulletin = make_bulletin()
    into = make_article(bulletin=bulletin, state="accepted", headline="综合",
                        sources=((None, "青石县总工会"), (None, "市总办公室")))  # fmt: skip
    article = make_article(bulletin=bulletin, state="submitted",
                           sources=((None, "白水区总工会"), (None, "市总办公室")))  # fmt: skip
    return article, into


def test_merge_credits_the_sources_once_in_order(pair, editor):
    article, into = pair
    decision = workflow.perform(article, "merge", editor, into=into)
    assert (article.state, article.merged_into) == ("merged", into)
    assert credits(into) == ["青石县总工会", "市总办公室", "白水区总工会"]
    assert told(decision) == {article.author}


def test_unmerge_takes_back_only_what_it_brought(pair, editor):
    article, into = pair
    workflow.perform(article, "merge", editor, into=into)
    workflow.perform(article, "unmerge", editor)
    assert (article.state, article.merged_into) == ("submitted", None)
    assert credits(into) == ["青石县总工会", "市总办公室"]


def test_unmerge_keeps_what_another_merged_article_brought(pair, editor):
    article, into = pair
    twin = make_article(bulletin=into.bulletin, state="accepted",
                        sources=((None, "白水区总工会"),))  # fmt: skip
    workflow.perform(article, "merge", editor, into=into)
    workflow.perform(twin, "merge", editor, into=into)
    workflow.perform(article, "unmerge", editor)
    assert credits(into) == ["青石县总工会", "市总办公室", "白水区总工会"]
    assert Article.objects.get(pk=twin.pk).state == "merged"


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_unmerge_restores_the_state_before(state, editor):
    bulletin = make_bulletin()
    article = make_article(bulletin=bulletin, state=state)
    workflow.perform(
        article, "merge", editor, into=make_article(bulletin=bulletin, state="accepted")
    )
    workflow.perform(article, "unmerge", editor)
    assert article.state == state


def test_merge_into_an_unfit_article_is_refused(pair, editor):
    article, into = pair
    other = "Choose another article of the same bulletin."
    assert refusal(article, "merge", editor, into=article) == other
    elsewhere = make_article(state="submitted")
    assert refusal(article, "merge", editor, into=elsewhere) == other
    draft = make_article(bulletin=into.bulletin)
    sentence = "Only a submitted or accepted article can take in another."
    assert refusal(article, "merge", editor, into=draft) == sentence
    for inputs in ({}, {"into": None}):
        choose = "Choose the article to merge it into."
        assert refusal(article, "merge", editor, **inputs) == choose


def test_merge_judges_the_target_as_stored(pair, editor):
    article, into = pair
    stale = Article.objects.get(pk=into.pk)
    workflow.perform(into, "unaccept", editor)
    workflow.perform(into, "decline", editor, "不用。")
    assert "Only a submitted" in refusal(article, "merge", editor, into=stale)


def test_merge_overtakes_an_open_page_of_the_target(pair, editor):
    """A save from before the merge must not write the old credits back."""
    article, into = pair
    seen = into.version
    workflow.perform(article, "merge", editor, into=into)
    with pytest.raises(drafting.Overtaken):
        drafting.save(into, version=seen, by=editor, text=make_text("综合"))
    assert "白水区总工会" in credits(into)


def test_merge_into_a_placed_article_is_a_hand_in_its_issue(editor):
    issue = make_issue()
    into = Article.objects.get(placement__section__issue=issue)
    article = make_article(bulletin=issue.bulletin, state="accepted")
    merger = make_office("editor+reviewer")
    workflow.perform(article, "merge", merger, into=into)
    assert Issue.objects.get(pk=issue.pk).version == issue.version + 1
    assert permissions.assembled(merger, issue)


@pytest.mark.parametrize("action", ["merge", "unmerge"])
def test_merge_is_a_hand_in_every_issue_that_the_article_comes_into(action, pair, editor):
    """Also where the article stood in no issue yet and its printed sources stay the same."""
    article, into = pair
    merger = make_office("editor+reviewer+signer")
    by = {"merge": merger, "unmerge": editor} if action == "merge" else {
        "merge": editor, "unmerge": merger}  # fmt: skip
    workflow.perform(article, "merge", by["merge"], into=into)
    if action == "unmerge":
        workflow.perform(article, "unmerge", by["unmerge"])
    issue = make_issue(bulletin=into.bulletin)
    assert not permissions.assembled(merger, issue)
    assembly.place(Article.objects.get(pk=into.pk), issue.sections.get(), make_office("editor"))
    assert permissions.assembled(merger, issue)
    assert not permissions.can_review(merger, issue) and not permissions.can_sign(merger, issue)


def test_unmerge_takes_back_what_was_merged_before_and_again(pair, editor):
    article, into = pair
    for _time in range(2):
        workflow.perform(article, "merge", editor, into=Article.objects.get(pk=into.pk))
        assert credits(into) == ["青石县总工会", "市总办公室", "白水区总工会"]
        workflow.perform(article, "unmerge", editor)
        assert credits(into) == ["青石县总工会", "市总办公室"]


def test_history_says_why_a_merge_left_a_revision(pair, editor):
    article, into = pair
    workflow.perform(article, "merge", editor, into=into)
    workflow.perform(article, "unmerge", editor)
    kept = [(r.author, str(desk.sealed_label(r))) for r in into.revisions.all()[:2]]
    assert kept == [(editor, "Undo merge"), (editor, "Merge")]


@pytest.mark.parametrize("state", ["in_review", "awaiting_signature", "signed", "published"])
def test_merge_under_a_review_or_signature_is_refused(state, editor):
    issue = make_issue()
    into = Article.objects.get(placement__section__issue=issue)
    article = make_article(bulletin=issue.bulletin, state="accepted",
                           sources=((None, "白水区总工会"),))  # fmt: skip
    merged = make_article(bulletin=issue.bulletin, state="accepted",
                          sources=((None, "红河县总工会"),))  # fmt: skip
    workflow.perform(merged, "merge", editor, into=into)
    bring_issue(issue, state)
    digest = contents.build(Issue.objects.get(pk=issue.pk)).digest
    sentence = refusal(article, "merge", editor, into=into)
    published = "Only a submitted or accepted article can take in another."
    closed = f"“{into}” is in an issue that is no longer being assembled."
    assert sentence == (published if state == "published" else closed)
    assert refusal(merged, "unmerge", editor) == closed
    assert contents.build(Issue.objects.get(pk=issue.pk)).digest == digest


# --- who is told ----------------------------------------------------------------------------


def test_submission_tells_the_active_editors_only(editor):
    for role in ("reviewer", "signer", "administrator", "auditor"):
        make_office(role)
    make_office("editor", is_active=False)
    double = make_office("editor+reviewer")
    article = make_article(state="submitted")
    assert told(article.decisions.get()) == {editor, double}


@pytest.mark.parametrize("action", ["accept", "return", "decline"])
def test_decision_tells_the_units_reporters(action, editor):
    article = make_article(state="submitted")
    colleague = make_reporter(article.unit)
    make_reporter(article.unit, is_active=False)
    make_reporter(article.unit, role="unit_head")
    make_reporter(), make_user()
    decision = workflow.perform(article, action, editor, "理由。")
    assert told(decision) == {article.author, colleague}


def test_office_article_tells_its_author_and_other_editors(editor):
    author = make_office("editor")
    article = make_article(author)
    assert told(workflow.perform(article, "submit", author)) == {editor}
    assert told(workflow.perform(article, "accept", editor)) == {author}


def test_withdrawal_tells_the_editors_who_saw_it(editor):
    article = make_article(state="submitted")
    assert told(workflow.perform(article, "withdraw", article.author)) == {editor}


def test_issue_tells_who_acts_next_and_who_assembled(editor):
    reviewer, signer = make_office("reviewer"), make_office("signer")
    other = make_office("signer")
    issue = make_issue(editor)
    second = make_office("editor")
    assembly.add_section(issue, second, "", "articles").delete()
    issue.refresh_from_db()
    assert told(workflow.perform(issue, "submit_for_review", editor)) == {reviewer}
    make_layout(issue)
    assert told(workflow.perform(issue, "pass_review", reviewer)) == {signer, other}
    back = workflow.perform(issue, "send_back", signer, "换一篇。")
    assert told(back) == {editor, second, reviewer}
    bring_issue(issue, "signed", editor, reviewer, signer)
    assert told(issue.decisions.last()) == {editor, second}


def test_nobody_is_told_of_a_refusal(editor):
    article = make_article(state="submitted")
    before = Notice.objects.count()
    refusal(article, "return", editor)
    assert Notice.objects.count() == before
