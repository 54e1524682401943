"""Sends the letters that are due: by the worker's task and by `manage.py send_letters`.

A letter is claimed under its row lock, sent outside of any transaction, and marked; so two
workers never send the same one at once, and a killed worker leaves a row that says it is
being sent and is taken up again after ``STALLED_AFTER``.  Each letter thus goes out at least
once, in the rare double case with the same Message-ID, and one that fails fails alone.
"""

import logging
import smtplib
import time
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from . import letter_templates, letters
from .models import Letter

log = logging.getLogger(__name__)

STALLED_AFTER = timedelta(minutes=5)  # a mail server has 20 seconds for each of its answers
# Five more tries within the 24 hours after the first.
RETRY_AFTER = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
               timedelta(hours=6), timedelta(hours=15))  # fmt: skip
TROUBLES = 3  # lost connections in a row after which a run gives up: the server is not well
TURN = 20  # seconds of a task, after which the worker's other work has its turn


def watch():
    """Send soon what was just written, where a worker does it; called when the site starts."""
    letters.written.connect(_nudge, dispatch_uid="posting")


def _nudge(**kwargs):
    if settings.LETTERS_AT_ONCE:
        transaction.on_commit(partial(post_letters.enqueue), robust=True)


@task()
def post_letters():
    """Send what is due; when that takes long, go on after the other work that waits."""
    if send_due(seconds=TURN).is_cut_short:
        post_letters.enqueue()


class Run:
    """What one run did: how many letters were sent and how many put off."""

    def __init__(self):
        self.sent = self.failed = self.troubles = 0
        self.is_cut_short = False

    def note(self, sent: bool, trouble: bool):
        self.sent += sent
        self.failed += not sent
        self.troubles = self.troubles + 1 if trouble else 0


def send_due(seconds: float | None = None) -> Run:
    """Write daily letters whose hour has come and send every letter that is due, for at most
    ``seconds``."""
    run, until = Run(), time.monotonic() + seconds if seconds else None
    letters.write_daily()
    server = mail.get_connection()
    try:
        while run.troubles < TROUBLES and (letter := claim()):
            run.note(*_send(letter, server))
            if until and time.monotonic() > until:
                run.is_cut_short = True
                break
    finally:
        _close(server)
    return run


def claim() -> Letter | None:
    """The next due letter, now being sent by us."""
    while letter := _claim():
        if not letter.user.is_active:
            _give_up(letter, _("This person is deactivated; nothing is sent to them any more."))
        elif letter.attempts > len(RETRY_AFTER) + 1:
            _give_up(letter, _("Sending broke off again and again."))
        else:
            return letter
    return None


@transaction.atomic
def _claim() -> Letter | None:
    now = timezone.now()
    due = Letter.objects.filter(
        Q(state=Letter.State.WAITING, next_at__lte=now)
        | Q(state=Letter.State.SENDING, changed_at__lt=now - STALLED_AFTER)
    )
    skip = connection.features.has_select_for_update_skip_locked
    letter = due.select_for_update(skip_locked=skip, of=("self",) if skip else ()).select_related(
        "user"
    ).order_by("next_at", "pk").first()  # fmt: skip
    if letter is None:
        return None
    letter.state, letter.changed_at = Letter.State.SENDING, now
    letter.attempts += 1
    letter.save(update_fields=["state", "changed_at", "attempts"])
    return letter


def _send(letter: Letter, server) -> tuple[bool, bool]:
    """Whether it was sent, and whether the connection was lost over it."""
    try:
        message = _message(letter, server)
        message.message()
    except Exception as error:  # what cannot be put into a message never will be
        log.exception("letter %s cannot be written", letter.pk)
        _give_up(letter, _said(error))
        return False, False
    try:
        server.open()
        message.send()
    except Exception as error:
        log.warning("letter %s was not sent: %s", letter.pk, error)
        _close(server)
        _put_off(letter, _said(error))
        return False, _is_trouble(error)
    _mark(letter, state=Letter.State.SENT, sent_at=timezone.now(), error="")
    return True, False


def _message(letter: Letter, server) -> mail.EmailMessage:
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    return mail.EmailMessage(
        letter.subject, letter.text, to=[letter.address], headers=headers, connection=server
    )


def _is_trouble(error) -> bool:
    """Whether the server could not be talked to, rather than that it refused this letter."""
    refusals = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused,
                smtplib.SMTPNotSupportedError)  # fmt: skip
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _answer in error.recipients.values())
    return isinstance(error, OSError) and not isinstance(error, refusals)


def _close(server):
    try:
        server.close()
    except Exception as error:  # it is gone already
        log.info("closing the connection: %s", error)
    server.connection = None


def _said(error) -> str:
    """What went wrong, in one line for an administrator."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = next(iter(error.recipients.values()))
    parts = error if isinstance(error, tuple) else getattr(error, "args", ()) or (error,)
    words = [p.decode(errors="replace") if isinstance(p, bytes) else str(p) for p in parts]
    return letter_templates.one_line(f"{' '.join(words)}" or type(error).__name__)[:300]


def _put_off(letter: Letter, error: str):
    if letter.attempts > len(RETRY_AFTER):
        _give_up(letter, error)
    else:
        wait = RETRY_AFTER[letter.attempts - 1]
        _mark(letter, state=Letter.State.WAITING, error=error, next_at=timezone.now() + wait)


def _give_up(letter: Letter, error: str):
    _mark(letter, state=Letter.State.FAILED, error=error)


def _mark(letter: Letter, **fields):
    """Unless somebody else has taken the letter up meanwhile."""
    held = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING, attempts=letter.attempts)
    held.update(changed_at=timezone.now(), **fields)


def send_again(found) -> int:
    """Let letters that failed or wait be tried anew at once, at the present addresses."""
    count = 0
    for letter in found.exclude(state__in=(Letter.State.SENT, Letter.State.SENDING)):
        if letter.user.email:
            count += Letter.objects.filter(pk=letter.pk, state=letter.state).update(
                state=Letter.State.WAITING, attempts=0, error="", address=letter.user.email,
                next_at=timezone.now(), changed_at=timezone.now(),
            )  # fmt: skip
    _nudge()
    return count
