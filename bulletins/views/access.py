"""Doors: who may open a page at all, and how a refusal looks.

What a person may not see does not exist for them: it is a 404, the same as for
a number never given out.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from bulletins import permissions
from bulletins.models import Article, Issue
from bulletins.refusals import NotNow, NotYou


def office_only(view):
    """The page exists only for people of the municipal office."""
    return _door(view, lambda user: user.in_office)


def editors_only(view):
    """For the office; of these, only editors get past the door."""
    return _door(view, lambda user: user.in_office, permissions.can_assemble)


def administrators_only(view):
    return _door(view, lambda user: user.in_office, permissions.can_administer)


def _door(view, exists_for, open_to=lambda user: True):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not exists_for(request.user):
            raise Http404
        if not open_to(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def visible_article(request, pk: int) -> Article:
    articles = Article.objects.visible_to(request.user)
    return get_object_or_404(
        articles.select_related("unit", "bulletin", "author", "changed_by", "merged_into"), pk=pk
    )


def visible_issue(request, pk: int) -> Issue:
    issues = Issue.objects.visible_to(request.user)
    return get_object_or_404(issues.select_related("bulletin", "edition__signed_by"), pk=pk)


def typed_into(data, name: str, most: int) -> str:
    """What was typed into a field, cut to ``most`` characters, without NUL, which PostgreSQL
    takes in no text."""
    return data.get(name, "").replace("\0", "")[:most]


class Refusals:
    """Middleware: a refusal that no view answered itself becomes a page with its sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NotNow):
            return render(request, "409.html", {"sentence": str(exception)}, status=409)
        if isinstance(exception, NotYou):
            return render(request, "403.html", {"sentence": str(exception)}, status=403)
        return None
