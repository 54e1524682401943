"""What a new issue takes over from an earlier one, or from what is usual in its bulletin."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Bulletin, DistributionList, Issue

NAMES = ("editor_name", "reviewer_name", "signer_name")
OFFERED = 40  # earlier issues to choose from


@dataclass(frozen=True, slots=True)
class Taken:
    """What ``issue`` began with; ``like`` is None where it followed what is usual."""

    issue: Issue
    like: Issue | None
    sections: tuple[str, ...]
    labels: int
    copies: int

    def __str__(self):
        known = {
            "issue": self.issue,
            "like": self.like,
            "sections": "、".join(filter(None, self.sections)) or _("none"),
            "labels": self.labels,
            "copies": self.copies,
        }
        if self.like is None:
            return (
                _(
                    "%(issue)s is ready to be filled, with the usual sections (%(sections)s) and "
                    "the usual distribution list (%(labels)s labels, %(copies)s copies)."
                )
                % known
            )
        return (
            _(
                "%(issue)s is ready to be filled. From %(like)s it has the sections (%(sections)s) "
                "and the distribution list (%(labels)s labels, %(copies)s copies); articles and "
                "the editors' note were not taken over."
            )
            % known
        )


def earlier(bulletin: Bulletin):
    """The newest issues of a bulletin, which a new one may follow."""
    newest = bulletin.issues.order_by("-date", "-serial").values_list("pk", flat=True)[:OFFERED]
    return (
        Issue.objects.filter(pk__in=list(newest))
        .select_related("bulletin")
        .order_by("-date", "-serial")
    )


def latest(bulletin: Bulletin, kind: str = "") -> Issue | None:
    """The issue which a new one of ``kind`` follows, unless someone chooses another."""
    return earlier(bulletin).filter(kind=kind).first()


def names_of(bulletin: Bulletin, like: Issue | None) -> dict[str, str]:
    """Editor, reviewer and signer as ``like`` has them, else the bulletin's newest issue."""
    known = like or earlier(bulletin).first()
    return {name: getattr(known, name) if known else "" for name in NAMES}


def begin(issue: Issue, like: Issue | None = None) -> Taken:
    """Give a new issue its sections and distribution list."""
    models = like.sections.all() if like else issue.bulletin.default_sections.all()
    for position, model in enumerate(models):
        issue.sections.create(title=model.title, style=model.style, position=position)
    entries = entries_of(issue.bulletin, like)
    own = DistributionList.objects.create(bulletin=issue.bulletin, issue=issue)
    own.replace_entries(entries)
    titles = tuple(model.title for model in models)
    return Taken(issue, like, titles, len(entries), sum(copies for _g, _l, copies in entries))


def entries_of(bulletin: Bulletin, like: Issue | None) -> list[tuple[str, str, int]]:
    """Group, label and copies of an issue's distribution list, or of the bulletin's usual one."""
    found = bulletin.distribution_lists.filter(issue=like).first()
    return list(found.entries.values_list("group", "label", "copies")) if found else []
