"""One of everything that has an address, and one person of every kind."""

import copy
import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

from bulletins import assembly, pictures, slip_making
from bulletins.models import EditionFile, Wording
from records.models import Record
from tests.factories import (
    bring_issue,
    look_at,
    make_article,
    make_bulletin,
    make_comment,
    make_delegation,
    make_issue,
    make_layout,
    make_letter,
    make_office,
    make_reporter,
    make_specimen,
    make_unit,
    make_user,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"


def png(name="picture.png") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def make_people(unit_a, unit_b) -> dict:
    """By what the tables of the tests call them; None is a stranger."""
    return {
        "anonymous": None,
        "deactivated": make_office("editor"),
        "roleless": make_user(),
        "reporter_a": make_reporter(unit_a),
        "head_a": make_reporter(unit_a, role="unit_head"),
        "reporter_b": make_reporter(unit_b),
        "editor": make_office("editor"),
        "assembler": make_office("editor"),
        "reviewer": make_office("reviewer"),
        "signer": make_office("signer"),
        "administrator": make_office("administrator"),
        "auditor": make_office("auditor"),
        "superuser": make_user(is_superuser=True),
    }


def make_world() -> SimpleNamespace:
    unit_a, unit_b = make_unit(), make_unit()
    people, bulletin = make_people(unit_a, unit_b), make_bulletin()
    reporter, assembler = people["reporter_a"], people["assembler"]
    world = SimpleNamespace(
        unit=unit_a, people=people, bulletin=bulletin, person=make_reporter(unit_a)
    )
    for state in ("draft", "submitted", "returned"):
        setattr(world, state, make_article(reporter, bulletin, state, assembler))
    for name in ("assembling", "in_review", "awaiting_signature", "signed", "published"):
        issue = make_issue(assembler, bulletin, articles=0)
        article = make_article(reporter, bulletin, "accepted", assembler)
        assembly.place(article, issue.sections.get(), assembler)
        bring_issue(issue, name, assembler, people["reviewer"], people["signer"])
        issue.refresh_from_db()
        setattr(world, name, issue)
        world.printed = article  # in the end that of the published issue
    world.section = world.assembling.sections.get()
    world.placement = world.section.placements.get()
    world.placed = world.placement.article
    world.waiting = make_article(reporter, bulletin, "accepted", assembler)
    world.layout = make_layout(world.signed)
    world.comment = make_comment(world.in_review, people["reviewer"])
    world.pages = world.in_review.layouts.get()
    world.specimen = make_specimen(bulletin)
    world.published_layout = world.published.layouts.get()
    world.seen = look_at(world.awaiting_signature, people["signer"])
    world.delegation = make_delegation(people["signer"])
    world.frozen = EditionFile.objects.get(kind="pdf")
    world.slip = slip_making.freeze(world.published.edition, b"%PDF-1.7 slip of a test", 1)
    world.delivery = world.published.edition.deliveries.first()
    world.notice = reporter.notices.first()
    world.letter = make_letter(make_office("editor", email="bianji@yunxi.example"))
    world.wording = Wording.objects.create(wrong="走访一线", right="看望一线")
    world.record = Record.objects.order_by("pk").first()
    world.picture = pictures.store(world.draft, png(), reporter)
    world.submitted_picture = pictures.store(world.submitted, png(), reporter)
    return world


def sign_in(user, **options) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user, BACKEND)
    return client


class Visit:
    """Asks as one person, every time as if for the first: no message, no change stays."""

    def __init__(self, user):
        self.client = sign_in(user)
        self.cookies = self.client.cookies

    def __call__(self, method, url, data=None, **options):
        client = Client(**options) if options else self.client
        client.cookies = copy.deepcopy(self.cookies)
        with transaction.atomic():
            response = getattr(client, method.lower())(url, data)
            if response.streaming:
                response.getvalue()
            transaction.set_rollback(True)
        return response


@pytest.fixture(scope="module", name="world")
def one_world(django_db_setup, django_db_blocker):
    """Made once for all tests of a module, which see it under a savepoint of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        made.visits = {name: Visit(user) for name, user in made.people.items()}
        deactivated = made.people["deactivated"]
        deactivated.is_active = False
        deactivated.save()
        yield made
        transaction.set_rollback(True)
