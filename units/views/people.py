"""The list of people, one person with their roles, and new initial passwords."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import second_factor
from ..administrators import check_after_change, lock_administrators
from ..filters import PersonFilter
from ..forms import PersonForm, membership_formset
from ..models import User
from ..passwords import give_initial_password
from ..permissions import can_administer, can_read_directory, only
from ..sessions import end_sessions

PER_PAGE = 100


@require_safe
@only(can_read_directory)
def listing(request):
    filters = PersonFilter(request.GET)
    people = filters.apply(User.objects.prefetch_related("memberships__unit"))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "may_change": can_administer(request.user)}
    return render(request, "units/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@only(can_administer)
@sensitive_variables("password")
def edit(request, pk=None):
    """A new person without ``pk``: they get an initial password, which is shown once."""
    person = get_object_or_404(User, pk=pk) if pk is not None else User()
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data, instance=person)
    roles = membership_formset(person, data)
    if data is not None and form.is_valid() and roles.is_valid():
        password = give_initial_password(form.instance) if pk is None else ""
        try:
            _save(form, roles, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if password:
                return _show_password(request, form.instance, password)
            messages.success(request, _("%(person)s is saved.") % {"person": form.instance})
            return redirect("people")
    context = {"form": form, "roles": roles, "person": False}
    if pk is not None:
        context["person"] = stored = User.objects.get(pk=pk)
        context["has_second_factor"] = second_factor.device_of(stored) is not None
    return render(request, "units/person.html", context)


@transaction.atomic
def _save(form, roles, actor):
    lock_administrators()
    person = form.save()
    roles.instance = person
    roles.save()
    check_after_change(person, actor)
    if not person.is_active:
        end_sessions(person)


@require_POST
@never_cache
@only(can_administer)
@sensitive_variables("password")
def new_password(request, pk):
    """Ends the person's sessions and opens a door which only the new password opens."""
    person = get_object_or_404(User, pk=pk)
    if person == request.user:
        messages.error(request, _("You change your own password here."))
        return redirect("password")
    password = give_initial_password(person)
    person.save(update_fields=["password", "must_change_password"])
    end_sessions(person)
    return _show_password(request, person, password)


def _show_password(request, person, password):
    """The answer itself, not a page to go to: the plain text is stored nowhere."""
    return render(request, "units/password.html", {"person": person, "password": password})
