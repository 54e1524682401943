"""What the form of an article asks by itself while somebody writes: static/yinfa/autosave.js.

Every answer is JSON.  ``problem`` says why nothing was stored: ``invalid`` (422),
``overtaken`` or ``closed`` (409), ``refused`` or ``someone-else`` (403); units.middleware and
units.views.signing_in add ``signed-out`` (401) and ``token`` (403).
"""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bulletins import comparing, drafting, permissions
from bulletins.forms import ArticleForm
from bulletins.refusals import NotNow, NotYou

from .access import visible_article


@require_POST
def autosave(request, pk):
    """Store the text as it is being typed, from the version it started from."""
    article = visible_article(request, pk)
    form = ArticleForm(request.POST, user=request.user, article=article)

    def store():
        version = form.cleaned_data["version"] or 0
        return drafting.save(article, version=version, by=request.user, text=form.text, to=form.to)

    return _answer(request, form, store)


@require_POST
def autosave_new(request):
    """The first time, the draft is made, by the form's own ``key``: a repetition goes on in it."""
    if not permissions.can_start_article(request.user):
        raise Http404 if not request.user.in_office else PermissionDenied
    form = ArticleForm(request.POST, user=request.user)

    return _answer(request, form, lambda: begin(form, request.user))


def begin(form, user):
    """The draft of a new article's form; whatever was typed since the first time is stored."""
    to = form.cleaned_data["bulletin"], form.cleaned_data.get("unit")
    article = drafting.start(
        key=form.cleaned_data["key"] or uuid.uuid4(),
        bulletin=to[0],
        unit=to[1],
        author=user,
        text=form.text,
    )
    version = form.cleaned_data["version"] or 1  # named once it was saved
    return drafting.save(article, version=version, by=user, text=form.text, to=to)


def _answer(request, form, store):
    if request.POST.get("writer") != str(request.user.pk):  # somebody else signed in meanwhile
        return _problem("someone-else", 403, _("Somebody else is signed in here now."))
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return _problem("invalid", 422, " ".join(sentences))
    try:
        article = store()
    except drafting.Overtaken as overtaken:
        return _problem("overtaken", 409, str(overtaken))
    except NotNow as refusal:
        return _problem("closed", 409, str(refusal))
    except NotYou as refusal:
        return _problem("refused", 403, str(refusal))
    return JsonResponse(_stored(article))


def _problem(kind: str, status: int, sentence: str):
    return JsonResponse({"problem": kind, "sentence": sentence}, status=status)


def _stored(article) -> dict:
    return {
        "version": article.version,
        "time": date_format(timezone.localtime(), "H:i"),
        "article": article.pk,
        "edit": reverse("article-edit", args=[article.pk]),
        "autosave": reverse("article-autosave", args=[article.pk]),
        "comparison": reverse("article-comparison", args=[article.pk]),
        "pictures": reverse("picture-upload", args=[article.pk]),
    }


@require_POST
def comparison(request, pk):
    """How a text kept in the browser differs from the one stored; nothing is stored."""
    article = visible_article(request, pk)
    form = ArticleForm(request.POST, user=request.user, article=article)
    if not form.is_valid():
        return _problem("invalid", 422, "")
    stored = drafting.readable_by(request.user, article)
    pieces = comparing.compare(stored.as_plain(), form.text.as_plain())
    context = {
        "pieces": pieces,
        "old_title": _("Stored now"),
        "new_title": _("Kept in this browser"),
    }
    same = drafting.cleaned(form.text, article) == stored
    return JsonResponse({"same": same, "html": render_to_string("_comparison.html", context)})
