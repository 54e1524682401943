"""Letters of notices: written with the notice in one transaction, or gathered for a day.

Nothing is sent here, so no mail server can hold up or break what a person does.  A person
without an address gets no letters; notices within the site go to everyone.
"""

from datetime import datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone, translation

from units.models import User

from . import letter_templates, notices, workflow
from .models import Letter, MailChoice, Notice, When
from .models.letter import DAILY, new_message_id

LONGEST_LIST = 100  # notices named in a daily letter; the rest are counted

written = Signal()  # sent inside the transaction in which letters were written


def address_of(path: str) -> str:
    """The full address of a page; never made of what a request says its host is."""
    return settings.SITE_URL + path


def choices_of(people) -> dict[int, MailChoice]:
    """By the person's key, with the defaults for those who never chose."""
    keys = [person.pk for person in people]
    chosen = {choice.user_id: choice for choice in MailChoice.objects.filter(user__in=keys)}
    return {key: chosen.get(key) or MailChoice(user_id=key) for key in keys}


def watch():
    """Hear of every notice that is given; called once, when the site starts."""
    notices.given.connect(_given, dispatch_uid="letters")


def _given(given: list[Notice], **kwargs):
    write(given)


def write(given: list[Notice]):
    """Write the letters of new notices, or let them wait for the daily one, as each person
    chose.  The letters of one notice are one, also when this is repeated."""
    reachable = [notice for notice in given if notice.user.email]
    if not reachable:
        return
    choices = choices_of({notice.user for notice in reachable})
    by_when = {when: [] for when in When}
    for notice in reachable:
        by_when[choices[notice.user_id].when(notice.topic)].append(notice)
    if daily := by_when[When.DAILY]:
        Notice.objects.filter(pk__in=[notice.pk for notice in daily]).update(daily=True)
    if at_once := by_when[When.AT_ONCE]:
        words = letter_templates.words_of({notice.topic for notice in at_once})
        with translation.override(settings.LANGUAGE_CODE):
            letters = [_letter(notice, words[notice.topic]) for notice in at_once]
        Letter.objects.bulk_create(letters, ignore_conflicts=True)
        written.send(sender=Letter)


def _letter(notice: Notice, words) -> Letter:
    filled = letter_templates.fill(notice.topic, words, values_of(notice))
    return Letter(
        user=notice.user,
        notice=notice,
        topic=notice.topic,
        address=notice.user.email,
        subject=filled.subject,
        text=filled.text,
        message_id=new_message_id(),
    )


def values_of(notice: Notice) -> dict[str, str]:
    """What the placeholders stand for in the letter of one notice."""
    decision = notice.decision
    values = {
        "name": notice.user.name,
        "title": letter_templates.one_line(notice.title),
        "link": address_of(notice.url),
        "settings": address_of("/notices/settings/"),
    }
    if decision is None:
        return values
    return values | {
        "what": _what(decision),
        "who": letter_templates.one_line(decision.who),
        "note": decision.note,
        "bulletin": decision.subject.bulletin.title,
    }


def _what(decision) -> str:
    """The word on the button that made ``decision``."""
    row = workflow.table_of(decision.subject).get(decision.action)
    return str(row.label) if row else decision.action


# --- daily letters ---


def write_daily(now=None) -> int:
    """Write the daily letters whose hour has come; returns how many.

    One for each person and day, however often and wherever this runs; it tells of what was
    given before that hour and has not been seen.
    """
    now = timezone.localtime(now)
    waiting = Notice.objects.filter(daily=True, user__is_active=True).exclude(user__email="")
    users = User.objects.filter(pk__in=waiting.values("user"))
    count = 0
    for key, choice in choices_of(users).items():
        due = timezone.make_aware(datetime.combine(now.date(), time(choice.hour)))
        if due <= now:
            count += _write_day(waiting.filter(user=key, created_at__lt=due), now.date())
    return count


def _write_day(waiting, day) -> int:
    found = list(waiting.select_related("user", "decision").order_by("created_at"))
    unseen = [notice for notice in found if notice.seen_at is None]
    try:
        with transaction.atomic():
            if unseen:
                _daily_letter(unseen, day).save()
            keys = [notice.pk for notice in found]
            Notice.objects.filter(pk__in=keys).update(daily=False)
    except IntegrityError:  # this person has had a letter today
        return 0
    return bool(unseen)


def _daily_letter(unseen: list[Notice], day) -> Letter:
    user = unseen[0].user
    with translation.override(settings.LANGUAGE_CODE):
        lines = [f"{number}. {_line(notice)}" for number, notice in
                 enumerate(unseen[:LONGEST_LIST], 1)]  # fmt: skip
        values = {
            "name": user.name,
            "count": str(len(unseen)),
            "list": "\n".join(lines),
            "link": address_of("/notices/"),
            "settings": address_of("/notices/settings/"),
        }
        words = letter_templates.words_of([DAILY])[DAILY]
        filled = letter_templates.fill(DAILY, words, values)
    return Letter(
        user=user, day=day, topic=DAILY, address=user.email, subject=filled.subject,
        text=filled.text, message_id=new_message_id(),
    )  # fmt: skip


def _line(notice: Notice) -> str:
    title = letter_templates.one_line(notice.title)
    what = f"{_what(notice.decision)}：" if notice.decision else ""
    return f"{what}{title}\n   {address_of(notice.url)}"
