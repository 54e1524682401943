"""What a record is about: the thing an address names, and how to find it again."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bulletins.models import (
    Article,
    Bulletin,
    EditionFile,
    Issue,
    Layout,
    Notice,
    Picture,
    Placement,
    Section,
    Specimen,
)
from bulletins.models.article import ArticleState
from distribution.models import Delivery, Recipient
from units.models import ReportingUnit, User

from .models import Record


@dataclass(frozen=True)
class Thing:
    kind: str
    id: str = ""
    title: str = ""


NOTHING = Thing("")


@dataclass(frozen=True)
class Kind:
    """``segment`` is the first word of the addresses that lead to such things, which name one by
    its column ``lookup``; empty where no address does."""

    label: str
    model: type[Model]
    segment: str
    lookup: str = "pk"


KINDS = {
    "article": Kind(_("article"), Article, "articles"),
    "picture": Kind(_("picture"), Picture, "pictures"),
    "issue": Kind(_("issue"), Issue, "issues"),
    "section": Kind(_("section"), Section, "sections"),
    "placement": Kind(_("placement"), Placement, "placements"),
    "layout": Kind(pgettext_lazy("record", "pages"), Layout, "layouts", "key"),
    "edition-file": Kind(_("edition file"), EditionFile, "editions"),
    "delivery": Kind(_("delivery"), Delivery, "deliveries"),
    "recipient": Kind(_("recipient"), Recipient, ""),
    "notice": Kind(_("notice"), Notice, "notices"),
    "bulletin": Kind(_("bulletin"), Bulletin, "bulletins", "slug"),
    "specimen": Kind(_("specimen"), Specimen, "specimens", "key"),
    "person": Kind(_("person"), User, "people"),
    "unit": Kind(_("reporting unit"), ReportingUnit, "units"),
    "record": Kind(_("record"), Record, "records"),
}
SEGMENTS = {kind.segment: name for name, kind in KINDS.items() if kind.segment}
# Kinds whose own name would tell a text that the office has not been sent.
NAMELESS = (Picture, Notice, Record)
WITH_UNIT = (ArticleState.DRAFT, ArticleState.AWAITING_UNIT, ArticleState.RETURNED,
             ArticleState.WITHDRAWN)  # fmt: skip


def named_by(match) -> Thing:
    """The thing that an address (a ResolverMatch) is about; its title looked up as it is now."""
    segment = match.route.split("/", 1)[0]
    name = SEGMENTS.get(segment, segment)
    value = next(iter(match.kwargs.values()), "")
    if name not in KINDS or not value:
        return Thing(name, str(value))
    kind = KINDS[name]
    found = kind.model.objects.filter(**{kind.lookup: value}).first()
    return Thing(name, str(value), title_of(found) if found else "")


def thing_of(subject: Model) -> Thing:
    name = next(name for name, kind in KINDS.items() if isinstance(subject, kind.model))
    return Thing(name, str(getattr(subject, KINDS[name].lookup)), title_of(subject))


def title_of(subject: Model) -> str:
    """Its name; empty while a unit has its article to itself, which the office cannot read yet."""
    if isinstance(subject, NAMELESS):
        return ""
    if isinstance(subject, Article) and subject.unit_id and subject.state in WITH_UNIT:
        return ""
    return str(subject)


def found_for(user, kind: str, id: str) -> Model | None:
    """The thing itself, if it has a page and ``user`` may see it."""
    known = KINDS.get(kind)
    if known is None or not id or not hasattr(known.model, "get_absolute_url"):
        return None
    visible = getattr(known.model.objects, "visible_to", None)
    things = visible(user) if visible else known.model.objects.all()
    if known.model is Layout:
        things = things.filter(issue__in=Issue.objects.visible_to(user))
    if known.model is Picture:
        things = things.filter(article__in=Article.objects.visible_to(user))
    return things.filter(**{known.lookup: id}).first()
