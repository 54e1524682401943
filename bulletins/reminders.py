"""Reminders of the days for which an issue is planned, to those who assemble it.

Each is given once: three days before (or later, if that was missed), on the day, and
when the day has passed.  Another day for the same issue is reminded of anew.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from units.models import Role, User

from . import notices
from .models import Issue, NoticeKind
from .numbering import day_text

AHEAD = 3  # days


def remind(today=None) -> int:
    """Give what is due on ``today`` (in Beijing, unless named); returns how many notices."""
    today = today or timezone.localdate()
    issues = Issue.objects.unpublished().select_related("bulletin")
    return sum(len(_remind(issue, *due)) for issue in issues for due in _due(issue, today))


def _due(issue: Issue, today):
    """Occasion, sentence and day of each reminder for ``issue`` which is due on ``today``."""
    if issue.print_due and (stage := _stage(issue.print_due, today)):
        sentence = {
            "before": _("%(issue)s is planned to be printed on %(day)s."),
            "today": _("%(issue)s is planned to be printed today, %(day)s."),
            "over": _("%(issue)s was planned to be printed on %(day)s and is not published yet."),
        }[stage]
        yield f"print {issue.print_due} {stage}", sentence, issue.print_due
    stage = issue.articles_due and _stage(issue.articles_due, today)
    if issue.is_assembling and stage in ("before", "today"):
        sentence = {
            "before": _("Articles for %(issue)s are due on %(day)s."),
            "today": _("Articles for %(issue)s are due today, %(day)s."),
        }[stage]
        yield f"articles {issue.articles_due} {stage}", sentence, issue.articles_due


def _stage(day, today) -> str:
    days = (day - today).days
    if days > AHEAD:
        return ""
    return "before" if days > 0 else "over" if days else "today"


def _remind(issue, occasion, sentence, day) -> list[User]:
    title = sentence % {"issue": issue, "day": day_text(day)}
    return notices.give(
        _assemblers(issue),
        NoticeKind.REMINDER,
        f"issue {issue.pk} {occasion}",
        title=title,
        url=issue.get_absolute_url(),
    )


def _assemblers(issue: Issue):
    """Those who had a hand in it and are still editors; when nobody is left, every editor."""
    editors = User.objects.filter(
        is_active=True, memberships__role=Role.EDITOR, memberships__unit=None
    ).distinct()
    hands = editors.filter(pk__in=issue.assemblers.values("user"))
    return hands if hands.exists() else editors
