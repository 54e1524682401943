"""更正: a published issue is corrected by a next edition; what was published never changes."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from bulletins import assembly, contents, correcting, drafting, workflow
from bulletins.models import Article, DistributionList, Edition, EditionFile, Issue
from bulletins.refusals import NotNow, NotYou
from bulletins.standing import standing
from distribution.models import Delivery
from tests.factories import (
    bring_issue,
    look_at,
    make_article,
    make_issue,
    make_layout,
    make_office,
    make_pages,
    make_reporter,
    make_text,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]
REASON = "第一则数字有误。"
STATE = re.compile(r'<span class="state state-(\w+)"')  # the first is that of the heading


@pytest.fixture
def issue(editor):
    issue = make_issue(editor, articles=2)
    bring_issue(issue, "in_review", editor)
    make_pages(issue.layouts.get(), ["one", "two"])
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    signer = make_office("signer")
    workflow.perform(issue, "sign", signer, **look_at(issue, signer))
    workflow.perform(issue, "publish", editor)
    return issue


def correct(issue, editor):
    workflow.perform(issue, "correct", editor, REASON)
    article = Article.objects.filter(placement__section__issue=issue).first()
    drafting.save(article, version=article.version, by=editor,
                  text=make_text(article.headline, "<p>改正后的数字。</p>"))  # fmt: skip
    return article


def publish_again(issue, editor):
    workflow.perform(issue, "submit_for_review", editor)
    make_pages(make_layout(issue, b"%PDF-1.7 corrected"), ["one", "two, corrected"])
    return bring_issue_on(issue, editor)


def bring_issue_on(issue, editor):
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    signer = make_office("signer")
    workflow.perform(issue, "sign", signer, **look_at(issue, signer))
    workflow.perform(issue, "publish", editor)
    return issue


def test_correction_leaves_the_published_edition_in_force(issue, editor):
    edition, unit = issue.edition, sign_in(make_reporter())
    before = unit.get(issue.get_absolute_url()).context["contents"]
    correct(issue, editor)
    assert (issue.state, issue.edition, issue.in_force) == ("assembling", None, edition)
    page = unit.get(issue.get_absolute_url())
    assert (page.status_code, page.context["contents"]) == (200, before)
    assert "改正" not in page.content.decode() and REASON not in page.content.decode()
    file = edition.files.get(kind="pdf")
    assert unit.get(reverse("edition-file", args=[file.pk])).status_code == 200
    office = sign_in(editor).get(issue.get_absolute_url())
    assert "is being corrected" in office.content.decode() or "更正" in office.content.decode()


def test_unit_keeps_its_article_in_print_while_the_issue_is_corrected(issue, editor):
    article = correct(issue, editor)
    added = make_article(article.author, issue.bulletin, "accepted", editor)
    assembly.place(added, issue.sections.get(), editor)
    client = sign_in(article.author)
    trays = {tray["name"]: tray["count"] for tray in client.get("/articles/").context["trays"]}
    assert (trays["printed"], trays["office"]) == (1, 1)
    rows = client.get("/articles/", {"tray": "printed"}).context["rows"]
    assert [row["article"] for row in rows] == [article]
    page = client.get(article.get_absolute_url())
    assert page.context["reads_as_printed"] and page.context["may_compare"]
    assert page.context["standing"] == standing(Article(state="published"))
    assert [d.action for d in page.context["decisions"]] == ["submit", "accept", "publish"]
    assert STATE.search(page.content.decode())[1] == "published"
    page = client.get(added.get_absolute_url()).content.decode()
    assert STATE.search(page)[1] == "accepted" and str(issue) not in page
    office = sign_in(editor).get(article.get_absolute_url()).content.decode()
    assert STATE.search(office)[1] == "accepted"


def test_new_edition_says_what_it_corrects_and_the_old_one_stays(issue, editor):
    old = issue.edition
    article = correct(issue, editor)
    publish_again(issue, editor)
    new = issue.edition
    assert (new.version, new.corrects, new.reason) == (2, old, REASON)
    assert new.changed == {"articles": [["text", article.headline]], "pages": [2]}
    assert issue.in_force == new and correcting.editions(issue) == [new, old]
    assert Delivery.objects.filter(edition=new).count() == old.deliveries.count() > 0
    unit = sign_in(make_reporter())
    page = unit.get(issue.get_absolute_url()).content.decode()
    assert REASON in page and article.headline in page
    for edition in (old, new):
        file = edition.files.get(kind="archive")
        assert reverse("edition-file", args=[file.pk]) in page
        assert unit.get(reverse("edition-file", args=[file.pk])).status_code == 200
    told = unit.get(reverse("verify-digest", args=[old.files.get(kind="pdf").sha256])).context
    assert told["found"].later == new
    told = unit.get(reverse("verify-digest", args=[new.files.get(kind="pdf").sha256])).context
    assert told["found"].later is None


def test_pages_without_pictures_are_marked_by_their_changed_articles(issue, editor):
    article = correct(issue, editor)
    layout = make_layout(issue, b"%PDF-1.7 corrected", first_pages={str(article.pk): 2},
                         areas=[[{"article": "0"}], [{"article": str(article.pk)}]])  # fmt: skip
    facts = correcting.facts(issue, contents.build(issue), layout)
    assert facts["changed"]["pages"] == [2]


def test_correction_needs_a_reason_and_an_editor(issue, editor):
    with pytest.raises(NotNow):
        workflow.perform(issue, "correct", editor, " ")
    for role in ("reviewer", "signer", "administrator"):
        with pytest.raises(NotYou):
            workflow.perform(issue, "correct", make_office(role), REASON)


def test_correction_that_changes_nothing_is_given_up_not_signed(issue, editor):
    edition = issue.edition
    workflow.perform(issue, "correct", editor, REASON)
    with pytest.raises(NotNow):
        workflow.perform(issue, "submit_for_review", editor)
    assert "drop_correction" in {t.action for t in workflow.available_actions(issue, editor)}
    workflow.perform(issue, "drop_correction", editor)
    assert (issue.state, issue.edition, issue.in_force) == ("published", edition, edition)
    states = Article.objects.filter(placement__section__issue=issue).values_list("state", flat=True)
    assert set(states) == {"published"}
    assert Edition.objects.filter(issue=issue).count() == 1


def test_correction_is_not_given_up_over_what_it_changed(issue, editor):
    article = correct(issue, editor)
    with pytest.raises(NotNow, match=article.headline):
        workflow.perform(issue, "drop_correction", editor)


def test_correction_keeps_its_number(issue, editor):
    correct(issue, editor)
    Issue.objects.filter(pk=issue.pk).update(number=99)
    issue.refresh_from_db()
    with pytest.raises(NotNow):
        workflow.perform(issue, "submit_for_review", editor)


def test_signature_of_a_correction_called_back_leaves_the_first_edition(issue, editor):
    old = issue.edition
    correct(issue, editor)
    workflow.perform(issue, "submit_for_review", editor)
    make_layout(issue, b"%PDF-1.7 corrected")
    workflow.perform(issue, "pass_review", make_office("reviewer"))
    signer = make_office("signer")
    workflow.perform(issue, "sign", signer, **look_at(issue, signer))
    workflow.perform(issue, "call_back", editor, "还有一处。")
    assert (issue.state, issue.edition, issue.in_force) == ("assembling", None, old)
    assert correcting.editions(issue) == [old]


# --- what was published cannot be changed by anything else ---------------------------------


def refused_by_database(call):
    with pytest.raises(DatabaseError), transaction.atomic():
        call()


def test_published_edition_and_files_resist_orm_and_sql(issue):
    def run(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    edition, before = issue.edition, list(EditionFile.objects.order_by("pk").values())
    for call in (
        lambda: Edition.objects.filter(pk=edition.pk).update(reason="x"),
        lambda: Edition.objects.filter(pk=edition.pk).update(changed={"pages": [1]}),
        lambda: edition.save(),
        lambda: EditionFile.objects.filter(edition=edition).update(sha256="0" * 64),
        lambda: EditionFile.objects.filter(edition=edition).first().delete(),
        lambda: run("UPDATE bulletins_edition SET contents = '{}'"),
        lambda: run("UPDATE bulletins_editionfile SET file = 'x'"),
        lambda: run("DELETE FROM bulletins_editionfile"),
        lambda: Issue.objects.filter(pk=issue.pk).update(in_force=None),
        lambda: issue.delete(),
    ):
        refused_by_database(call)
    assert list(EditionFile.objects.order_by("pk").values()) == before


def test_rows_of_a_published_issue_resist_orm_and_sql(issue, editor):
    """Whatever it was published with, and by whichever way."""
    section = issue.sections.get()
    placed = section.placements.all()
    article = placed[0].article
    other = make_article(state="accepted")
    before = contents.build(issue).digest
    for call in (
        lambda: Issue.objects.filter(pk=issue.pk).update(number=99),
        lambda: Issue.objects.filter(pk=issue.pk).update(state="assembling", number=99),
        lambda: Issue.objects.filter(pk=issue.pk).update(state="signed"),
        lambda: issue.sections.update(title="改"),
        lambda: issue.sections.create(title="新", style="articles", position=9),
        lambda: placed.filter(pk=placed[0].pk).delete(),
        lambda: placed.update(contents_title="改"),
        lambda: section.placements.create(article=other, position=9, placed_by=editor),
        lambda: Article.objects.filter(pk=article.pk).update(body="<p>改</p>"),
        lambda: Article.objects.filter(pk=article.pk).update(state="accepted", body="<p>改</p>"),
        lambda: article.sources.update(label="改"),
        lambda: article.sources.create(label="又一家", position=9),
        lambda: issue.sections.all().delete(),
        lambda: DistributionList.objects.create(bulletin=issue.bulletin, issue=issue),
    ):
        refused_by_database(call)
    assert contents.build(Issue.objects.get(pk=issue.pk)).digest == before


def test_edition_in_force_resists_while_it_is_corrected(issue, editor):
    workflow.perform(issue, "correct", editor, "有误。")
    refused_by_database(lambda: Issue.objects.filter(pk=issue.pk).update(in_force=None))


def test_published_issue_takes_no_change_of_text_or_order(issue, editor):
    section = issue.sections.get()
    article = section.placements.first().article
    for call in (
        lambda: drafting.save(article, version=article.version, by=editor, text=make_text("改")),
        lambda: assembly.unplace(section.placements.first(), editor),
        lambda: assembly.add_section(issue, editor, "新栏目", "articles"),
        lambda: assembly.change_section(section, editor, "改名", "articles"),
    ):
        with pytest.raises((NotNow, NotYou)):
            call()
    assert contents.build(issue).digest == issue.edition.digest
