"""Who may read the directory of units and people, and who may change it.

Outside the office the directory does not exist: a 404 like any other.  In the office it is read
by all; what only administrators do is refused to the others before anything is looked up.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .models import Role


def can_read_directory(user) -> bool:
    return user.in_office


def can_administer(user) -> bool:
    return user.has_office_role(Role.ADMINISTRATOR)


def only(predicate):
    """A view for people of whom ``predicate(user)`` is true.

    That they are signed in is seen to by Django's LoginRequiredMiddleware.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not can_read_directory(request.user):
                raise Http404
            if not predicate(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
