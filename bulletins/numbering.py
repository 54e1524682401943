"""Numbers of issues: what comes next, who holds one, what looks wrong about one.

Each kind of issue (regular, 增刊, 专刊) counts for itself, from 1 in every year; the
serial number counts all issues of a bulletin, whatever their kind.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Bulletin, Issue
from .refusals import NotNow

FAR = 60  # days from today: farther away a date may be a slip of the pen


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next ``number`` of its kind and year and the next ``serial``; ``last`` is the issue
    of that kind and year which has the highest number, ``newest`` the highest serial."""

    year: int
    number: int
    serial: int
    last: Issue | None
    newest: Issue | None

    @property
    def reason(self) -> str:
        if self.newest is None:
            return _("This is the first issue of this bulletin.")
        known = {"serial": self.newest.serial, "year": self.year}
        if self.last is None:
            return (
                _(
                    "There is none of this kind in %(year)s yet, so it begins with No. 1; the "
                    "serial number follows %(serial)s."
                )
                % known
            )
        return _(
            "The last one of %(year)s is No. %(number)s; the highest serial number is %(serial)s."
        ) % (known | {"number": self.last.number})


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks wrong about a value (``code`` names both); it may be right all the same."""

    code: str
    sentence: str


def propose(bulletin: Bulletin, year: int, kind: str = "") -> Proposal:
    alike = bulletin.issues.filter(year=year, kind=kind)
    last, newest = alike.order_by("-number").first(), bulletin.issues.order_by("-serial").first()
    number, serial = (last.number if last else 0), (newest.serial if newest else 0)
    return Proposal(year, number + 1, serial + 1, last, newest)


def doubts(issue: Issue) -> list[Doubt]:
    """About number, serial and date of ``issue``, stored or not yet, in this order."""
    others = Issue.objects.filter(bulletin=issue.bulletin_id).exclude(pk=issue.pk)
    alike = others.filter(year=issue.date.year, kind=issue.kind)
    before = alike.filter(number__lt=issue.number).order_by("number").last()
    found = [
        *_of_number(issue, before, alike.filter(number__gt=issue.number).exists()),
        *_of_serial(issue, others),
        *_of_date(issue, before),
    ]
    return [Doubt(code, sentence) for code, sentence in found]


def _of_number(issue, before, later: bool):
    code = f"number={issue.number}"
    if before and issue.number > before.number + 1:
        yield (
            code,
            _("The issue before is No. %(last)s; %(skipped)s would be skipped.")
            % {
                "last": before.number,
                "skipped": _range(_("No. %(number)s"), before.number + 1, issue.number - 1),
            },
        )
    elif before is None and issue.number > 1 and not later:
        yield (
            code,
            _("There is none of this kind in %(year)s yet; numbers begin with 1.")
            % {"year": issue.date.year},
        )
    if later:
        yield code, _("There is already a later number than %(number)s.") % {"number": issue.number}


def _of_serial(issue, others):
    below = others.filter(serial__lt=issue.serial).order_by("serial").last()
    code = f"serial={issue.serial}"
    if below and issue.serial > below.serial + 1:
        yield (
            code,
            _("The last serial number is %(last)s; %(skipped)s would be skipped.")
            % {
                "last": below.serial,
                "skipped": _range(_("serial %(number)s"), below.serial + 1, issue.serial - 1),
            },
        )
    if others.filter(serial__gt=issue.serial).exists():
        yield (
            code,
            _("There is already a later serial number than %(serial)s.") % {"serial": issue.serial},
        )


def _of_date(issue, before):
    code = f"date={issue.date.isoformat()}"
    days = (issue.date - timezone.localdate()).days
    if abs(days) > FAR:
        said = {"date": day_text(issue.date), "days": abs(days)}
        far = (
            _("%(date)s is %(days)s days ahead. Are year and month right?")
            if days > 0
            else _("%(date)s was %(days)s days ago. Are year and month right?")
        )
        yield code, far % said
    if before and issue.date < before.date:
        yield (
            code,
            _("The date is before that of No. %(last)s, %(date)s.")
            % {
                "last": before.number,
                "date": day_text(before.date),
            },
        )


def _range(words: str, first: int, last: int) -> str:
    ends = [words % {"number": number} for number in dict.fromkeys((first, last))]
    return _(" to ").join(ends)


def day_text(date) -> str:
    """A day as it is said in sentences, with its weekday: 2026年11月21日 星期六."""
    return f"{date.year}年{date.month}月{date.day}日 {date_format(date, 'l')}"


def require_free(issue: Issue):
    """Refuse a number or serial which another issue of the bulletin has, and say which."""
    others = Issue.objects.filter(bulletin=issue.bulletin).exclude(pk=issue.pk)
    others = others.select_related("bulletin")
    same = others.filter(year=issue.year, kind=issue.kind, number=issue.number).first()
    if same:
        raise NotNow(
            _("No. %(number)s of %(year)s is already taken: %(holder)s.")
            % {"number": issue.number, "year": issue.year, "holder": _holder(same)}
        )
    same = others.filter(serial=issue.serial).first()
    if same:
        raise NotNow(
            _("Serial number %(serial)s is already taken: %(holder)s.")
            % {"serial": issue.serial, "holder": _holder(same)}
        )


def _holder(issue: Issue) -> str:
    first = issue.assemblers.select_related("user").order_by("pk").first()
    known = {
        "issue": issue,
        "state": issue.get_state_display(),
        "who": first.user.name if first else "",
        "date": date_format(timezone.localtime(issue.created_at), "Y-m-d"),
    }
    return _("%(issue)s (%(state)s, begun by %(who)s on %(date)s)") % known
