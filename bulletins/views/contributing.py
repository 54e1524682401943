"""Where a unit writes: the form, and an article copied as a new draft."""

import uuid

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import comparing, copying, drafting, lengths, permissions, workflow
from bulletins.forms import ArticleForm
from bulletins.models import Article, DefaultSection
from bulletins.models.article import ArticleState
from bulletins.refusals import NotNow
from units.models import ReportingUnit

from . import pictures
from .access import visible_article
from .autosaving import begin

# CKEditor sets styles and click handlers as attributes and shows pasted pictures as data.
editor_policy = csp_update(
    {
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "script-src-attr": ["'unsafe-inline'"],
    }
)
HANDED_IN = (ArticleState.AWAITING_UNIT, ArticleState.SUBMITTED)


@editor_policy
@require_http_methods(["GET", "HEAD", "POST"])
def article_new(request):
    if not permissions.can_start_article(request.user):
        raise Http404 if not request.user.in_office else PermissionDenied
    form = ArticleForm(request.POST or None, user=request.user, initial=_first_values(request.user))
    if form.is_valid():
        return _stored(request, form, lambda: begin(form, request.user))
    return form_page(request, form)


def _first_values(user) -> dict:
    """A new article is for the first bulletin and unit there are, credited to that unit."""
    values = {"key": uuid.uuid4(), "contact_phone": user.phone}
    probe = ArticleForm(user=user)
    for name in ("bulletin", "unit"):
        choices = probe.fields[name].queryset if name in probe.fields else []
        if choices:
            values[name] = choices[0].pk
        if choices and name == "unit":
            values["sources"] = choices[0].name
    return values


@editor_policy
@require_http_methods(["GET", "HEAD", "POST"])
def article_edit(request, pk):
    article = visible_article(request, pk)
    form = ArticleForm(
        request.POST or None,
        user=request.user,
        article=article,
        initial=ArticleForm.initial_of(article),
    )
    if not form.is_bound and not permissions.can_change_text(request.user, article):
        drafting.refuse(request.user, article)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        return _stored(
            request,
            form,
            lambda: drafting.save(
                article, version=version, by=request.user, text=form.text, to=form.to
            ),
            article,
        )
    return form_page(request, form, article)


def _stored(request, form, store, article=None):
    """The answer to a pressed button: ``store`` keeps the text and gives the article."""
    try:
        saved = store()
    except drafting.Overtaken as overtaken:
        return overtaken_page(request, overtaken)
    except NotNow as refusal:
        article = article or Article.objects.get(key=form.cleaned_data["key"])
        if "hand_in" in request.POST and _is_handed_in(article, form.text):
            return _handed_in(request, article)  # pressed twice
        return too_late_page(request, article, form.text, refusal)
    return _hand_in(request, saved) if "hand_in" in request.POST else _saved(request, saved)


def _hand_in(request, article):
    """Submit what was just saved; a text that cannot be submitted yet stays, saved."""
    try:
        workflow.perform(article, "submit", request.user, version=article.version)
    except NotNow as refusal:
        article.refresh_from_db()
        if article.state not in HANDED_IN:
            messages.error(request, _("Saved, but not submitted: %(why)s") % {"why": refusal})
            return redirect("article-edit", article.pk)
    return _handed_in(request, article)


def _is_handed_in(article, text) -> bool:
    article.refresh_from_db()
    return article.state in HANDED_IN and drafting.Text.of(article) == drafting.cleaned(
        text, article
    )


def _handed_in(request, article):
    label = workflow.ARTICLE["submit"].label
    done = _("Done: %(action)s · %(article)s") % {"action": label, "article": article}
    messages.success(request, done)
    return redirect("article", article.pk)


def too_late_page(request, article, typed, refusal):
    """The moment for changes has passed: what was typed is shown, to be copied from."""
    readable = drafting.readable_by(request.user, article)
    context = {
        "article": article,
        "sentence": str(refusal),
        "pieces": comparing.compare(readable.as_plain(), typed.as_plain()),
    }
    return render(request, "bulletins/article_too_late.html", context, status=409)


def _saved(request, article):
    messages.success(request, _("Saved."))
    if "preview" in request.POST:
        return redirect("article-preview", article.pk)
    return redirect("article-edit" if "stay" in request.POST else "article", article.pk)


def form_page(request, form, article=None, status=200, **context):
    usual = DefaultSection.objects.order_by("title").values_list("title", flat=True).distinct()
    context |= {
        "form": form,
        "article": article,
        "usual_sections": usual,
        "limits": lengths.limits(),
        "printed": pictures.printed(article) if article else {},
        "unit_names": ReportingUnit.objects.active().values_list("name", flat=True),
        "may_hand_in": article is None or _may_hand_in(request.user, article),
    }
    status = 422 if form.is_bound and form.errors else status
    return render(request, "bulletins/article_form.html", context, status=status)


def _may_hand_in(user, article) -> bool:
    return "submit" in {t.action for t in workflow.available_actions(article, user)}


def overtaken_page(request, overtaken):
    """Nothing is lost: the form keeps what was typed, on top of the newer version."""
    current, data = overtaken.current, request.POST.copy()
    data["version"] = current.version
    form = ArticleForm(data, user=request.user, article=current)
    form.is_valid()
    stored = drafting.Text.of(current)
    return form_page(
        request,
        form,
        current,
        status=409,
        pieces=comparing.compare(stored.as_plain(), overtaken.yours.as_plain()),
        stored=stored,
    )


@require_POST
def article_copy(request, pk):
    """A new draft with the same text and pictures; the form's ``key`` makes it once."""
    found = visible_article(request, pk)
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    draft = copying.copy(found, request.user, key)
    messages.success(request, _("This is a new draft with the same text and pictures."))
    return redirect("article-edit", draft.pk)
