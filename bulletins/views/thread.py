"""What the unit and the office say to each other about an article: the part of its page that
keeps itself up to date, and a new message."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bulletins import messaging
from bulletins.refusals import NotNow

from .access import visible_article
from .articles import article_page, thread_parts


@require_http_methods(["GET", "HEAD", "POST"])
def article_messages(request, pk):
    """The thread alone; a POST says something."""
    found = visible_article(request, pk)
    if request.method == "POST":
        return _say(request, found)
    if not messaging.has_thread(found):
        raise Http404
    parts = thread_parts(request, found)
    return render(request, "bulletins/_thread.html", {"article": found, **parts})


def _say(request, found):
    text = request.POST.get("text", "")
    try:
        said = messaging.say(found, request.user, text)
    except NotNow as refusal:
        refused = {"message_refusal": str(refusal), "message_typed": text}
        return article_page(request, found, status=409, **refused)
    return redirect(f"{found.get_absolute_url()}#message-{said.pk}")
