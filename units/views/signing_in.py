"""In at the door, out again, and one's own password.

Guessing is slowed down by axes, which answers with registration/locked.html.
"""

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from .. import second_factor
from ..forms import ChangePasswordForm, SignInForm


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
