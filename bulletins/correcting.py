"""更正: what was published is worked on again while it stays in force, and becomes a next edition.

The published edition never changes.  Its issue goes back to be assembled, with a reason; three
people answer for the new edition as for any other, and until it is published everyone sees the
old one.  What the new one changes is found when it is signed and kept with it.
"""

from django.utils.translation import gettext as _

from . import changes, contents
from .models import Edition, Layout
from .models.bulletin import design_digest


def missing_for(issue) -> str:
    """What keeps a correction from going on: it keeps its number, and must change something."""
    if not issue.is_being_corrected:
        return ""
    old, now = contents.from_json(issue.in_force.contents), contents.build(issue)
    if old.masthead.number != now.masthead.number:
        return _("A correction keeps the number of the issue: %(number)s.") % {
            "number": old.masthead.number
        }
    if old.digest == now.digest:
        return _("Nothing differs from the published edition. Correct it, or give the correction "
                 "up.")  # fmt: skip
    return ""


def missing_to_drop(issue, inputs) -> str:
    """A correction is given up only when all is again as it was published."""
    old, now = contents.from_json(issue.in_force.contents), contents.build(issue)
    if old.digest == now.digest:
        return ""
    found = changes.summary(changes.between(old, now))
    return _("Put back first what was changed: %(what)s") % {"what": found}


def facts(issue, built, layout: Layout) -> dict:
    """The fields by which an edition of ``built`` says what it corrects; none if nothing."""
    old = issue.in_force
    if old is None:
        return {}
    found = changes.between(contents.from_json(old.contents), built)
    return {
        "version": old.version + 1,
        "corrects": old,
        "reason": issue.decisions.filter(action="correct").order_by("at", "pk").last().note,
        "changed": {
            "articles": [[change.kind, change.title] for change in found],
            "pages": _pages(old, built, layout),
        },
    }


def _pages(old: Edition, built, layout: Layout) -> list[int]:
    """The pages of ``layout`` that look otherwise than in ``old``; where one of the two has no
    pictures, those on which a changed article stands."""
    wanted = {"digest": old.digest, "design_digest": design_digest(old.design)}
    earlier = old.issue.layouts.filter(**wanted).first()
    before, after = _pictured(earlier), _pictured(layout)
    if before and after:
        return [number for number in sorted(after) if before.get(number) != after[number]]
    known = {a.key: a for a in contents.from_json(old.contents).articles}
    keys = {a.key for a in built.articles if known.get(a.key) != a}
    standing = {number for number, areas in enumerate(layout.areas, 1)
                for area in areas if area["article"] in keys}  # fmt: skip
    return sorted(standing | {layout.first_pages[key] for key in keys & set(layout.first_pages)})


def _pictured(layout: Layout | None) -> dict[int, str]:
    """What each page looks like, by the SHA-256 of its picture; empty unless all have one."""
    found = dict(layout.pictures.values_list("number", "sha256")) if layout else {}
    return found if layout and len(found) == layout.pages else {}


def editions(issue) -> list[Edition]:
    """The published editions, the one in force first, each with its ``files``."""
    found = issue.editions.filter(files__isnull=False).distinct().order_by("-number")
    return list(found.select_related("signed_by", "principal").prefetch_related("files"))


def summary(edition: Edition) -> str:
    """What a correction changed, as a sentence."""
    told = [changes.Change(kind, title) for kind, title in edition.changed.get("articles", ())]
    return changes.summary(told)
