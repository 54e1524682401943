"""People out of a list.  A row names its person by the username; a role is added, never taken."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import OFFICE_ROLES, Membership, ReportingUnit, Role, User
from ..naming import tidy
from ..passwords import give_initial_password
from ..spreadsheet import Column
from .planning import Plan, PlannedRow

NAME = "people"
COLUMNS = [
    Column("username", "登录名", "lishi"),
    Column("name", "姓名", "李示例"),
    Column("unit", "单位", "示例县总工会"),
    Column("role", "角色", "报送员"),
    Column("phone", "电话", "0000-00000000"),
    Column("email", "邮箱", "lishi@example.com"),
]
ROLES = {
    "报送员": Role.REPORTER,
    "审签人": Role.UNIT_HEAD,
    "编辑": Role.EDITOR,
    "审核人": Role.REVIEWER,
    "签发人": Role.SIGNER,
    "管理员": Role.ADMINISTRATOR,
    "审计员": Role.AUDITOR,
}
BETWEEN_ROLES = re.compile(r"[\s、，,;；/]+")
PLAIN_FIELDS = ("name", "phone", "email")


def plan(rows) -> Plan:
    people = {user.username.casefold(): user
              for user in User.objects.prefetch_related("memberships__unit")}  # fmt: skip
    units = _units_by_name()
    planned, firsts = [], {}
    for row in rows:
        step = _start(row, people)
        key = step.record.username.casefold()
        if key in firsts:
            step.refuse("username", _("Row %(row)s has this username already; add further units "
                                      "on the person's page.") % {"row": firsts[key]})  # fmt: skip
        firsts.setdefault(key, row.number)
        _take_fields(step)
        _take_roles(step, units)
        planned.append(step)
    return Plan(COLUMNS, planned)


def _units_by_name() -> dict[str, ReportingUnit]:
    found = {}
    for unit in ReportingUnit.objects.prefetch_related("aliases"):
        for name in (unit.name, unit.short_name, *(alias.name for alias in unit.aliases.all())):
            found[name] = unit
    found.pop("", None)
    return found


def _start(row, people) -> PlannedRow:
    username = User.normalize_username(tidy(row.values.get("username", "")))
    existing = people.get(username.casefold())
    step = PlannedRow(row.number, row.values, existing or User(username=username),
                      is_new=existing is None, problems=dict(row.problems))  # fmt: skip
    if not username:
        step.refuse("username", _("The username is missing."))
    elif existing and existing.username != username:
        step.refuse("username", _("The username %(username)s exists; write it the same way.")
                    % {"username": existing.username})  # fmt: skip
    elif existing and not existing.is_active:
        step.refuse("username", _("This person is deactivated; activate them on their page first."))
    return step


def _take_fields(step):
    for key in PLAIN_FIELDS:
        text = tidy(step.values.get(key, ""))
        before = getattr(step.record, key)
        if not text or text == before:
            continue
        if not step.is_new:
            step.change(key, before)
        setattr(step.record, key, text)
    try:
        step.record.clean_fields(exclude=["password"])
    except ValidationError as error:
        for key, sentences in error.message_dict.items():
            step.refuse(key, " ".join(sentences))


def _take_roles(step, units):
    """``additions`` becomes the memberships that the person does not have yet."""
    unit, words = tidy(step.values.get("unit", "")), step.values.get("role", "")
    if unit and unit not in units:
        step.refuse("unit", _("There is no unit called “%(name)s”.") % {"name": unit})
    elif unit and not units[unit].active:
        step.refuse("unit", _("%(unit)s is not active.") % {"unit": units[unit]})
    roles = [_role(step, word) for word in BETWEEN_ROLES.split(words) if word]
    if not roles and (step.is_new or unit):
        step.refuse("role", _("The role is missing; it is one of %(words)s.")
                    % {"words": "、".join(ROLES)})  # fmt: skip
    if step.problems.keys() & {"unit", "role"}:
        return
    held = {(each.role, each.unit_id) for each in step.record.memberships.all()} \
        if step.record.pk else set()  # fmt: skip
    place = units.get(unit)
    for role in dict.fromkeys(roles):
        _check_place(step, role, place)
        if (role, place and place.pk) not in held:
            step.additions.append(Membership(user=step.record, unit=place, role=role))
    if step.additions and not step.is_new:
        step.change("role", "、".join(_word(each) for each in step.record.memberships.all()))


def _word(membership) -> str:
    """As 报送员（青石县总）; an office role as 编辑."""
    word = {role: word for word, role in ROLES.items()}[membership.role]
    return f"{word}（{membership.unit.label}）" if membership.unit else word


def _role(step, word):
    labels = {str(label): value for value, label in Role.choices}
    role = (ROLES | labels).get(word)
    if role is None:
        step.refuse("role", _("“%(text)s” is not known here; write one of %(words)s.")
                    % {"text": word, "words": "、".join(ROLES)})  # fmt: skip
    return role


def _check_place(step, role, unit):
    if role in OFFICE_ROLES and unit:
        step.refuse("unit", _("An office role has no unit; leave the cell empty."))
    elif role not in OFFICE_ROLES and not unit:
        step.refuse("unit", _("This role is held in a unit; name it."))


def carry_out(plan: Plan) -> list[tuple[PlannedRow, str]]:
    """In a transaction of the caller.  The new people with their initial passwords."""
    touched = [step for step in plan.rows if step.outcome in ("new", "changed")]
    new = [step for step in touched if step.is_new]
    issued = [(step, give_initial_password(step.record)) for step in new]
    User.objects.bulk_create([step.record for step in new], batch_size=500)
    changed = [step.record for step in touched if not step.is_new]
    User.objects.bulk_update(changed, PLAIN_FIELDS, batch_size=500)
    Membership.objects.bulk_create(
        [membership for step in touched for membership in step.additions], batch_size=500
    )
    return issued
