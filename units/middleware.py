"""What stands between signing in and the other pages: an initial password, a missing code."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from . import second_factor


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
        onward = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        return redirect(f"{reverse('code')}?{urlencode({'next': onward})}")
