"""The page that asks for the code, and the one where the second factor is set up and renewed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from .. import second_factor
from ..forms import CodeForm
from ..models import User
from ..permissions import can_administer, only


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def ask(request):
    """Demands a code of whoever has a device; leads those without one to the setting up."""
    onward = _onward(request)
    if not second_factor.is_missing(request):
        return redirect(onward)
    if second_factor.device_of(request.user) is None:
        return redirect("second-factor")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.verify(request, form.cleaned_data["code"]):
            return redirect(onward)
        _refuse(form, request.user)
    context = {"form": form, "next": onward}
    return render(request, "registration/code.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def set_up(request):
    """The QR code of a new device, confirmed by its first code; then the spare codes, once.

    Whoever has a device replaces it from a session that a code has opened.
    """
    current = second_factor.device_of(request.user)
    if current and not request.user.is_verified():
        return redirect("code")
    device = second_factor.begun(request.user)
    if request.method == "POST" and (device is None or "code" not in request.POST):
        second_factor.begin(request.user)
        return redirect("second-factor")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        codes = second_factor.confirm(request, device, form.cleaned_data["code"])
        if codes is not None:
            return _show(request, codes)
        _refuse(form, request.user)
    context = {
        "form": form,
        "required": second_factor.is_required(request.user),
        "current": current,
        "spare": second_factor.spare_codes_left(request.user),
        "device": device,
    }
    if device:
        context |= {
            "secret": second_factor.secret_of(device),
            "drawn": second_factor.drawn(device),
        }
    status = 422 if form.errors else 200
    return render(request, "registration/second_factor.html", context, status=status)


@require_POST
@never_cache
def spare_codes(request):
    """Ten new spare codes in place of the old ones."""
    if not request.user.is_verified():
        return redirect("second-factor")
    return _show(request, second_factor.new_spare_codes(request.user))


@require_POST
@never_cache
def give_up(request):
    """Do without, where one may."""
    if not request.user.is_verified() or second_factor.is_required(request.user):
        messages.error(request, _("Your role demands the second factor; it can only be renewed."))
    else:
        second_factor.forget(request.user)
        messages.success(request, _("The second factor is switched off."))
    return redirect("second-factor")


@require_POST
@only(can_administer)
def reset(request, pk):
    """For someone who lost the telephone and the spare codes: an administrator takes it away."""
    person = get_object_or_404(User, pk=pk)
    if person == request.user:
        messages.error(request, _("You renew your own second factor here."))
        return redirect("second-factor")
    if second_factor.forget(person):
        messages.success(
            request, _("%(person)s sets up a new second factor at the next sign-in.")
            % {"person": person}
        )  # fmt: skip
    return redirect("person", pk=pk)


def _show(request, codes):
    """The answer itself, not a page to go to: it is not shown again."""
    return render(request, "registration/spare_codes.html", {"codes": codes})


def _refuse(form, user):
    until = second_factor.locked_until(user)
    if until is not None and (until - timezone.now()).total_seconds() > 3:
        clock = timezone.localtime(until).strftime("%H:%M:%S")
        sentence = _("Too many wrong codes. Try again after %(clock)s.") % {"clock": clock}
    else:
        sentence = _("This code is not right. It changes every 30 seconds and works once: "
                     "wait for the next one.")  # fmt: skip
    form.add_error("code", sentence)


def _onward(request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
