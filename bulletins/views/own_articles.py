"""The articles of one's own unit (for editors: of the office): what waits, what became of each."""

from datetime import datetime, time

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins import finding, outcomes, permissions
from bulletins.models import Article, Bulletin, Decision, Issue, Message
from bulletins.models.article import ArticleState as A
from units.models import Role

from .access import typed_into

PER_PAGE = 50
WRITING, WITH_OFFICE, PRINTED, OVER = (
    (A.DRAFT, A.RETURNED), (A.SUBMITTED, A.ACCEPTED), (A.PUBLISHED,), (A.DECLINED, A.WITHDRAWN),
)  # fmt: skip
STOPPING = (A.RETURNED, A.DECLINED, A.DRAFT)  # where the last decision may say why


@require_safe
def articles(request):
    user = request.user
    if not (user.unit_ids() or permissions.can_assemble(user)):
        raise Http404
    mine = Article.objects.visible_to(user)
    if user.in_office:
        mine = mine.filter(unit=None)
    news = dict(Message.objects.new_to(user).values_list("article").annotate(n=Count("pk")))
    trays = [] if user.in_office else _trays(user, mine, news)
    found, filters = _filtered(request, _of_tray(mine, trays, request.GET.get("tray", "")))
    found = found.defer("body").select_related("unit", "bulletin", "hold")
    pages = Paginator(found, PER_PAGE)
    if not filters["filtered"] and trays:  # counted already
        pages.count = next(tray["count"] for tray in trays if tray["current"])
    page = pages.get_page(request.GET.get("page"))
    collecting = list(Issue.objects.collecting().select_related("bulletin"))
    context = {
        "page": page,
        "rows": _rows(page.object_list, news, collecting),
        "trays": trays,
        "states": A.choices,
        "bulletins": Bulletin.objects.defer("design"),
        "any": any(tray["count"] for tray in trays) if trays else mine.exists(),
        "collecting": collecting,
        "may_start": permissions.can_start_article(user),
        **filters,
    }
    return render(request, "bulletins/articles.html", context)


# --- trays --------------------------------------------------------------------------------


def _rules(user, news) -> list[tuple]:
    """Name in the address, label, condition."""
    writes = Q(unit__in=user.unit_ids(Role.REPORTER))
    heads = Q(unit__in=user.unit_ids(Role.UNIT_HEAD))
    awaiting = Q(state=A.AWAITING_UNIT)
    mine = writes & Q(state__in=WRITING) | heads & awaiting | Q(pk__in=list(news))
    merged, corrected = Q(state=A.MERGED), outcomes.still_in_print()
    in_print = Q(merged_into__state=A.PUBLISHED) | Q(merged_into__in=corrected)
    office = Q(state__in=WITH_OFFICE) & ~Q(pk__in=corrected)
    printed = Q(state__in=PRINTED) | Q(pk__in=corrected)
    head = _("Waits for my approval") if user.unit_ids(Role.UNIT_HEAD) else _("Awaiting approval")
    return [
        ("all", _("All"), Q()),
        ("mine", _("For me to do"), mine),
        ("head", head, awaiting),
        ("office", _("With the office"), office | merged & ~in_print),
        ("printed", _("In print"), printed | merged & in_print),
        ("other", _("Others"), Q(state__in=OVER)),
    ]


def _trays(user, mine, news) -> list[dict]:
    """The trays with their counts, all by one query over an index."""
    rules = _rules(user, news)
    counts = mine.order_by().aggregate(
        **{name: Count("pk", filter=rule) if rule else Count("pk") for name, _label, rule in rules}
    )
    return [
        {"name": name, "label": label, "count": counts[name], "rule": rule}
        for name, label, rule in rules
        if name != "head" or counts[name] or user.unit_ids(Role.UNIT_HEAD)
    ]


def _of_tray(mine, trays, wanted: str):
    """``mine`` of the tray in the address; every article where that names none."""
    names = {tray["name"] for tray in trays}
    for tray in trays:
        tray["current"] = tray["name"] == (wanted if wanted in names else "all")
        if tray["current"]:
            mine = mine.filter(tray["rule"])
    return mine


# --- filters ------------------------------------------------------------------------------


def _filtered(request, articles):
    asked = {name: typed_into(request.GET, name, 100).strip()
             for name in ("q", "state", "bulletin", "since", "until")}  # fmt: skip
    articles = articles.filter(finding.holding(asked["q"], finding.BY_UNIT))
    if asked["state"] in A.values:
        articles = articles.filter(state=asked["state"])
    if asked["bulletin"].isdecimal() and len(asked["bulletin"]) < 10:
        articles = articles.filter(bulletin=int(asked["bulletin"]))
    for name, lookup, end in (("since", "gte", time.min), ("until", "lte", time.max)):
        if day := _day(asked[name]):
            moment = timezone.make_aware(datetime.combine(day, end))
            articles = articles.filter(**{f"changed_at__{lookup}": moment})
    narrowed = any(value for name, value in asked.items() if name != "q")
    return articles, asked | {"narrowed": narrowed, "filtered": narrowed or bool(asked["q"])}


def _day(text: str):
    try:
        return parse_date(text)
    except ValueError:
        return None


# --- rows ---------------------------------------------------------------------------------


def _rows(articles, news: dict, collecting) -> list[dict]:
    """What a line says of each article; the same few queries however many there are."""
    articles = list(articles)
    printed, why = outcomes.printed(articles), _reasons(articles)
    due = {issue.bulletin_id: issue.articles_due for issue in reversed(collecting)}
    return [
        {
            "article": article,
            "news": news.get(article.pk, 0),
            "printed": printed.get(article.pk),
            "why": why.get(article.pk),
            "due": due.get(article.bulletin_id) if article.state in WRITING else None,
            "held": article.state == A.ACCEPTED and hasattr(article, "hold"),
        }
        for article in articles
    ]


def _reasons(articles) -> dict[int, Decision]:
    """By article, the decision that stopped it, while it stands and says why."""
    stopped = [article.pk for article in articles if article.state in STOPPING]
    last = {}
    for decision in Decision.objects.filter(article__in=stopped).order_by("at", "pk"):
        last[decision.article_id] = decision
    return {pk: decision for pk, decision in last.items() if decision.note}
