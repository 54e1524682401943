"""Forms write what they show: every column of every record sent along changes nothing more."""

import datetime
import uuid

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from tests.test_permissions import FIRST, TABLE
from tests.world import (
    one_world,  # noqa: F401 (a fixture)
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]

ACTORS = ("reporter_a", "assembler", "reviewer", "signer", "administrator")
PERSONS = {"author_name", "photographer_name", "contact_phone"}
# What a form shows and the row of the table does not fill in, and what buttons are called.
SHOWN = {
    "article-new": {"key", "subtitle", "byline", "sources", "suggested_section"} | PERSONS,
    "article-new-word": {"key", "subtitle", "byline", "sources", "suggested_section"} | PERSONS,
    "article-word": {"headline", "subtitle", "byline", "body", "sources", "suggested_section"}
    | PERSONS,
    "article-edit": {"subtitle", "byline", "body", "sources", "suggested_section"} | PERSONS,
    "article-autosave-new": {"key", "subtitle", "byline", "sources", "suggested_section"} | PERSONS,
    "article-autosave": {"subtitle", "byline", "body", "sources", "suggested_section"} | PERSONS,
    "article-action": {"note", "version"},
    "issue-action": {"note", "version", "digest", "delegation", "layout"},
    "issue-facts": {
        "kind",
        "special_title",
        "editor_name",
        "reviewer_name",
        "signer_name",
        "note",
        "articles_due",
        "print_due",
    },
    "issue-new": {
        "kind",
        "special_title",
        "number",
        "serial",
        "editor_name",
        "reviewer_name",
        "signer_name",
        "articles_due",
        "print_due",
    },
    "comment-add": {"article", "x", "y"},
    "comment": {"text", "done"},
    "article-messages": {"text"},
    "article-copy": {"key"},
    "article-corrects": {"corrects"},
    "bulletin": {"publisher", "marking", "number_style", "sections"},
    "bulletin-new": {"publisher", "marking", "number_style", "sections"},
    "wording": {"reason", "active"},
    "wording-new": {"reason", "active"},
    "unit": {"short_name", "parent", "aliases", "head_approves", "active"},
    "unit-new": {"short_name", "parent", "aliases", "head_approves", "active"},
    "person": {"phone", "email"},
    "person-new": {"phone", "email"},
}
POSTED = [row for row in TABLE if row.post and row.name not in ("sign-in", "sign-out")]


def records():
    return [model for model in apps.get_models()
            if model._meta.app_label in ("units", "bulletins", "distribution")]  # fmt: skip


def every_column(world) -> dict:
    """A plausible, forbidden value for each column of each model, by both its names."""
    values = {}
    for model in records():
        for field in model._meta.concrete_fields:
            value = _value(field, world)
            values |= {field.name: value, field.attname: value}
    return values | {"state": "published", "is_superuser": "on", "is_staff": "on", "role": "signer"}


def _value(field, world):
    if field.is_relation:
        found = field.related_model.objects.order_by("pk").last()
        return found.pk if found else 1
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2001-01-01"
    if isinstance(field, models.IntegerField):
        return "4242"
    return str(uuid.UUID(int=9)) if isinstance(field, models.UUIDField) else "偷写"


def stored(known: dict) -> dict:
    """Everything stored, but for times and for the numbers of what is new since ``known``."""
    found = {}
    for model in records():
        fields = model._meta.concrete_fields
        rows = []
        for row in model.objects.order_by("pk").values_list(*(f.attname for f in fields)):
            rows.append(
                tuple(_plain(f, value, known) for f, value in zip(fields, row, strict=True))
            )
        found[model] = rows
    return found


def _plain(field, value, known):
    model = field.related_model if field.is_relation else field.model
    if (field.primary_key or field.is_relation) and value not in known[model]:
        return value and "new"
    if isinstance(field, models.FileField) or field.name in (
        "password",
        "sha256",
        "url",
        "message_id",
    ):
        return "" if not value else "some"
    if field.name == "occasion":  # ends in the key of what it tells of
        return value.rstrip("0123456789")
    if isinstance(value, datetime.datetime):
        return "a time"
    new = isinstance(field, models.UUIDField) and value not in known["keys"]
    return "a key" if new else value


def outcome(world, actor, url, data, known):
    """What is stored after ``actor`` has posted ``data``, which is then undone."""
    client = sign_in(world.people[actor])
    with transaction.atomic():
        status = client.post(url, data).status_code
        after = stored(known)
        transaction.set_rollback(True)
    return status, after


@pytest.mark.parametrize("row", POSTED, ids=[f"{n}-{row.name}" for n, row in enumerate(POSTED)])
def test_columns_sent_along_change_nothing(world, row):
    known = {model: set(model.objects.values_list("pk", flat=True)) for model in apps.get_models()}
    known["keys"] = {key for model in records() for field in model._meta.concrete_fields
                     if isinstance(field, models.UUIDField)
                     for key in model.objects.values_list(field.name, flat=True)}  # fmt: skip
    url = reverse(row.name, args=row.args(world))
    for actor in ACTORS:
        if row.expected("POST", actor) not in (200, 302):
            continue
        plain = outcome(world, actor, url, row.data(world), known)
        data, shown = row.data(world), SHOWN.get(row.name, ())
        extra = {k: v for k, v in every_column(world).items() if k not in shown and k not in data}
        assert len(extra) > 50
        assert outcome(world, actor, url, data | extra, known) == plain, actor


def test_every_form_is_posted_by_someone_who_may():
    forms = [row for row in FIRST.values() if row.post]
    done = {row.name for row in forms for actor in ACTORS
            if row.expected("POST", actor) in (200, 302)}  # fmt: skip
    assert done == {row.name for row in forms}
