"""A person with an initial password is led to the page where it is changed, from everywhere."""

from django.shortcuts import redirect

OPEN_MEANWHILE = {"password", "sign-out"}


class MustChangePassword:
    """Stands after AuthenticationMiddleware.  Addresses that lead nowhere stay a 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.resolver_match.url_name in OPEN_MEANWHILE:
            return None
        return redirect("password")
