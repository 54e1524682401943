"""Pages that come by themselves: wishes, layouts passed over, pictures, and who may see them."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bulletins import assembly, contents, page_making, page_strip, page_wishes, tasks
from bulletins.models import Layout, PagePicture, PagesWanted
from bulletins.models.bulletin import design_digest
from bulletins.models.page import PICTURED
from tests.factories import (
    bring_issue,
    make_article,
    make_comment,
    make_issue,
    make_layout,
    make_office,
    make_pages,
    make_reporter,
)
from tests.test_pages import assert_as_many_queries
from tests.world import sign_in

LONG_AGO = timedelta(hours=1)


def change(issue, editor, word="改过的目录标题"):
    placement = issue.sections.get().placements.first()
    assembly.retitle(placement, editor, word)
    issue.refresh_from_db()


def waiting(issue, **fields) -> Layout:
    built = contents.build(issue)
    return Layout.objects.create(
        issue=issue, digest=built.digest, contents=built.to_json(), design=issue.design,
        design_digest=design_digest(issue.design), **fields,
    )  # fmt: skip


def states(issue) -> dict:
    return {layout.digest: layout.state for layout in issue.layouts.all()}


# --- wishes -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_changes_before_the_worker_comes_are_one_wish(settings):
    editor = make_office("editor")
    issue = make_issue(editor, articles=2)
    settings.PAGES_AFTER = 60
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for word in ("一", "二", "三"):
        change(issue, editor, word)
    assert PagesWanted.objects.get().issue == issue
    [job] = DBTaskResult.objects.all()
    assert job.task_path == "bulletins.page_wishes.grant" and job.args_kwargs["args"] == [issue.pk]
    assert job.run_after > timezone.now() + timedelta(seconds=30)
    assert not issue.layouts.exists()


@pytest.mark.django_db(transaction=True)
def test_change_brings_its_pages_without_a_button(settings):
    editor = make_office("editor")
    issue = make_issue(editor)
    settings.PAGES_AFTER = 0
    change(issue, editor)
    layout = issue.layouts.get()
    assert (layout.digest, layout.state) == (contents.build(issue).digest, "done")
    assert layout.stage == PICTURED and layout.requested_by is None
    pictured = layout.pictures.values_list("number", flat=True)
    assert list(pictured) == list(range(1, layout.pages + 1))
    article = issue.sections.get().placements.get().article
    assert {area["article"] for page in layout.areas for area in page} == {str(article.pk)}
    assert not PagesWanted.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_change_of_a_placed_text_brings_pages_of_another_does_not(settings, monkeypatch):
    editor = make_office("editor")
    issue = make_issue(editor)
    loose = make_article(None, issue.bulletin, "accepted", editor)
    asked = []
    settings.PAGES_AFTER = 0
    monkeypatch.setattr(page_wishes, "_nudge", asked.append)
    loose.save()
    assert asked == []
    issue.sections.get().placements.get().article.save()
    assert asked == [issue.pk]
    PagesWanted.objects.all().delete()
    issue.bulletin.save()
    assert asked == [issue.pk] * 2


def test_wish_of_an_issue_that_left_the_board_is_dropped(editor):
    issue = bring_issue(make_issue(editor), "in_review", editor)
    issue.layouts.all().delete()
    PagesWanted.objects.create(issue=issue)
    page_wishes.grant.call(issue.pk)
    assert (PagesWanted.objects.count(), issue.layouts.count()) == (0, 0)


def test_empty_issue_has_no_pages(editor):
    issue = make_issue(editor, articles=0)
    PagesWanted.objects.create(issue=issue)
    page_wishes.grant.call(issue.pk)
    assert issue.layouts.count() == 0
    assert not page_strip.of(issue).missing


def test_granted_wish_is_not_granted_again(editor):
    issue = make_issue(editor)
    page_wishes.grant.call(issue.pk)
    assert issue.layouts.count() == 0


@pytest.mark.django_db(transaction=True)
def test_forgotten_wish_is_taken_up_by_the_sweep():
    editor = make_office("editor")
    issue = make_issue(editor)
    PagesWanted.objects.create(issue=issue, at=timezone.now() - LONG_AGO)
    assert page_wishes.sweep() == 1
    assert issue.layouts.get().state == "done"


# --- layouts ------------------------------------------------------------------------------


def test_older_waiting_layout_is_passed_over(editor):
    issue = make_issue(editor)
    older = waiting(issue)
    change(issue, editor)
    newer = tasks.request_layout(issue, editor)
    assert states(issue) == {older.digest: "passed", newer.digest: "requested"}
    tasks.make_layout.call(older.pk)
    older.refresh_from_db()
    assert older.state == "passed"


def test_layout_passed_over_waits_again_when_its_contents_come_back(editor):
    issue = make_issue(editor)
    older = tasks.request_layout(issue)
    change(issue, editor, "改")
    newer = tasks.request_layout(issue)
    change(issue, editor, "")
    assert tasks.request_layout(issue) == older
    assert states(issue) == {older.digest: "requested", newer.digest: "passed"}
    assert issue.layouts.first() == older


def test_running_layout_and_those_of_other_issues_go_on(editor):
    issue, other = make_issue(editor), make_issue(editor)
    running, elsewhere = waiting(issue, state="running"), waiting(other)
    change(issue, editor)
    tasks.request_layout(issue)
    running.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (running.state, elsewhere.state) == ("running", "requested")


def test_old_pages_go_and_what_was_asked_for_stays(editor):
    issue = make_issue(editor)
    made = []
    for number in range(page_making.KEPT_LAYOUTS + 3):
        change(issue, editor, f"第{number}稿")
        at = timezone.now() + timedelta(seconds=number)
        asked = editor if number == 1 else None
        made.append(make_pages(make_layout(issue, requested_at=at, requested_by=asked)))
    files = [[page.name("whole") for page in layout.pictures.all()] for layout in made]
    page_making.forget_old(issue)
    kept = made[1:2] + made[3:]
    assert set(issue.layouts.all()) == set(kept)
    pictured = set(PagePicture.objects.values_list("layout", flat=True))
    assert pictured == {layout.pk for layout in made[3:]}
    assert [all(map(default_storage.exists, names)) for names in files] == [False] * 3 + [True] * 4


def test_pages_that_were_spoken_of_keep_their_layout(editor):
    issue = make_issue(editor)
    make_comment(issue)
    commented = issue.layouts.get()
    for number in range(page_making.KEPT_LAYOUTS):
        change(issue, editor, f"第{number}稿")
        make_pages(make_layout(issue))
    page_making.forget_old(issue)
    assert issue.layouts.filter(pk=commented.pk).exists()
    assert not commented.pictures.exists()


@pytest.mark.django_db(transaction=True)
def test_pages_drawn_as_before_take_over_their_pictures_and_others_are_pictured(settings):
    editor = make_office("editor")
    issue = make_issue(editor, articles=3)
    settings.PAGES_AFTER = 0
    change(issue, editor, "第一稿")  # of the contents box on page one
    before = {page.number: page for page in issue.layouts.get().pictures.all()}
    assert len({page.drawn for page in before.values()}) == len(before) > 1
    for page in before.values():  # so that a copy is known from a new picture
        name = page.name("whole")
        default_storage.delete(name)
        default_storage.save(name, ContentFile(b"as before"))
    default_storage.delete(before[2].name("small"))
    change(issue, editor, "第二稿")
    after = {page.number: page for page in issue.layouts.first().pictures.all()}
    assert after.keys() == before.keys()
    told = {
        number: default_storage.open(page.name("whole")).read() for number, page in after.items()
    }
    assert after[1].drawn != before[1].drawn and after[1].sha256 != before[1].sha256
    assert told[1] != b"as before"
    for number in after.keys() - {1}:
        assert (after[number].drawn, after[number].sha256) == (
            before[number].drawn, before[number].sha256,
        )  # fmt: skip
        assert (told[number] == b"as before") == (number != 2)  # whose small picture was lost


# --- the strip ----------------------------------------------------------------------------


def strip_of(user, issue) -> str:
    response = sign_in(user).get(reverse("page-strip", args=[issue.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_changed_pages_are_marked_against_the_pages_before(editor):
    issue = make_issue(editor)
    make_pages(make_layout(issue), ["甲", "乙"])
    assert [page.changed for page in page_strip.of(issue).pages] == [False, False]
    change(issue, editor)
    make_pages(make_layout(issue), ["甲", "丙"])
    assert [page.changed for page in page_strip.of(issue).pages] == [False, True]
    assert strip_of(editor, issue).count("有变动") == 1


def test_contents_that_come_back_are_compared_with_what_was_between(editor):
    issue = make_issue(editor)
    first = make_pages(make_layout(issue), ["甲", "乙"])
    change(issue, editor, "改")
    make_pages(make_layout(issue), ["丙", "乙"])
    change(issue, editor, "")
    assert tasks.request_layout(issue) == first
    assert [page.changed for page in page_strip.of(issue).pages] == [True, False]


def test_strip_shows_the_pages_before_while_new_ones_are_made(editor):
    issue = make_issue(editor)
    before = make_pages(make_layout(issue))
    change(issue, editor)
    waiting(issue, state="running", done=1, total=3)
    part = strip_of(editor, issue)
    assert f'data-poll="{reverse("page-strip", args=[issue.pk])}"' in part
    assert reverse("page-picture", args=[before.key, 2, "small"]) in part
    assert 'value="1" max="3"' in part and "改动之前" in part


def test_finished_strip_is_not_asked_for_again_by_itself(editor):
    issue = make_issue(editor)
    make_pages(make_layout(issue))
    part = strip_of(editor, issue)
    assert "data-poll" not in part and "<form" not in part


def test_failed_pages_name_the_article(editor):
    issue = make_issue(editor)
    article = issue.sections.get().placements.get().article
    waiting(issue, state="failed", failure="<表格>过宽。", failed_article=article)
    part = strip_of(editor, issue)
    assert article.get_absolute_url() in part and "&lt;表格&gt;过宽。" in part
    assert "data-poll" not in part and "data-at-once" not in part and "<form" in part


def test_pages_nobody_asked_for_are_asked_for_by_the_strip(editor):
    issue = make_issue(editor)
    assert "data-at-once" in strip_of(editor, issue)
    sign_in(editor).post(reverse("page-strip", args=[issue.pk]))
    assert issue.layouts.get().requested_by == editor


def test_issue_page_and_reading_page_carry_the_strip(editor):
    issue = make_issue(editor)
    layout = make_pages(make_layout(issue))
    for name in ("issue", "issue-read"):
        page = sign_in(editor).get(reverse(name, args=[issue.pk])).content.decode()
        assert reverse("page-picture", args=[layout.key, 1, "small"]) in page


def test_strip_asks_the_same_however_full(editor):
    issue = make_issue(editor, articles=0)

    def grow(count):
        for _ in range(count):
            article = make_article(None, issue.bulletin, "accepted", editor)
            assembly.place(article, issue.sections.get(), editor)
        issue.layouts.all().delete()
        layout = make_layout(issue)
        Layout.objects.filter(pk=layout.pk).update(pages=issue.sections.get().placements.count())
        layout.refresh_from_db()
        make_pages(layout)

    assert_as_many_queries(editor, reverse("page-strip", args=[issue.pk]), grow)


# --- the large page -----------------------------------------------------------------------


def areas_of(article):
    area = {"article": str(article.pk), "left": 0.1, "top": 0.2, "width": 0.5, "height": 0.25}
    return [[area], [area]]


def test_page_leads_to_its_articles(editor):
    issue = make_issue(editor)
    placement = issue.sections.get().placements.get()
    article = placement.article
    make_pages(make_layout(issue, areas=areas_of(article), first_pages={str(article.pk): 1}))
    for person, wanted in (
        (editor, f"{issue.get_absolute_url()}#placement-{placement.pk}"),
        (make_office("signer"), f"{issue.get_absolute_url()}read/#article-{article.pk}"),
    ):
        page = sign_in(person).get(reverse("page", args=[issue.pk, 2])).content.decode()
        assert page.count(f'href="{wanted}"') == 2  # on the picture and in the list
        assert '<rect x="21.0" y="59.4" width="105.0" height="74.2">' in page
        assert "（续）" in page


def test_page_without_areas_lists_what_begins_on_it(editor):
    issue = make_issue(editor)
    article = issue.sections.get().placements.get().article
    make_pages(make_layout(issue, first_pages={str(article.pk): 2}))
    client = sign_in(editor)
    assert [str(article) in client.get(reverse("page", args=[issue.pk, n])).content.decode()
            for n in (1, 2)] == [False, True]  # fmt: skip


@pytest.mark.parametrize("number", [0, 3, 4_000_000_000])
def test_page_that_is_not_there_is_not_found(editor, number):
    issue = make_issue(editor)
    make_pages(make_layout(issue))
    assert sign_in(editor).get(reverse("page", args=[issue.pk, number])).status_code == 404


def test_picture_is_served_for_its_own_layout_only(editor):
    issue, other = make_issue(editor), make_issue(editor)
    mine, theirs = make_pages(make_layout(issue)), make_layout(other)
    client = sign_in(editor)
    url = reverse("page-picture", args=[mine.key, 1, "whole"])
    response = client.get(url)
    assert response.getvalue() == f"\x89PNG whole {mine.pk} 1".encode()
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"] and "immutable" in response["Cache-Control"]
    again = client.get(url, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    strange = reverse("page-picture", args=[theirs.key, 1, "whole"])
    assert client.get(strange, headers={"If-None-Match": response["ETag"]}).status_code == 404


def test_units_see_no_page_of_any_issue(editor):
    reporter = make_reporter()
    for state in ("assembling", "in_review", "published"):
        issue = bring_issue(make_issue(editor), state, editor)
        layout = issue.layouts.first() or make_layout(issue)
        make_pages(layout)
        urls = [
            reverse("pages", args=[issue.pk]),
            reverse("page", args=[issue.pk, 1]),
            reverse("page-strip", args=[issue.pk]),
            reverse("page-picture", args=[layout.key, 1, "small"]),
        ]
        assert {sign_in(reporter).get(url).status_code for url in urls} == {404}
        assert {sign_in(editor).get(url).status_code for url in urls} == {200}
