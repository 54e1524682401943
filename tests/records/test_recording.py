"""Who leaves a record of what: every address of the table, the door, decisions, commands."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from bulletins import workflow
from bulletins.models import Article, Decision
from records import recording
from records.fingerprint import fingerprint
from records.models import Record
from records.objects import Thing
from tests.factories import make_article, make_bulletin, make_office, make_reporter, make_unit
from tests.world import (
    one_world,  # noqa: F401 (a fixture)
    sign_in,
)
from units.models import Membership, ReportingUnit, User

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-9A"
# --- the door -------------------------------------------------------------------------------


def enter(client, username, password=PASSWORD, **extra):
    return client.post("/sign-in/", {"username": username, "password": password}, **extra)


def newest(number):
    return [(r.action, r.outcome, r.user, r.object_title)
            for r in reversed(Record.objects.all()[:number])]  # fmt: skip


def test_sign_in_failure_lock_and_sign_out_are_recorded():
    person = make_office("editor")
    client, name = Client(), str(person)
    enter(client, person.username, "wrong")
    assert newest(1) == [("sign-in", "refused", None, name)]
    enter(client, person.username)
    client.post("/sign-out/")
    assert newest(2) == [("sign-in", "done", person, ""), ("sign-out", "done", person, "")]
    before = Record.objects.count()
    for _ in range(5):
        enter(client, person.username, "wrong")
    actions = [record.action for record in Record.objects.all()[: Record.objects.count() - before]]
    assert (actions.count("sign-in"), actions.count("lock")) == (5, 1)


def test_wrong_code_of_the_second_factor_is_recorded():
    person, client = make_office("editor"), Client()
    TOTPDevice.objects.create(user=person, confirmed=True)
    enter(client, person.username)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert newest(1) == [("code", "refused", person, "")]


def test_failed_sign_in_keeps_no_name_that_nobody_has():
    """People type their password where the name belongs."""
    enter(Client(), "correct-horse-9A", "x")
    record = Record.objects.first()
    assert (record.object_kind, record.object_id, record.object_title) == ("person", "", "")
    assert (record.user_name, record.detail) == ("", {})


def test_forged_header_does_not_change_the_address(settings):
    person = make_office("editor")
    enter(Client(), person.username, "wrong", HTTP_X_FORWARDED_FOR="203.0.113.9",
          REMOTE_ADDR="192.0.2.5")  # fmt: skip
    assert Record.objects.first().address == "192.0.2.5"
    settings.PROXY_COUNT = 1
    enter(Client(), person.username, "wrong", REMOTE_ADDR="192.0.2.5",
          HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9")  # fmt: skip
    assert Record.objects.first().address == "203.0.113.9"


def test_names_with_line_breaks_stay_one_line():
    person = make_office("editor", "白\n露\r\n2026-01-01 签发\u2028x\u202e")
    record = recording.record("sign-in", Thing("person", "1", "甲\0乙\ud800"), user=person)
    record.refresh_from_db()
    assert record.user_name == "白 露 2026-01-01 签发 x"
    assert record.object_title == "甲 乙"


def test_password_change_is_recorded_without_it():
    person = make_office("editor")
    client = sign_in(person)
    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": "neu-und-lang-7",
                                        "new_password2": "neu-und-lang-7"})  # fmt: skip
    assert answer.status_code == 302
    record = Record.objects.first()
    assert (record.action, record.user, record.detail["changed"]) == (
        "person.password", person, {"password": []})  # fmt: skip


def test_stronger_hash_at_sign_in_is_no_change_of_password(settings):
    person = make_office("editor")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher",
                                 "django.contrib.auth.hashers.MD5PasswordHasher"]  # fmt: skip
    before = User.objects.get(pk=person.pk).password
    enter(Client(), person.username)
    assert User.objects.get(pk=person.pk).password != before
    assert [r.action for r in Record.objects.filter(user=person)] == ["sign-in"]


# --- what is changed ------------------------------------------------------------------------


def test_person_changed_on_the_page_says_what_and_by_whom():
    boss, person = make_office("administrator"), make_reporter(phone="1")
    role = person.memberships.get()
    form = {"username": person.username, "name": "新名", "phone": "2", "is_active": "on",
            "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 1, "roles-0-id": role.pk,
            "roles-0-role": "unit_head", "roles-0-unit": role.unit_id}  # fmt: skip
    last = Record.objects.order_by("-pk").values_list("pk", flat=True).first()
    client = sign_in(boss)
    assert client.post(reverse("person", args=[person.pk]), form).status_code == 302
    changes = Record.objects.filter(pk__gt=last + 1).order_by("pk")
    assert [(r.action, r.user, r.object_id) for r in changes] == [
        ("person.change", boss, str(person.pk)), ("role.change", boss, str(person.pk))]  # fmt: skip
    assert changes[0].detail == {"changed": {"name": [person.name, "新名"], "phone": []}}
    assert changes[1].detail["changed"] == {"role": ["reporter", "unit_head"]}


def test_refused_change_of_a_person_leaves_no_record_of_a_change():
    boss = make_office("administrator")
    form = {"username": boss.username, "name": "新名", "roles-TOTAL_FORMS": 0,
            "roles-INITIAL_FORMS": 0}  # fmt: skip
    client = sign_in(boss)
    answer = client.post(reverse("person", args=[boss.pk]), form)
    assert answer.status_code == 200
    assert User.objects.get(pk=boss.pk).name == boss.name
    assert not Record.objects.filter(action__startswith="person.", object_id=boss.pk,
                                     detail__has_key="changed").exists()  # fmt: skip
    assert Record.objects.first().action == "sign-in"


def test_role_given_and_taken_and_unit_and_bulletin_are_recorded():
    person, unit = make_reporter(), make_unit()
    held = Membership.objects.create(user=person, role="editor")
    held.delete()
    unit.active = False
    unit.save()
    bulletin = make_bulletin()
    bulletin.design = {"base": "plain"}
    bulletin.save()
    assert [r.action for r in reversed(Record.objects.all()[:5])] == [
        "role.add", "role.remove", "unit.change", "bulletin.add", "bulletin.change"]  # fmt: skip
    assert Record.objects.first().detail["changed"] == {"design": [{}, {"base": "plain"}]}


def test_refusal_says_the_sentence():
    article, editor = make_article(state="submitted"), make_office("editor")
    client = sign_in(editor)
    client.post(reverse("article-action", args=[article.pk, "return"]), {"note": ""})
    record = Record.objects.first()
    assert (record.action, record.outcome, record.detail["status"]) == (
        "article.return", "refused", 409)  # fmt: skip


# --- decisions ------------------------------------------------------------------------------


def test_every_decision_has_a_record_with_its_fingerprint():
    article = make_article(state="returned")
    decisions = list(Decision.objects.all())
    records = [Record.objects.get(detail__decision=decision.pk) for decision in decisions]
    assert [r.action for r in records] == ["article.submit", "article.return"]
    assert [r.detail["sha256"] for r in records] == [fingerprint(d) for d in decisions]
    assert {r.object_title for r in records} == {str(article)}
    assert [r.place for r in records] == [article.unit.name, ""]


def test_decision_without_a_record_does_not_happen(monkeypatch):
    article = make_article()
    author, before = article.author, Decision.objects.count()

    def full(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(Record, "save", full)
    with pytest.raises(DatabaseError), transaction.atomic():
        workflow.perform(article, "submit", author)
    assert Article.objects.get(pk=article.pk).state == "draft"
    assert Decision.objects.count() == before


# --- commands -------------------------------------------------------------------------------


def test_command_that_changed_something_is_recorded_and_one_that_did_not_is_not(tmp_path):
    make_bulletin(slug="xinxi")
    editor = make_office("editor")
    text = tmp_path / "a.txt"
    text.write_text("工会信息\n\n标题一行\n\n正文一段，写了几句话。\n（青石县总工会）\n")
    before = Record.objects.count()
    call_command("sweep")
    call_command("import_bulletin", str(text), "--dry-run")
    assert Record.objects.count() == before
    call_command("import_bulletin", str(text), bulletin="xinxi", user=editor.username)
    record = Record.objects.first()
    assert (record.user, record.action, record.object_title) == (None, "command", "import_bulletin")
    made = Record.objects.filter(action="article.import").first()
    assert made.detail["command"] == "import_bulletin"


def test_person_whose_unit_is_gone_meanwhile_is_recorded_without_it():
    person = make_reporter()
    [unit] = person.unit_ids()  # as known from the beginning of a request
    Membership.objects.filter(user=person).delete()
    ReportingUnit.objects.filter(pk=unit).delete()
    made = recording.record("sign-out", user=person)
    assert (made.user, made.unit_id, made.place) == (person, None, "")
