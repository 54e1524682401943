"""The page of a PDF being made: its states, its fragment, a worker that died, a second try."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletins import contents, jobs, tasks
from bulletins.models import Layout
from bulletins.models.bulletin import design_digest
from tests.factories import make_issue, make_layout, make_office
from tests.world import sign_in

LONG_AGO = timedelta(hours=1)


def unfinished(issue, state, **fields) -> Layout:
    built = contents.build(issue)
    return Layout.objects.create(
        issue=issue, digest=built.digest, contents=built.to_json(), state=state,
        design=issue.design, design_digest=design_digest(issue.design), **fields,
    )  # fmt: skip


def fragment(user, layout) -> str:
    response = sign_in(user).get(layout.get_absolute_url(), {"part": "1"})
    assert response.status_code == 200
    return response.content.decode().strip()


@pytest.mark.parametrize("state", ["requested", "running"])
def test_unfinished_layout_is_asked_for_again(editor, state):
    layout = unfinished(make_issue(editor), state, done=3, total=12)
    part = fragment(editor, layout)
    assert part.startswith("<div") and "<html" not in part
    assert f'data-poll="{layout.get_absolute_url()}?part=1"' in part
    assert 'value="3" max="12"' in part
    page = sign_in(editor).get(layout.get_absolute_url()).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    assert sign_in(editor).get(reverse("layout-pdf", args=[layout.key])).status_code == 404


def test_who_asks_while_a_worker_is_at_it_is_not_forgotten(editor):
    """What nobody asked for is dropped after a while (page_making.forget_old)."""
    issue = make_issue(editor)
    layout = unfinished(issue, "requested")
    worked_on = jobs.claim(Layout, layout.pk)
    assert tasks.request_layout(issue, editor) == layout
    tasks._fail(worked_on, "no room")
    layout.refresh_from_db()
    assert (layout.state, layout.failure, layout.requested_by) == ("failed", "no room", editor)


def test_finished_layout_offers_its_pdf_and_is_not_asked_for_again(editor):
    layout = make_layout(make_issue(editor), b"%PDF-1.7 test")
    part = fragment(editor, layout)
    assert "data-poll" not in part
    assert reverse("layout-pdf", args=[layout.key]) in part
    pdf = sign_in(editor).get(reverse("layout-pdf", args=[layout.key]))
    assert pdf.getvalue() == b"%PDF-1.7 test"


def test_failed_layout_names_the_article_and_the_reason_and_offers_another_try(editor):
    issue = make_issue(editor)
    article = issue.sections.get().placements.get().article
    layout = unfinished(issue, "failed", failure="<表格>过宽。", failed_article=article)
    part = fragment(editor, layout)
    assert "data-poll" not in part
    assert article.get_absolute_url() in part and str(article) in part
    assert "&lt;表格&gt;过宽。" in part
    page = sign_in(editor).get(layout.get_absolute_url()).content.decode()
    assert f'action="{reverse("layout-request", args=[issue.pk])}"' in page


def test_layout_asked_for_twice_is_one(editor):
    issue = make_issue(editor)
    client, url = sign_in(editor), reverse("layout-request", args=[issue.pk])
    first, second = (client.post(url)["Location"] for _ in range(2))
    assert first == second == Layout.objects.get().get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_layout_whose_worker_died_is_taken_up_when_somebody_looks():
    editor = make_office("editor")
    layout = unfinished(make_issue(editor), "running", changed_at=timezone.now() - LONG_AGO)
    sign_in(editor).get(layout.get_absolute_url(), {"part": "1"})
    layout.refresh_from_db()
    assert (layout.state, layout.failure) == ("done", "")
    assert layout.file.read(5) == b"%PDF-"


@pytest.mark.django_db(transaction=True)
def test_running_layout_is_left_to_its_worker():
    editor = make_office("editor")
    layout = unfinished(make_issue(editor), "running")
    sign_in(editor).get(layout.get_absolute_url())
    layout.refresh_from_db()
    assert layout.state == "running"


@pytest.mark.django_db(transaction=True)
def test_failed_layout_is_made_anew_on_request():
    editor = make_office("editor")
    issue = make_issue(editor)
    layout = unfinished(issue, "failed", failure="坏了。")
    sign_in(editor).post(reverse("layout-request", args=[issue.pk]))
    layout.refresh_from_db()
    assert (layout.state, layout.failure) == ("done", "")


@pytest.mark.django_db(transaction=True)
def test_layout_whose_file_is_gone_is_made_anew_on_request():
    editor = make_office("editor")
    issue = make_issue(editor)
    layout = make_layout(issue)
    layout.file.storage.delete(layout.file.name)
    sign_in(editor).post(reverse("layout-request", args=[issue.pk]))
    layout.refresh_from_db()
    assert layout.file.read(5) == b"%PDF-"
