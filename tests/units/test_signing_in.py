"""The door: one sentence for every failure, a wait after five, no way round a new password."""

import re

import pytest

from tests import factories
from units.models import User
from units.passwords import ALPHABET, give_initial_password, initial_password

from .conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
WRONG = "The username or the password is not right."


def attempt(client, username, password=PASSWORD, **extra):
    return client.post("/sign-in/", {"username": username, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_sign_in_right_password_leads_to_next(client):
    user = factories.make_reporter()
    answer = attempt(client, user.username, next="/password/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/password/?a=1")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "http:evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "http:///evil.example",
        "https:/\\evil.example",
        "\t//evil.example",
        "//evil.example@testserver/",
        "http://testserver@evil.example/",
    ],
)
def test_sign_in_foreign_next_leads_home(client, target):
    answer = attempt(client, factories.make_reporter().username, next=target)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_sign_in_every_failure_says_the_same(client):
    user = factories.make_reporter()
    gone = factories.make_reporter(is_active=False)
    answers = [
        attempt(client, user.username, "wrong"),
        attempt(client, "nobody-at-all", "wrong"),
        attempt(client, gone.username, "wrong"),
        attempt(client, gone.username),
    ]
    pages = set()
    for answer, name in zip(
        answers, [user.username, "nobody-at-all", gone.username, gone.username], strict=True
    ):
        assert answer.status_code == 200
        text = answer.content.decode().replace(name, "NAME")
        assert WRONG in text
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert len(pages) == 1
    assert not is_signed_in(client)


@pytest.mark.parametrize("known", [True, False])
def test_sign_in_after_five_failures_is_locked_with_the_time(client, known):
    name = factories.make_reporter().username if known else "nobody-at-all"
    statuses = [attempt(client, name, "wrong").status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    answer = attempt(client, name)
    assert answer.status_code == 429
    assert "After 15 minutes at the latest you can try again" in answer.content.decode()
    assert not is_signed_in(client)


def test_lock_of_one_address_does_not_shut_the_person_out_elsewhere(client):
    user = factories.make_reporter()
    for _ in range(6):
        attempt(client, user.username, "wrong")
    answer = client.post(
        "/sign-in/", {"username": user.username, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7"
    )
    assert answer.status_code == 302


def test_sign_out_ends_the_session_and_only_by_post(client):
    sign_in(client, factories.make_reporter())
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)
    answer = client.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert not is_signed_in(client)


def test_sign_out_when_signed_out_already_leads_to_the_sign_in_page(client):
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_sign_in_page_when_signed_in_leads_home(client):
    sign_in(client, factories.make_reporter())
    assert client.get("/sign-in/")["Location"] == "/"


def change_password(client, new, old=PASSWORD):
    return client.post(
        "/password/", {"old_password": old, "new_password1": new, "new_password2": new}
    )


def test_password_change_keeps_this_session_and_ends_others(client, django_user_model):
    user = factories.make_reporter()
    other = type(client)()
    sign_in(client, user), sign_in(other, user)
    assert change_password(client, "云溪-battery-7K").status_code == 302
    assert client.get("/password/").status_code == 200
    assert other.get("/password/")["Location"] == "/sign-in/?next=/password/"
    user.refresh_from_db()
    assert user.check_password("云溪-battery-7K")


@pytest.mark.parametrize(
    ("new", "old", "sentence"),
    [
        (PASSWORD, PASSWORD, "The new password must differ from the old one."),
        ("short", PASSWORD, "too short"),
        ("12345678901", PASSWORD, "entirely numeric"),
        ("云溪-battery-7K", "wrong", "old password was entered incorrectly"),
    ],
)
def test_password_change_refused_says_why_and_changes_nothing(client, new, old, sentence):
    user = factories.make_reporter()
    sign_in(client, user)
    answer = change_password(client, new, old)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_initial_password_leads_to_the_change_from_everywhere(client):
    user = factories.make_office("administrator", must_change_password=True)
    sign_in(client, user)
    for address in ("/", "/units/", "/people/new/", "/units/import/template.xlsx", "/people/1/"):
        assert client.get(address)["Location"] == "/password/", address
    before = User.objects.count()
    assert client.post("/people/new/", {"username": "x", "name": "x"})["Location"] == "/password/"
    assert User.objects.count() == before
    page = client.get("/password/").content.decode()
    assert "Your password was set by the office." in page
    assert client.get("/no-such-page/").status_code == 404
    assert change_password(client, PASSWORD).status_code == 200
    assert change_password(client, "云溪-battery-7K")["Location"] == "/"
    assert client.get("/units/").status_code == 200


def test_initial_password_person_may_sign_out(client):
    sign_in(client, factories.make_reporter(must_change_password=True))
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_initial_password_is_random_typable_and_signs_in(client):
    made = {initial_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(f"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", each) for each in made)
    user = factories.make_reporter()
    password = give_initial_password(user)
    user.save()
    assert user.must_change_password
    assert attempt(client, user.username, password)["Location"] == "/"


def test_initial_password_quick_hash_is_made_slow_at_sign_in(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = factories.make_reporter()
    password = give_initial_password(user)
    user.save()
    assert user.password.startswith("pbkdf2_sha256$2000$")
    attempt(client, user.username, password)
    user.refresh_from_db()
    assert int(user.password.split("$")[1]) > 500_000
    assert user.check_password(password)


def test_deactivated_person_is_out_at_the_next_request(client, office):
    person = factories.make_reporter()
    theirs = sign_in(type(office)(), person)
    assert theirs.get("/password/").status_code == 200
    person.is_active = False
    person.save()
    assert theirs.get("/password/")["Location"] == "/sign-in/?next=/password/"
    assert theirs.post("/password/")["Location"].startswith("/sign-in/")
