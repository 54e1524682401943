"""In at the door, out again, and one's own password.

Guessing is slowed down by axes, which answers with registration/locked.html.
"""

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseForbidden, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import second_factor
from ..forms import ChangePasswordForm, SignInForm
from ..returning import page_before, wants_json


class SignIn(views.LoginView):
    """Leads on to ``next`` where that is a page of ours."""

    http_method_names = ["get", "head", "post"]
    template_name = "registration/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        answer = super().form_valid(form)
        second_factor.expect(self.request)
        return answer


# Whoever is signed out already must not be asked to sign in for it.
@method_decorator(login_not_required, name="dispatch")
class SignOut(views.LogoutView):
    http_method_names = ["post"]


@require_safe
@never_cache
def session(request):
    """Whose session this is, and its CSRF token, for pages opened before it began.

    Where somebody signed in in a window of its own, a word to go back to the other one.
    """
    if wants_json(request):
        return JsonResponse({"person": request.user.pk, "token": get_token(request)})
    return render(request, "registration/signed_in.html")


@login_not_required
def token_refused(request, reason=""):
    """A form sent with an old token: what Django calls for a failure of CSRF."""
    if wants_json(request):
        return JsonResponse({"problem": "token"}, status=403)
    context = {"back": page_before(request)}
    return HttpResponseForbidden(render_to_string("403_csrf.html", context))


class ChangePassword(views.PasswordChangeView):
    """This session stays, all others of the person end."""

    http_method_names = ["get", "head", "post"]
    template_name = "registration/password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("password")

    def get_success_url(self):
        return "/" if self.was_made_to else str(self.success_url)

    def form_valid(self, form):
        self.was_made_to = self.request.user.must_change_password
        answer = super().form_valid(form)
        messages.success(
            self.request,
            _("The password is changed. Where you were signed in elsewhere, you are signed out."),
        )
        return answer
