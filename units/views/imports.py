"""Units and people out of workbooks: choose a file, look at what would happen, confirm.

Both lists go through the same three pages; ``importer`` is units.importing.unit_list or
people_list.  Between preview and confirmation nothing is stored: the rows go out sealed and come
back to be checked again against what the database then says.
"""

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ..forms import UploadForm
from ..importing import people_list, unit_list
from ..importing.planning import SEAL_CHARACTERS, Plan, seal, unseal
from ..permissions import can_administer, only
from ..spreadsheet import Unreadable, read, template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@only(can_administer)
def import_units(request):
    return _import(request, unit_list)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@only(can_administer)
def import_people(request):
    return _import(request, people_list)


@require_safe
@only(can_administer)
def unit_template(request):
    return _template(unit_list, "报送单位")


@require_safe
@only(can_administer)
def people_template(request):
    return _template(people_list, "人员")


def _template(importer, title):
    answer = HttpResponse(template(importer.COLUMNS, title), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{importer.NAME}.xlsx"'
    return answer


def _import(request, importer):
    if request.method != "POST":
        return _ask(request, importer, UploadForm())
    if "rows" in request.POST:
        return _confirm(request, importer)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, importer, form)
    try:
        table = read(form.cleaned_data["file"], importer.COLUMNS)
    except Unreadable as refusal:
        form.add_error("file", str(refusal))
        return _ask(request, importer, form)
    return _preview(request, importer, importer.plan(table.rows), ignored=table.ignored)


def _ask(request, importer, form, refusal=""):
    context = {"form": form, "columns": importer.COLUMNS, "refusal": refusal}
    return render(request, f"units/import_{importer.NAME}.html", context)


def _preview(request, importer, plan: Plan, ignored=(), refusal=""):
    sealed = ""
    if plan.is_possible and plan.does_something:
        sealed = seal(plan, importer.NAME, request.user)
        if len(sealed) > SEAL_CHARACTERS:
            return _ask(request, importer, UploadForm(),
                        _("The file holds too much text for one import. Split it."))  # fmt: skip
    context = {"plan": plan, "sealed": sealed, "ignored": ignored, "refusal": refusal,
               "columns": importer.COLUMNS}  # fmt: skip
    return render(request, f"units/import_{importer.NAME}_preview.html", context)


def _confirm(request, importer):
    try:
        rows, shown = unseal(request.POST["rows"], importer.NAME, request.user)
    except signing.BadSignature:
        return _ask(request, importer, UploadForm(),
                    _("The preview is too old or not yours. Choose the file again."))  # fmt: skip
    try:
        with transaction.atomic():
            plan = importer.plan(rows)
            if plan.digest != shown or not plan.is_possible:
                return _preview(request, importer, plan, refusal=_("Something was changed since "
                                "the preview; nothing was imported. This is what would happen "
                                "now."))  # fmt: skip
            issued = importer.carry_out(plan)
    except IntegrityError:
        return _ask(request, importer, UploadForm(), _("Somebody else saved the same names at "
                    "this moment; nothing was imported. Choose the file again."))  # fmt: skip
    context = {"plan": plan, "issued": issued}
    return render(request, f"units/import_{importer.NAME}_done.html", context)
