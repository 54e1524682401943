"""Every address of the table leaves a record of what was done there, and of what was refused."""

import json

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from records import middleware
from records.models import Record
from tests.test_columns import stored
from tests.test_permissions import EVERYONE, STRANGERS, TABLE
from tests.world import (
    one_world,  # noqa: F401 (a fixture)
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]

PASSWORD = "correct-horse-9A"
POSTED = [row for row in TABLE if row.post is not None]


def someone(row, *statuses):
    actors = sorted(EVERYONE - STRANGERS)
    return next((a for a in actors if row.expected("POST", a) in statuses), None)


def left_by(world, row, actor):
    """(records, whether anything else changed) after a POST that is then undone."""
    client = sign_in(world.people[actor])
    known, last = everything(world), Record.objects.order_by("-pk").first().pk
    with transaction.atomic():
        client.post(reverse(row.name, args=row.args(world)), row.data(world),
                    REMOTE_ADDR="192.0.2.77")  # fmt: skip
        records = list(Record.objects.filter(pk__gt=last))
        changed = everything(world) != known
        transaction.set_rollback(True)
    return records, changed


def everything(world):
    known = {model: set() for model in apps.get_models()} | {"keys": set()}
    return stored(known)


@pytest.mark.parametrize("row", POSTED, ids=[f"{n}-{row.name}" for n, row in enumerate(POSTED)])
def test_posted_address_leaves_a_record_of_what_was_done_and_refused(world, row):
    if actor := someone(row, 200, 302):
        records, changed = left_by(world, row, actor)
        if row.name not in middleware.QUIET:
            assert records or not changed, actor
        assert {record.outcome for record in records} <= (
            {"done"} if changed else {"done", "refused"}
        )
        assert {record.address for record in records} <= {"192.0.2.77"}
        assert {record.user for record in records} <= {world.people[actor]}
    for status in (403, 404, 409):
        actor = someone(row, status)
        if actor and (status != 404 or row.args(world)):
            (record,), changed = left_by(world, row, actor)
            assert (record.outcome, record.detail["status"]) == ("refused", status)
            assert record.user == world.people[actor]
            assert not changed


def test_records_of_all_that_was_posted_hold_no_password_token_or_text(world):
    for row in POSTED:
        if actor := someone(row, 200, 302, 422):
            records, _ = left_by(world, row, actor)
            said = json.dumps([list(map(str, r.__dict__.values())) for r in records])
            for secret in (PASSWORD, "csrf", "七月以来", "<p>", "pbkdf2", "md5$"):
                assert secret not in said, row.name


def test_get_of_what_is_not_there_or_not_allowed_is_recorded_for_people_only(world):
    reporter, other = world.people["reporter_b"], Client()
    url = reverse("article", args=[world.draft.pk])
    assert (sign_in(reporter).get(url).status_code, other.get(url).status_code) == (404, 302)
    record = Record.objects.first()
    assert (record.user, record.action) == (reporter, "article")
    assert record.object_id == str(world.draft.pk)
    assert (record.outcome, record.object_title) == ("refused", "")
    assert sign_in(world.people["editor"]).get(reverse("records")).status_code == 403
    assert Record.objects.first().action == "records"


def test_unpublished_pages_taken_away_are_recorded_and_published_ones_not(world):
    client = sign_in(world.people["signer"])
    before = Record.objects.count()
    for _ in client.get(reverse("layout-pdf", args=[world.layout.key])):
        pass
    assert Record.objects.first().action == "layout-pdf"
    assert Record.objects.first().object_id == str(world.layout.key)
    client.head(reverse("layout-pdf", args=[world.layout.key]))
    for _ in client.get(reverse("edition-file", args=[world.frozen.pk])):
        pass
    assert Record.objects.count() == before + 1


def test_file_that_cannot_be_recorded_is_not_handed_out(world, monkeypatch, caplog):
    client = sign_in(world.people["signer"])

    def full(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(middleware, "record", full)
    answer = client.get(reverse("layout-pdf", args=[world.layout.key]))
    assert answer.status_code == 403
    assert b"%PDF" not in answer.content
    assert "not recorded" in caplog.text
