"""English sentences whatever the catalogue says, and workbooks made in memory."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests import factories

PASSWORD = "correct-horse-9A"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def administrator(db):
    return factories.make_office("administrator")


@pytest.fixture
def office(client, administrator):
    """A client signed in as an administrator."""
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def workbook(*lines) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def as_upload(data: bytes, name="list.xlsx"):
    return SimpleUploadedFile(name, data)
