"""The public page where a file is checked: what it tells, to whom, and what it keeps to itself."""

import hashlib
import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from bulletins.models import EditionFile
from bulletins.models.file import SIGNED
from bulletins.views import verifying
from tests.factories import bring_issue, make_issue

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]

LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "v"}}


@pytest.fixture
def published():
    return bring_issue(make_issue(), "published")


def asked(digest):
    return Client().get(reverse("verify-digest", args=[digest]))


def sent(data, name="file.pdf"):
    upload = SimpleUploadedFile(name, data)
    return Client().post(reverse("verify"), {"file": upload}, follow=True)


@pytest.mark.parametrize("kind", SIGNED)
def test_every_frozen_file_is_recognized(kind, published):
    file = published.edition.files.get(kind=kind)
    page = sent(file.file.read())
    assert page.redirect_chain == [(reverse("verify-digest", args=[file.sha256]), 302)]
    assert page.context["found"].kind == kind
    text = page.content.decode()
    assert f"《{published.bulletin}》" in text and "第1期" in text
    assert published.edition.signed_by.name not in text


def test_digest_of_the_contents_names_the_issue_and_no_file(published):
    page = asked(published.edition.digest)
    assert (page.status_code, page.context["found"].edition) == (200, published.edition)
    assert page.context["whole"]


def test_file_with_one_byte_changed_is_not_recognized(published):
    data = bytearray(published.edition.files.get(kind="pdf").file.read())
    data[-1] ^= 1
    page = sent(bytes(data))
    assert (page.status_code, page.context["found"]) == (200, None)


def told(page, digest):
    """The page without what was asked and the token of its form."""
    text = page.content.decode().replace(digest, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("state", ["in_review", "signed"])
def test_unpublished_file_gets_the_answer_of_an_unknown_one(state):
    issue = bring_issue(make_issue(), state)
    layout = issue.layouts.get()
    known = {layout.sha256, layout.digest, *layout.files.values_list("sha256", flat=True)}
    unknown = told(asked("0" * 64), "0" * 64)
    for digest in known:
        page = asked(digest)
        assert page.context["found"] is None
        assert told(page, digest) == unknown


def test_digits_are_taken_in_groups_and_capitals(published):
    digest = published.edition.files.get(kind="pdf").sha256
    grouped = " ".join(digest[n : n + 4] for n in range(0, 64, 4)).upper()
    answer = Client().post(reverse("verify"), {"digest": f"  {grouped}\n"})
    assert answer["Location"] == reverse("verify-digest", args=[digest])


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "0" * 63, "0" * 65, "<b>x"])
def test_what_is_no_sha256_is_refused_and_kept_in_the_field(typed):
    page = Client().post(reverse("verify"), {"digest": typed})
    assert page.status_code == 422
    assert page.context["refusal"] and "<b>x" not in page.content.decode()


def test_nothing_of_a_sent_file_is_kept(published, monkeypatch):
    opened = []
    monkeypatch.setattr(os, "open", lambda *a, **k: opened.append(a) or 1 / 0)
    data = b"x" * (3 * 1024 * 1024)  # Django alone would put more than 2.5 MB into a file
    answer = Client().post(reverse("verify"), {"file": SimpleUploadedFile("a.pdf", data)})
    digest = hashlib.sha256(data).hexdigest()
    assert answer["Location"] == reverse("verify-digest", args=[digest])
    assert opened == []
    assert EditionFile.objects.count() == len(SIGNED)


def test_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST", 100_000)
    answer = sent(b"x" * 200_000)
    assert answer.status_code == 413


def test_limit_holds_for_all_files_of_one_request_together(monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST", 100_000)
    for number, status in ((1, 302), (2, 413)):
        files = [SimpleUploadedFile(f"{n}.pdf", b"x" * 60_000) for n in range(number)]
        assert Client().post(reverse("verify"), {"file": files}).status_code == status


@override_settings(CACHES=LOCAL)
def test_address_that_asks_too_much_waits_and_others_do_not():
    url = reverse("verify-digest", args=["0" * 64])
    answers = [Client().get(url).status_code for _ in range(verifying.TRIES + 1)]
    assert set(answers[:-1]) == {200} and answers[-1] == 429
    late = Client().get(url)
    assert late["Retry-After"] == str(verifying.SECONDS)
    assert Client(REMOTE_ADDR="192.0.2.7").get(url).status_code == 200
