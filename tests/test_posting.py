"""Letters on their way: refused, dropped, delayed, killed; each arrives, and fails alone."""

import os
import random
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bulletins import posting, workflow
from bulletins.models import Article, Letter, Notice
from bulletins.models.letter import new_message_id
from tests.factories import make_article, make_letter, make_office, make_reporter, make_user
from tests.sink import Sink
from tests.test_races import goes_wrong, race, unlocked  # noqa: F401 (a fixture)

KILLS = int(os.environ.get("YINFA_MAIL_KILLS", "5"))
LETTERS = int(os.environ.get("YINFA_MAIL_LETTERS", "120"))


@contextmanager
def mail_server(settings, **script):
    with Sink(**script) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield sink


def make_letters(number):
    """Waiting letters to as many people, without the ways of notices."""
    first = make_user(email="first@yunxi.example")
    users = type(first).objects.bulk_create(
        type(first)(username=f"r{n}", name=f"收信人{n}", email=f"r{n}@yunxi.example")
        for n in range(number)
    )
    notices = Notice.objects.bulk_create(
        Notice(user=user, kind="reminder", topic="reminder", title="今天", url="/issues/")
        for user in users
    )
    return Letter.objects.bulk_create(
        Letter(user=user, notice=notice, topic="reminder", address=user.email,
               subject="请留意日期", text=f"{user.name}，今天。\n", message_id=new_message_id())
        for user, notice in zip(users, notices, strict=True)
    )  # fmt: skip


def due_again():
    """The time for the next try has come."""
    Letter.objects.exclude(state="sent").update(next_at=timezone.now())


# --- one process -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_500_recipients_with_one_refusal_and_a_dropped_link(settings):
    letters = make_letters(500)
    bad = letters[40]
    with mail_server(settings, refuse={bad.address: "550 no such user"}, drop_at={300}) as sink:
        run = posting.send_due()
        assert (run.sent, run.failed) == (498, 2)
        waiting = Letter.objects.filter(state="waiting")
        assert waiting.count() == 2 and set(waiting) == set(Letter.objects.failing())
        bad.refresh_from_db()
        assert (bad.error, bad.attempts) == ("550 no such user", 1)
        due_again()
        run = posting.send_due()
        assert (run.sent, run.failed) == (1, 1)
    assert len(sink.taken) == 499 and set(sink.by_message_id().values()) == {1}
    assert all(len(envelope) == 1 for envelope in sink.envelopes)
    assert {envelope[0] for envelope in sink.envelopes} == {
        letter.address for letter in letters if letter != bad
    }
    for envelope, message in zip(sink.envelopes, sink.taken, strict=True):
        assert message["To"] == envelope[0] and not message["Cc"] and not message["Bcc"]
        assert set(re.findall(r"[\w.]+@yunxi\.example", message.as_string())) == set(envelope)


@pytest.mark.django_db
def test_refused_letter_is_tried_five_more_times_within_a_day_then_given_up(settings, monkeypatch):
    letter = make_letters(1)[0]
    waits = []
    with mail_server(settings, refuse={letter.address: "421 later"}):
        for _try in range(6):
            posting.send_due()
            letter.refresh_from_db()
            waits.append(letter.next_at - letter.changed_at)
            if letter.state == "waiting":
                assert posting.send_due().failed == 0  # not before its time
                due_again()
    assert (letter.state, letter.attempts, letter.error) == ("failed", 6, "421 later")
    assert timedelta(hours=20) < sum(posting.RETRY_AFTER, timedelta()) <= timedelta(hours=24)
    assert sorted(waits[:5]) == waits[:5]
    due_again()
    assert posting.send_due().failed == 0


@pytest.mark.django_db
def test_unreachable_server_breaks_no_action_and_loses_nothing(settings, live_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", live_port
    settings.EMAIL_USE_TLS = False
    editor = make_office("editor", email="bianji@yunxi.example")
    article = make_article(state="submitted")
    letter = editor.letters.get()
    assert article.state == "submitted" and letter.state == "waiting"
    make_letters(9)
    run = posting.send_due()
    assert (run.sent, run.failed) == (0, posting.TROUBLES)  # then it gives up for this time
    assert Letter.objects.filter(state="waiting").count() == 10
    due_again()
    with mail_server(settings) as sink:
        assert posting.send_due().sent == 10
    assert set(sink.by_message_id().values()) == {1}


@pytest.fixture
def live_port():
    """A port on which nobody listens."""
    with Sink() as sink:
        return sink.port


@pytest.mark.django_db
def test_letter_that_cannot_be_written_fails_alone(settings):
    letters = make_letters(3)
    Letter.objects.filter(pk=letters[0].pk).update(subject="a\r\nBcc: x@y.example")
    Letter.objects.filter(pk=letters[1].pk).update(address="a@b.example\nBcc: x@y.example")
    with mail_server(settings) as sink:
        run = posting.send_due()
    assert (run.sent, run.failed) == (1, 2)
    assert set(Letter.objects.filter(state="failed")) == set(letters[:2])
    assert [message["To"] for message in sink.taken] == [letters[2].address]


@pytest.mark.django_db
def test_deactivated_person_gets_no_more_letters(settings):
    letter = make_letters(1)[0]
    letter.user.is_active = False
    letter.user.save()
    with mail_server(settings) as sink:
        posting.send_due()
    letter.refresh_from_db()
    assert sink.taken == [] and letter.state == "failed"


@pytest.mark.django_db
def test_letter_of_a_dead_sender_is_taken_up_again_and_not_before(settings):
    letter = make_letters(1)[0]
    assert posting.claim() == letter
    with mail_server(settings) as sink:
        assert posting.send_due().sent == 0
        long_ago = timezone.now() - posting.STALLED_AFTER - timedelta(seconds=1)
        Letter.objects.update(changed_at=long_ago)
        assert posting.send_due().sent == 1
    assert [message["Message-ID"] for message in sink.taken] == [letter.message_id]
    Letter.objects.update(state="sending", attempts=6, changed_at=long_ago)
    assert posting.claim() is None  # it broke off again and again
    letter.refresh_from_db()
    assert letter.state == "failed"


@pytest.mark.django_db
def test_late_sender_does_not_mark_what_another_has_taken_up(settings):
    letter = make_letters(1)[0]
    late = posting.claim()
    Letter.objects.update(changed_at=timezone.now() - timedelta(hours=1))
    assert posting.claim() == letter
    posting._put_off(late, "421 too late")
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == ("sending", 2, "")


@pytest.mark.django_db
def test_long_run_is_cut_short_and_goes_on(settings):
    make_letters(3)
    with mail_server(settings, delay=0.02):
        run = posting.send_due(seconds=0.01)
        assert run.is_cut_short and run.sent == 1
        assert posting.send_due().sent == 2


@pytest.mark.django_db
def test_sent_again_goes_to_the_present_address(settings):
    letter = make_letter(make_user(email="old@yunxi.example"))
    letter.user.email = "new@yunxi.example"
    letter.user.save()
    assert posting.send_again(Letter.objects.failing()) == 1
    with mail_server(settings) as sink:
        call_command("send_letters")
    assert sink.taken[0]["To"] == "new@yunxi.example"
    assert sink.taken[0]["Message-ID"] == letter.message_id
    assert posting.send_again(Letter.objects.all()) == 0


@pytest.mark.django_db
def test_hostile_titles_and_notes_stay_text(settings):
    reporter = make_reporter(email="r@yunxi.example")
    title = "甲{link}{x.__class__}%s\r\nBcc: all@yunxi.example\u202e\x07"
    article = make_article(reporter, headline="平常", state="submitted")
    Article.objects.filter(pk=article.pk).update(headline=title)
    article.refresh_from_db()
    workflow.perform(article, "return", make_office("editor"), "{settings}\r\n.\r\nTo: x\n请改。")
    with mail_server(settings) as sink:
        posting.send_due()
    message = sink.taken[0]
    assert (message["To"], message["Cc"], message["Bcc"]) == ("r@yunxi.example", None, None)
    subject = "请修改：《甲{link}{x.__class__}%sBcc: all@yunxi.example》被退改"
    assert message["Subject"].strip() == subject
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert "意见：{settings}\n.\nTo: x\n请改。" in text.replace("\r\n", "\n")
    assert f"打开：{settings.SITE_URL}/articles/{article.pk}/" in text
    assert "\u202e" not in text and "\x07" not in text


# --- several at once, on PostgreSQL ---------------------------------------------------------


@pytest.fixture
def both_at_once(settings):
    def round_():
        Letter.objects.all().delete()
        letters = make_letters_again(20)
        with mail_server(settings, delay=0.002) as sink:
            race(posting.send_due, posting.send_due)
        assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
        assert sink.by_message_id() == {letter.message_id: 1 for letter in letters}

    return round_


def make_letters_again(number):
    Notice.objects.all().delete()
    type(make_user()).objects.filter(username__startswith="r").delete()
    return make_letters(number)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_letter_once(both_at_once):
    for _round in range(3):
        both_at_once()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_without_locks_send_twice(both_at_once, unlocked):  # noqa: F811
    assert goes_wrong(both_at_once)


def sending_process(port):
    """`manage.py send_letters` as a process of its own, on the database of the test."""
    at = connection.get_connection_params()
    url = f"postgresql://{at['user']}@/{at['dbname']}?host={at['host']}"
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": url, "SECRET_KEY": "x" * 60, "YINFA_HTTPS": "0",
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "YINFA_TASKS": "immediate",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_letters"], cwd=settings.BASE_DIR, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_killed_senders_lose_nothing_and_repeat_at_most_once_each():
    """YINFA_MAIL_KILLS=50 YINFA_MAIL_LETTERS=500 is the large form."""
    letters = make_letters(LETTERS)
    chance = random.Random(20261121)
    with Sink(delay=0.004) as sink:
        for kill in range(KILLS):
            before, process = len(sink.taken), sending_process(sink.port)
            share = (LETTERS - before) / (KILLS - kill + 1)
            wanted = before + chance.randint(1, max(1, int(share)))
            while len(sink.taken) < wanted and process.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            process.kill()
            process.wait()
            # The killed one's row is stale at once, as if minutes had passed.
            Letter.objects.filter(state="sending").update(
                changed_at=timezone.now() - timedelta(hours=1)
            )
        last = sending_process(sink.port)
        assert last.wait(60) == 0, last.stderr.read().decode()
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    counts = sink.by_message_id()
    assert set(counts) == {letter.message_id for letter in letters}
    assert sum(counts.values()) - len(counts) <= KILLS
