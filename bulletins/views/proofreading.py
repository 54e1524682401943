"""Proofreading while one writes: texts go in, remarks come out, nothing is stored."""

from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import drafting, permissions, remarking

from .access import visible_article

# The page sends what has changed, in parts of this size.
MOST_TEXTS = 300
MOST_CHARACTERS = 20_000
MOST_CREDIT = 400  # each label of the sources is compared with the name of every unit


@require_POST
@never_cache
def proofread(request):
    """The remarks on every ``headline``, ``text`` and ``credit`` that was sent, in order."""
    if not permissions.can_start_article(request.user):
        raise PermissionDenied if request.user.in_office else Http404
    texts = {kind: request.POST.getlist(kind) for kind in remarking.KINDS}
    sent = [text for found in texts.values() for text in found]
    too_long = sum(map(len, sent)) > MOST_CHARACTERS or sum(map(len, texts["credit"])) > MOST_CREDIT
    if len(sent) > MOST_TEXTS or too_long:
        sentence = _("Too much text at once: at most 20,000 characters are looked at.")
        return JsonResponse({"error": sentence}, status=413)
    table = remarking.table() if sent else remarking.Table()
    return JsonResponse(
        {
            kind: [[asdict(remark) for remark in table.remarks(kind, text)] for text in found]
            for kind, found in texts.items()
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
def article_proofreading(request, pk):
    """The stored text with its remarks, each with a button that takes the proposal.

    What the panel beside the form does at once, for those whose browser runs no script.
    """
    article = visible_article(request, pk)
    if not permissions.can_change_text(request.user, article):
        drafting.refuse(request.user, article)
    status = 200
    if request.method == "POST":
        if _take(request, article):
            return redirect("article-proofreading", pk)
        article, status = visible_article(request, pk), 409
    found = remarking.remarks_on(drafting.Text.of(article))
    context = {"article": article, "found": found, "stale": status == 409}
    return render(request, "bulletins/article_proofreading.html", context, status=status)


def _take(request, article) -> bool:
    """Take the proposal that was pressed; false when the text is no longer the one shown."""
    version = request.POST.get("version", "")
    wanted = request.POST.get("place", "")
    text = drafting.Text.of(article)
    found = next((f for f in remarking.remarks_on(text) if f.place == wanted), None)
    if found is None or found.remark.fix is None or version != str(article.version):
        return False
    fixed = remarking.taken(text, found)
    try:
        drafting.save(article, version=int(version), by=request.user, text=fixed)
    except drafting.Overtaken:
        return False
    messages.success(request, _("Changed: “%(words)s” → “%(fix)s”.")
                     % {"words": found.words, "fix": found.remark.fix})  # fmt: skip
    return True
