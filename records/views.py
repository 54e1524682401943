"""The records: for auditors and administrators to read and to take away."""

from django.core.paginator import Paginator
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from units.models import Role
from units.permissions import only

from . import exporting, head
from .filters import RecordFilter
from .models import Record, Seal
from .objects import found_for
from .words import details, kind_word, word_of

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def can_read_records(user) -> bool:
    return user.has_office_role(Role.AUDITOR, Role.ADMINISTRATOR)


@require_safe
@only(can_read_records)
def listing(request):
    filters = RecordFilter(request.GET)
    page = Paginator(filters.apply(Record.objects.all()), PER_PAGE).get_page(
        request.GET.get("page")
    )
    for entry in page:
        entry.action_word, entry.kind_word = word_of(entry.action), kind_word(entry.object_kind)
    context = {"page": page, "filters": filters, "head_lags": _head_lags()}
    return render(request, "records/records.html", context)


def _head_lags() -> bool:
    """Whether sealings of the last while never reached the file outside the database."""
    last = Seal.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return (last or 0) > head.last()


@require_safe
@only(can_read_records)
def one(request, pk):
    entry = get_object_or_404(Record.objects.select_related("user", "seal"), pk=pk)
    context = {
        "record": entry,
        "action": word_of(entry.action),
        "kind": kind_word(entry.object_kind),
        "object": found_for(request.user, entry.object_kind, entry.object_id),
        "details": details(entry.detail, entry.object_kind),
        "seal": getattr(entry, "seal", None),
    }
    return render(request, "records/record.html", context)


@require_safe
@only(can_read_records)
def as_xlsx(request):
    found = RecordFilter(request.GET).apply(Record.objects.all())[: exporting.MAX_ROWS]
    return FileResponse(
        exporting.workbook(found), as_attachment=True, filename=_name("xlsx"), content_type=XLSX
    )


@require_safe
@only(can_read_records)
def as_csv(request):
    found = RecordFilter(request.GET).apply(Record.objects.all())
    answer = StreamingHttpResponse(
        exporting.csv_lines(found), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{_name("csv")}"'
    return answer


def _name(ending: str) -> str:
    return f"records-{timezone.localtime():%Y%m%d-%H%M}.{ending}"
