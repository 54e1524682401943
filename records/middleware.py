"""One record for every act and refusal that nothing has recorded yet.

Stands behind authentication.  Decisions and changes of people, units and bulletins
are recorded by records/receivers.py in their own transaction; all else here, right after the view
and before the answer goes out.  When that fails, an act already done stays done and its record
goes to the log; a file that was only to be read is not handed out.
"""

import logging
from contextlib import nullcontext

from django.contrib.messages import ERROR, get_messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from . import scene
from .models import Outcome
from .objects import named_by
from .recording import record

log = logging.getLogger(__name__)

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# What these addresses do is not recorded (their refusals are), because it is …
QUIET = {
    # … a person's own marks of what they have read,
    "notice-open", "notices-seen",
    # … what the form of an article does by itself while somebody types; the revisions say who wrote
    # what and when, and the draft it makes the first time is recorded,
    "article-autosave", "article-comparison",
    # … a try of a design; saving one changes the bulletin, which is recorded,
    "bulletin-design",
    # … the way out and in, recorded by signal.
    "sign-in", "sign-out",
    # … a question that changes nothing.
    "verify", "proofread",
}  # fmt: skip
# Reading that is recorded: files of what is not published yet, and the records themselves.
READING = {"layout-pdf", "layout-file", "edition-slip", "records-xlsx", "records-csv"}
REFUSED = {400, 403, 404, 409, 429}
# Where a form that was not right (422) is a guess at a secret.
GUESSING = {"code", "second-factor"}


class Records:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        here = scene.Scene(request)
        unsafe = request.method in UNSAFE
        watching = connection.execute_wrapper(here.watch) if unsafe else nullcontext()
        with scene.set_up(here):
            with watching:
                user = here.user if unsafe else None
                response = self.get_response(request)
            self._record(here, response, user or here.user)
        return response

    def process_view(self, request, view, args, kwargs):
        """Called when no middleware in front has answered instead of the view."""
        request.reached_view = True
        if request.method in UNSAFE and scene.current().user is not None:
            request.thing = named_by(request.resolver_match)  # it may be gone afterwards

    def process_exception(self, request, exception):
        if not isinstance(exception, Http404) or request.method in UNSAFE:
            scene.current().sentence = str(exception)

    def _record(self, here, response, user):
        """Strangers change nothing; only their tries at the door are recorded, by signal."""
        request, match = here.request, here.request.resolver_match
        if user is None or match is None:
            return
        outcome = self._outcome(here, response, match)
        if outcome is None:
            return
        reading = request.method not in UNSAFE and outcome == Outcome.DONE
        try:
            record(
                _action(match),
                getattr(request, "thing", None) or named_by(match),
                user=user,
                outcome=outcome,
                sentence=_sentence(here) if outcome != Outcome.DONE else "",
                detail=_detail(request, response, outcome),
            )
        except Exception:
            log.critical("not recorded: %s %s by %s: %s", request.method, request.path, user.pk,
                         outcome, exc_info=True)  # fmt: skip
            if reading:
                raise PermissionDenied from None

    def _outcome(self, here, response, match) -> Outcome | None:
        """What a record must say; None when there is nothing (more) to record."""
        request, status = here.request, response.status_code
        unsafe = request.method in UNSAFE
        if status == 422 and match.url_name in GUESSING:
            return Outcome.REFUSED
        if status in REFUSED:
            known = status == 404 and not match.kwargs
            return None if known else Outcome.REFUSED
        if status >= 500:
            return Outcome.FAILED if unsafe else None
        if not unsafe:
            read = match.url_name in READING and request.method == "GET" and status == 200
            return Outcome.DONE if read else None
        if here.recorded or not hasattr(request, "reached_view"):
            return None
        if not here.changed and _errors(request):
            return Outcome.REFUSED
        done = status < 400 and (here.changed or status >= 300)
        return Outcome.DONE if done and match.url_name not in QUIET else None


def _action(match) -> str:
    """The address's name, or for a button of a workflow the action on it."""
    action = match.kwargs.get("action")
    if action is None or not match.url_name.endswith("-action"):
        return match.url_name
    return f"{match.url_name.removesuffix('-action')}.{action}"


def _errors(request) -> list[str]:
    """What the view has said to the person, to be shown on the next page."""
    queued = getattr(get_messages(request), "_queued_messages", [])
    return [str(message.message) for message in queued if message.level >= ERROR]


def _sentence(here) -> str:
    return here.sentence or " ".join(_errors(here.request))


def _detail(request, response, outcome) -> dict:
    detail = {"method": request.method}
    if outcome != Outcome.DONE:
        detail["status"] = response.status_code
    if request.method == "GET" and request.GET:
        detail["query"] = {name: request.GET[name] for name in list(request.GET)[:10]}
    more = {name: str(value) for name, value in list(request.resolver_match.kwargs.items())[1:]
            if name != "action"}  # fmt: skip
    return detail | more
