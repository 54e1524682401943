"""Mail (邮件) for administrators: what was not delivered, and the words of the letters."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins import letter_templates, posting
from bulletins.letter_forms import LetterTemplateForm
from bulletins.models import Letter, LetterTemplate

from .access import administrators_only

PER_PAGE = 50
TRAYS = ("failing", "waiting", "sent")


@require_safe
@administrators_only
def mail(request):
    """Letters by their state, not by what they say: some tell of what a unit keeps to itself."""
    tray = request.GET.get("tray")
    tray = tray if tray in TRAYS else "failing"
    page = Paginator(_tray(tray).select_related("user"), PER_PAGE)
    context = {
        "tray": tray,
        "page": page.get_page(request.GET.get("page")),
        "counts": {name: _tray(name).count() for name in TRAYS},
    }
    return render(request, "bulletins/mail.html", context)


def _tray(name: str):
    if name == "failing":
        return Letter.objects.failing()
    if name == "waiting":
        unsent = Letter.objects.filter(state__in=(Letter.State.WAITING, Letter.State.SENDING))
        return unsent.filter(error="")
    return Letter.objects.filter(state=Letter.State.SENT)


@require_POST
@administrators_only
def send_again(request):
    """One letter (``letter``), or all that failed."""
    found = Letter.objects.failing().select_related("user")
    if key := request.POST.get("letter", ""):
        found = found.filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
        if not found.exists():
            messages.error(request, _("This letter need not be sent again."))
            return redirect("mail")
    count = posting.send_again(found)
    if count:
        text = ngettext(
            "%(count)s letter is sent again.", "%(count)s letters are sent again.", count
        )
        messages.success(request, text % {"count": count})
    else:
        messages.error(request, _("Nobody of them has an e-mail address any more."))
    return redirect("mail")


@require_safe
@administrators_only
def templates(request):
    own = set(LetterTemplate.objects.values_list("topic", flat=True))
    rows = [
        {
            "topic": topic,
            "name": letter_templates.name_of(topic),
            "words": words,
            "own": topic in own,
        }
        for topic, words in letter_templates.words_of(letter_templates.READY).items()
    ]
    return render(request, "bulletins/letter_templates.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def template(request, topic):
    """The words of one topic; ``preview`` shows them filled in, ``reset`` brings the ready ones
    back, and neither saves what is typed."""
    if topic not in letter_templates.READY:
        raise Http404
    own = LetterTemplate.objects.filter(topic=topic).first()
    if request.method == "POST" and "reset" in request.POST:
        LetterTemplate.objects.filter(topic=topic).delete()
        messages.success(request, _("The ready words are back."))
        return redirect("letter-template", topic)
    form = LetterTemplateForm(request.POST or None, instance=own, topic=topic)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            form.save()
            messages.success(request, _("Saved. Letters written from now on have these words."))
            return redirect("letter-templates")
        typed = letter_templates.Words(form.cleaned_data["subject"], form.cleaned_data["text"])
        preview = letter_templates.fill(topic, typed, letter_templates.sample())
    context = {
        "form": form,
        "name": letter_templates.name_of(topic),
        "own": own,
        "preview": preview or _as_it_is(topic),
        "placeholders": letter_templates.meanings(topic),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "bulletins/letter_template.html", context, status=status)


def _as_it_is(topic):
    words = letter_templates.words_of([topic])[topic]
    return letter_templates.fill(topic, words, letter_templates.sample())
