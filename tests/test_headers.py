"""What every answer tells the browser: pages, refusals, faults, pictures, PDFs, redirects."""

import pytest
from django.test import Client
from django.urls import reverse
from django.views.decorators.http import require_safe

from tests.addresses import patterns
from tests.world import (
    one_world,  # noqa: F401 (a fixture)
    sign_in,
)

pytestmark = pytest.mark.django_db

MUST = {
    "default-src": {"'self'", "'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'self'", "'none'"},
}
# CKEditor needs inline styles and handlers.
WITH_EDITOR = {"article-new", "article-edit", "article-new-word", "article-word"}
FOREIGN = [
    "//evil.example/", "///evil.example/", "////evil.example", "https://evil.example/",
    "http://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example",
    "/\\evil.example", "\\\\evil.example", "/\\/evil.example", "\\/evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://evil.example/",
    " //evil.example", "\t//evil.example", "/\t/evil.example", "\x08//evil.example",
    "http:///evil.example", "//testserver@evil.example", "https://testserver.evil.example/",
    "//evil.example\\@testserver/", "/\n/evil.example",
]  # fmt: skip


def policy_of(response) -> dict[str, list[str]]:
    parts = response.headers.get("Content-Security-Policy", "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def header_faults(response, name="") -> list[str]:
    """What is missing or too wide in the headers of an answer of the address ``name``."""
    policy, headers = policy_of(response), response.headers
    faults = [f"{key} {policy.get(key)}" for key, allowed in MUST.items()
              if len(policy.get(key, ())) != 1 or policy[key][0] not in allowed]  # fmt: skip
    words = {word for values in policy.values() for word in values}
    loose = words & {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "blob:", "http:", "https:"}
    if loose and name not in WITH_EDITOR:
        faults.append(f"too wide: {loose}")
    if "'unsafe-eval'" in words or "'unsafe-inline'" in policy.get("script-src", ()):
        faults.append("scripts in the page run")
    for key, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")):
        if headers.get(key) != value:
            faults.append(f"{key}: {headers.get(key)}")
    return faults


def test_editor_policy_allows_handlers_in_the_editor_and_nothing_from_elsewhere(world):
    visit = world.visits["reporter_a"]
    policy = policy_of(visit("GET", reverse("article-new")))
    assert policy["script-src-attr"] == ["'unsafe-inline'"]
    assert "script-src" not in policy
    sources = {word for values in policy.values() for word in values}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}


def test_refused_form_conflict_and_action_carry_the_headers(world):
    reporter, edit = world.visits["reporter_a"], reverse("article-edit", args=[world.draft.pk])
    too_long = reporter("POST", edit, {"version": 1, "headline": "长" * 300})
    overtaken = reporter("POST", edit, {"version": 0, "headline": "改"})
    submit = reverse("article-action", args=[world.submitted.pk, "submit"])
    answers = [too_long, overtaken, reporter("POST", submit)]
    assert [answer.status_code for answer in answers] == [422, 409, 409]
    faults = [header_faults(answer, "article-edit") for answer in answers[:2]]
    assert faults + [header_faults(answers[2])] == [[], [], []]


@require_safe
def broken(request):
    raise RuntimeError("broken on purpose")


def test_fault_of_ours_carries_the_headers_and_says_nothing_of_itself(world, monkeypatch):
    pattern = next(p for p in patterns() if p.name == "notices")
    monkeypatch.setattr(pattern, "callback", broken)
    client = sign_in(world.people["editor"], raise_request_exception=False)
    response = client.get(reverse("notices"))
    assert response.status_code == 500
    assert header_faults(response) == []
    assert "broken on purpose" not in response.content.decode()


def test_unknown_address_host_and_missing_token_carry_the_headers(world):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    editor = sign_in(world.people["editor"])
    answers = {
        404: editor.get("/no/such/page/"),
        400: client.get("/sign-in/", headers={"host": "evil.example"}),
        403: client.post("/sign-in/", {"username": "a", "password": "b"}),
        302: client.get("/desk/"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert [header_faults(answer) for answer in answers.values()] == [[]] * 4


def test_picture_is_private_of_its_type_and_locked_in(world):
    response = world.visits["reporter_a"]("GET", reverse("picture", args=[world.picture.pk]))
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"].startswith("private")
    assert policy_of(response)["default-src"] == ["'none'"]
    assert "sandbox" in policy_of(response)
    assert header_faults(response) == []


@pytest.mark.parametrize("name", ["edition-file", "layout-pdf"])
def test_pdf_is_private_and_of_its_type(world, name):
    key = world.frozen.pk if name == "edition-file" else world.layout.key
    url = reverse(name, args=[key])
    shown, kept = (world.visits["editor"]("GET", url + query) for query in ("", "?download=1"))
    for response in (shown, kept):
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"].startswith("private")
        assert header_faults(response) == []
    assert shown["Content-Disposition"].startswith("inline")
    assert kept["Content-Disposition"].startswith("attachment")


FILES = {
    "press": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("kind", FILES)
def test_file_of_another_kind_is_private_and_only_a_pdf_opens_in_the_browser(world, kind):
    frozen = world.published.edition.files.get(kind=kind)
    for url in (
        reverse("layout-file", args=[world.layout.key, kind]),
        reverse("edition-file", args=[frozen.pk]),
    ):
        response = world.visits["editor"]("GET", url)
        shown = "inline" if kind == "press" else "attachment"
        assert response["Content-Type"] == FILES[kind]
        assert response["Content-Disposition"].startswith(shown)
        assert response["Cache-Control"].startswith("private")
        assert header_faults(response) == []


@pytest.mark.parametrize("trick", FOREIGN)
def test_sign_in_leads_to_no_foreign_place(world, trick):
    person = world.people["editor"]
    form = {"username": person.username, "password": "correct-horse-9A", "next": trick}
    signed_in = Client().post("/sign-in/", form, query_params={"next": trick})
    already = sign_in(person).get("/sign-in/", {"next": trick})
    assert [(r.status_code, r["Location"]) for r in (signed_in, already)] == [(302, "/")] * 2


def test_sign_in_leads_on_to_a_page_of_ours(world):
    person = world.people["editor"]
    form = {"username": person.username, "password": "correct-horse-9A", "next": "/issues/?page=2"}
    assert Client().post("/sign-in/", form)["Location"] == "/issues/?page=2"
