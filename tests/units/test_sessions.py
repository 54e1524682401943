"""How long a sign-in lasts, and what ends it."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from records.models import Record
from tests import factories

from .conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
HALF_HOUR = 30 * 60


def enter(client, user):
    return client.post("/sign-in/", {"username": user.username, "password": PASSWORD})


def is_in(client, **extra):
    return client.get("/issues/", **extra).status_code == 200


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as travel:
        yield travel


@pytest.fixture
def reporter(clock, client):
    user = factories.make_reporter()
    enter(client, user)
    return user


def test_session_ends_after_half_an_hour_without_doing_anything(client, clock, reporter):
    clock.shift(HALF_HOUR - 1)
    assert is_in(client)
    clock.shift(HALF_HOUR - 61)  # an activity is written down once a minute
    assert is_in(client)
    clock.shift(HALF_HOUR)
    answer = client.get("/issues/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/issues/")
    page = client.get(answer["Location"]).content.decode()
    assert "You were signed out because you did nothing for 30 minutes." in page
    record = Record.objects.first()
    assert (record.action, record.user, record.detail) == (
        "session-end", reporter, {"limit": "idle"})  # fmt: skip


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(client, clock, reporter):
    for _ in range(31):
        clock.shift(60)
        client.get("/issues/", headers={"X-Background": "poll"})
    assert not is_in(client, headers={"X-Background": "poll"})
    answer = client.get("/issues/")
    assert answer.status_code == 302
    assert "did nothing for 30 minutes" in client.get(answer["Location"]).content.decode()


def test_session_ends_after_twelve_hours_of_work(client, clock, reporter):
    for _ in range(12 * 4 - 1):
        clock.shift(15 * 60)
        assert is_in(client)
    clock.shift(15 * 60)
    assert not is_in(client)
    assert Record.objects.first().detail == {"limit": "absolute"}


def test_typed_text_is_not_saved_by_an_ended_session(client, clock, reporter):
    clock.shift(HALF_HOUR)
    assert client.post("/articles/new/", {"headline": "甲"}).status_code == 302
    assert reporter.articles.count() == 0


def test_sign_in_gives_a_new_session_id_and_new_limits(client, clock, reporter):
    old = client.cookies["session"].value
    clock.shift(6 * 3600)
    enter(client, reporter)
    assert client.cookies["session"].value != old
    assert is_in(client)
    assert not Session.objects.filter(session_key=old).exists()


def test_password_changed_by_oneself_ends_the_other_sessions(client, reporter):
    elsewhere = sign_in(Client(), reporter)
    assert is_in(elsewhere)
    form = {"old_password": PASSWORD, "new_password1": "ganz-neu-und-lang-5",
            "new_password2": "ganz-neu-und-lang-5"}  # fmt: skip
    assert client.post("/password/", form).status_code == 302
    assert (is_in(client), is_in(elsewhere)) == (True, False)


def test_new_password_by_an_administrator_ends_all_sessions(client, reporter):
    boss = sign_in(Client(), factories.make_office("administrator"))
    assert boss.post(f"/people/{reporter.pk}/password/").status_code == 200
    assert not is_in(client)
    assert Session.objects.count() == 1


def test_deactivated_person_stays_signed_out_when_made_active_again(client, reporter):
    boss = sign_in(Client(), factories.make_office("administrator"))
    form = {"username": reporter.username, "name": reporter.name, "roles-TOTAL_FORMS": 0,
            "roles-INITIAL_FORMS": 0}  # fmt: skip
    for active in ({}, {"is_active": "on"}):
        assert boss.post(f"/people/{reporter.pk}/", form | active).status_code == 302
    assert not is_in(client)
    assert is_in(boss)


def test_cookies_are_kept_from_scripts_and_other_sites(client, reporter):
    client.get("/password/")
    for name in ("session", "csrf"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
        assert client.cookies[name]["domain"] == ""
        assert client.cookies[name]["path"] == "/"
