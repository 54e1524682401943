"""What stands between signing in and the other pages: a session's limits, an initial password,
a missing code."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from . import second_factor, sessions
from .returning import page_before, wants_json


class SignInRequired(LoginRequiredMiddleware):
    """Leads strangers to the sign-in, and from there back to the page where they were.

    A script, which could not follow there, is told in JSON.
    """

    def handle_no_permission(self, request, view):
        if wants_json(request):
            return JsonResponse({"problem": "signed-out"}, status=401)
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view)
        return redirect_to_login(page_before(request))


class SessionLimits:
    """Stands after MessageMiddleware.  Whose session has passed a limit is a stranger from here
    on, and led to the sign-in by LoginRequiredMiddleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            limit = sessions.limit_passed(request.session)
            if limit:
                self._end(request, limit)
            elif not sessions.is_background(request):
                sessions.note_activity(request.session)
        return self.get_response(request)

    def _end(self, request, limit):
        """``session_ended`` tells the records that it was not the person who signed out."""
        if sessions.is_background(request):
            request.user = AnonymousUser()  # the person's own next request ends it, and says why
            return
        request.session_ended = limit
        logout(request)
        messages.info(request, _("You were signed out because you did nothing for 30 minutes. "
                                 "Sign in again.") if limit == "idle" else
                               _("You were signed out because you signed in 12 hours ago. "
                                 "Sign in again."))  # fmt: skip


class MustChangePassword:
    """Leads a person with an initial password to the page where it is changed, from everywhere.

    Stands after AuthenticationMiddleware.  Addresses that lead nowhere stay a 404.
    """

    open_meanwhile = {"password", "sign-out"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.resolver_match.url_name in self.open_meanwhile:
            return None
        return redirect("password")


class SecondFactor:
    """Leads a session that a password alone has opened to the code, where one is demanded.

    An initial password is changed before that; any other password only after it.
    """

    open_meanwhile = {"code", "second-factor", "sign-out"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or request.user.must_change_password:
            return None
        if request.resolver_match.url_name in self.open_meanwhile:
            return None
        if not second_factor.is_missing(request):
            return None
        onward = (
            request.get_full_path() if request.method in ("GET", "HEAD") else page_before(request)
        )
        return redirect(f"{reverse('code')}?{urlencode({'next': onward})}")
