"""How long a sign-in lasts: half an hour without doing anything, a working day at most.

The two times stand in the session itself, as seconds.  What a page asks by itself (a progress bar,
a page of pictures being made) is not an activity: its scripts say so with the header
``X-Background``.  Saying it falsely only shortens one's own session.
"""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

BEGUN, SEEN = "begun", "seen"
STEP = 60  # the last activity is written down at most once in so many seconds


def begin(sender, request, user, **kwargs):
    """Receiver of user_logged_in."""
    if hasattr(request, "session"):
        request.session[BEGUN] = request.session[SEEN] = int(time.time())


def is_background(request) -> bool:
    return "X-Background" in request.headers


def limit_passed(session) -> str:
    """Which limit has ended this session: ``idle``, ``absolute``, or neither ("")."""
    now = time.time()
    if now - session.get(BEGUN, now) >= settings.SESSION_COOKIE_AGE:
        return "absolute"
    return "idle" if now - session.get(SEEN, now) >= settings.SESSION_IDLE_AGE else ""


def note_activity(session):
    now = int(time.time())
    session.setdefault(BEGUN, now)
    if now - session.get(SEEN, 0) >= STEP:
        session[SEEN] = now


def end_sessions(user):
    """Sign ``user`` out everywhere.  A deactivated person is shut out anyway; this keeps an old
    session from coming to life again when they are made active."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
