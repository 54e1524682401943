"""The office's inbox: what the units sent, and who is waiting for an answer."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, TextField, When
from django.db.models.fields.json import KT
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins import drafting, finding, permissions
from bulletins.models import Article, ArticleRevision, Issue, Message
from bulletins.models.article import ArticleState
from units.models import ReportingUnit, Role

from .access import office_only, typed_into

PER_PAGE = 50
REWORKED = Q(unit__isnull=False, state__in=drafting.UNSEEN_BY_OFFICE)


def _trays(news):
    """The trays of the inbox: name in the address, label, condition."""
    state = ArticleState
    return [
        ("waiting", _("To decide"), Q(state=state.SUBMITTED)),
        ("accepted", _("Accepted, not placed"), Q(state=state.ACCEPTED, placement=None)),
        ("placed", _("Placed"), Q(state=state.ACCEPTED, placement__isnull=False)),
        ("returned", _("Returned"), Q(state=state.RETURNED)),
        ("declined", _("Declined"), Q(state__in=(state.DECLINED, state.WITHDRAWN))),
        ("published", _("Published"), Q(state__in=(state.PUBLISHED, state.MERGED))),
        ("talk", _("New messages"), Q(pk__in=list(news))),
        ("all", _("All"), Q()),
    ]


@require_safe
@office_only
def desk(request):
    user = request.user
    if not user.has_office_role(Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR):
        raise Http404
    received = Article.objects.visible_to(user).filter(first_submitted_at__isnull=False)
    news = dict(Message.objects.new_to(user).values_list("article").annotate(n=Count("pk")))
    trays = _trays(news)
    counts = received.aggregate(
        **{name: Count("pk", filter=rule) if rule else Count("pk") for name, _label, rule in trays}
    )
    chosen = request.GET.get("tray", "waiting")
    rule = next((rule for name, _label, rule in trays if name == chosen), None)
    if rule is None:
        raise Http404
    found, filters = _filtered(request, _as_handed_in(received.filter(rule)))
    order = "submitted_at" if chosen == "waiting" else "-submitted_at"
    found = (
        found.defer("body")
        .order_by(order, "pk")
        .select_related("unit", "author", "placement__section__issue__bulletin")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for article in page:  # for showing only, never saved
        article.headline, article.suggested_section = article.read_headline, article.read_section
        article.news = news.get(article.pk, 0)
    context = {
        "page": page,
        "trays": [
            {"name": name, "label": label, "count": counts[name], "current": name == chosen}
            for name, label, _rule in trays
        ],
        "tray": chosen,
        "making": _due_issues(),
        "units": ReportingUnit.objects.active(),
        "may_decide": permissions.can_assemble(user),
        **filters,
    }
    return render(request, "bulletins/desk.html", context)


def _due_issues():
    """Those in the making for which a day was named, the most pressing first."""
    dated = Q(print_due__isnull=False) | Q(articles_due__isnull=False)
    return Issue.objects.unpublished().filter(dated).select_related("bulletin")


def _as_handed_in(articles):
    """With ``read_headline`` and ``read_section``: while a unit works on an article again,
    the office goes on reading what was last submitted."""
    handed_in = ArticleRevision.objects.filter(article=OuterRef("pk"), sealed=drafting.HANDED_IN)

    def read(field):
        submitted = handed_in.order_by("-number").values(value=KT(f"text__{field}"))[:1]
        return Case(
            When(REWORKED, then=Subquery(submitted)), default=F(field), output_field=TextField()
        )

    return articles.annotate(read_headline=read("headline"), read_section=read("suggested_section"))


def _filtered(request, articles):
    words, unit = typed_into(request.GET, "q", 100).strip(), request.GET.get("unit", "")
    articles = articles.filter(finding.holding(words, finding.BY_OFFICE, "unit__name"))
    if unit.isdecimal() and len(unit) < 10:
        articles = articles.filter(unit=int(unit))
    return articles, {"words": words, "unit": unit}
