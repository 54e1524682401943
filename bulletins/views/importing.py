"""Bringing in a whole bulletin: paste its text, see line by line what was recognised, save."""

import json

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bulletins.forms import ImportForm
from bulletins.importing import import_parsed
from bulletins.refusals import NotNow
from bulletins.sources import match_sources
from bulletins.text_import import KINDS, parse

from .access import editors_only


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def import_bulletin(request):
    form = ImportForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "bulletins/import.html", {"form": form}, status=status)
    text = form.cleaned_data["text"]
    kinds = _corrected_kinds(request.POST, text)
    bulletin = parse(text, kinds)
    refusal = ""
    if "save" in request.POST:
        try:
            return _save(request, form, bulletin.as_json())
        except NotNow as error:
            refusal = str(error)
    return render(
        request,
        "bulletins/import.html",
        _reading(form, bulletin, kinds) | {"refusal": refusal},
        status=409 if refusal else 200,
    )


def _save(request, form, parsed):
    data = form.cleaned_data
    imported = import_parsed(parsed, data["bulletin"], request.user, date=data["date"])
    messages.success(
        request,
        ngettext("%(count)d article imported.", "%(count)d articles imported.", imported.articles)
        % {"count": imported.articles},
    )
    if imported.unknown:
        messages.warning(
            request,
            _("No unit is known by these names; they stay as text: %(names)s")
            % {"names": "、".join(imported.unknown)},
        )
    return redirect(imported.issue)


def _corrected_kinds(post, text) -> dict[int, str]:
    """What the editor said of single lines so far, with what was changed just now.

    Only a line whose choice differs from what the page showed is an editor's word;
    the rest go on following from the text.
    """
    said = _said_before(post.get("said", ""))
    for line in parse(text, said).lines:
        chosen = post.get(f"kind-{line.number}")
        if chosen in KINDS and chosen != line.kind:
            said[line.number] = chosen
    return said


def _said_before(stored: str) -> dict[int, str]:
    try:
        data = json.loads(stored or "{}")
        return {int(number): kind for number, kind in data.items() if kind in KINDS}
    except (ValueError, AttributeError, TypeError):
        return {}


def _reading(form, bulletin, kinds) -> dict:
    """What the page shows of a reading: lines, outline, doubts and unknown units."""
    parsed = bulletin.as_json()
    doubts: dict[int, list[str]] = {}
    for warning in bulletin.warnings:
        doubts.setdefault(warning.line, []).append(warning.text)
    articles = [article for section in parsed["sections"] for article in section["articles"]]
    labels = dict.fromkeys(
        label
        for article in articles
        for unit, label in match_sources(article["source"])
        if unit is None
    )
    return {
        "form": form,
        "parsed": parsed,
        "count": len(articles),
        "lines": [
            {"line": line, "doubts": doubts.get(line.number, ()), "said": line.number in kinds}
            for line in bulletin.lines
        ],
        "kinds": [(kind, name) for kind, name in KINDS.items() if kind != "blank"],
        "said": json.dumps(kinds),
        "unknown": list(labels),
    }
