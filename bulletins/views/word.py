"""Filling an article's form from a Word file; a refused file is stored nowhere."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bulletins import docx_import, drafting, permissions, pictures, richtext, sources
from bulletins.forms import ArticleForm
from bulletins.models import Article
from bulletins.refusals import NotNow

from . import autosaving, contributing
from .access import visible_article


@require_POST
@contributing.editor_policy
def article_new_from_word(request):
    """A new draft out of a file; what was typed stays where the file has nothing."""
    if not permissions.can_start_article(request.user):
        raise Http404 if not request.user.in_office else PermissionDenied
    form = ArticleForm(request.POST, user=request.user)
    word = _read(request, form) if form.is_valid() else None
    if word is None:
        return contributing.form_page(request, form, status=422)
    return _fill(request, form, word, lambda: autosaving.begin(form, request.user))


@require_POST
@contributing.editor_policy
def article_from_word(request, pk):
    """The text of an article replaced by a file's; the text before stays in the history."""
    article = visible_article(request, pk)
    if not permissions.can_change_text(request.user, article):
        drafting.refuse(request.user, article)
    form = ArticleForm(request.POST, user=request.user, article=article)
    word = _read(request, form) if form.is_valid() else None
    if word is None:
        return contributing.form_page(request, form, article, status=422)
    version = form.cleaned_data["version"] or 0

    def store():
        return drafting.save(article, version=version, by=request.user, text=form.text, to=form.to)

    return _fill(request, form, word, store)


def _fill(request, form, word, store):
    """Keep what was typed by ``store``, which gives the article, then put the file in its place."""
    try:
        with transaction.atomic(), pictures.undone_on_error() as stored:
            typed = store()
            if typed.headline or typed.body:
                drafting.set_aside(typed)
            text, lost = _filled(form.text, word, typed, request.user, stored)
            saved = drafting.save(typed, version=typed.version, by=request.user, text=text)
    except drafting.Overtaken as overtaken:
        return contributing.overtaken_page(request, overtaken)
    except NotNow as refusal:
        article = form.article or Article.objects.get(key=form.cleaned_data["key"])
        return contributing.too_late_page(request, article, form.text, refusal)
    return _tell(request, saved, word, lost)


def _read(request, form):
    """The file's fields, or None with the reason at the form."""
    upload = request.FILES.get("word")
    if upload is None:
        form.add_error(None, _("Choose a Word file first."))
        return None
    try:
        return docx_import.read(upload.read(docx_import.MAX_BYTES + 1))
    except docx_import.NotWord as refusal:
        form.add_error(None, str(refusal))
        return None


def _filled(typed: drafting.Text, word, article, user, stored) -> tuple[drafting.Text, list[str]]:
    """``typed`` with the file's fields in it, and what was lost of the pictures; those kept are
    added to ``stored``."""
    body, lost = word.body, []
    for number, data in enumerate(word.pictures):
        place = docx_import.PLACE_OF_PICTURE.format(number)
        try:
            kept = pictures.store(article, SimpleUploadedFile("picture", data), user)
            stored.append(kept)
            body = body.replace(f'src="{place}"', f'src="{kept.get_absolute_url()}"')
        except pictures.NotAPicture as refusal:
            lost.append(_("Picture %(number)s: %(why)s") % {"number": number + 1, "why": refusal})
    try:
        body = richtext.clean(body, set(article.pictures.values_list("pk", flat=True)))
    except richtext.TooMuch:
        lost.append(
            _("The text is too long or too deeply nested. Paste it as plain text, in parts.")
        )
        body = typed.body
    text = replace(
        typed,
        headline=word.headline[:240] or typed.headline,
        subtitle=word.subtitle[:200] or typed.subtitle,
        byline=word.byline[:200] or typed.byline,
        body=body,
        sources=sources.match_sources(word.source[:200]) or typed.sources,
    )
    return text, lost


def _tell(request, article, word, lost):
    messages.success(
        request,
        _("Filled in from the Word file, pictures: %(count)s. Read it through, then submit it.")
        % {"count": article.pictures.count()},
    )
    if left_out := [*word.left_out, *lost]:
        messages.warning(request, _("Left out: %(what)s") % {"what": "；".join(left_out)})
    return redirect("article-edit", article.pk)
