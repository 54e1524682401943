"""Reporting units out of a list.  A row names its unit by the full name."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import ReportingUnit, UnitAlias
from ..naming import split_aliases, tidy
from ..spreadsheet import Column
from .planning import Plan, PlannedRow

NAME = "units"
COLUMNS = [
    Column("name", "全称", "示例县总工会"),
    Column("short_name", "简称", "示例县总"),
    Column("kind", "类别", "县市区"),
    Column("parent", "上级单位", ""),
    Column("aliases", "别名", "示例工会、示例县工会"),
    Column("active", "在用", "是"),
    Column("position", "排序", "10"),
    Column("head_approves", "需审签", "否"),
]
KINDS = {
    "县市区": "region",
    "机关部室": "department",
    "产业系统": "bureau",
    "企业": "company",
    "直属单位": "direct",
}
ANSWERS = {"是": True, "否": False, "1": True, "0": False}


def plan(rows) -> Plan:
    stored = ReportingUnit.objects.select_related("parent").prefetch_related("aliases")
    units = {unit.name: unit for unit in stored}
    last = max((unit.position for unit in units.values()), default=0)
    planned, firsts = [], {}
    for row in rows:
        step = _start(row, units)
        name = step.record.name
        if name in firsts:
            step.refuse("name", _("Row %(row)s names this unit already.") % {"row": firsts[name]})
        firsts.setdefault(name, row.number)
        if step.is_new:
            last += 10
            step.record.position = last
        _take_values(step)
        planned.append(step)
    owners = _owners(planned, units.values())
    for step in planned:
        _check_names(step, owners)
        _take_parent(step, owners)
    _refuse_circles(planned, units.values())
    return Plan(COLUMNS, planned)


def _start(row, units) -> PlannedRow:
    name = tidy(row.values.get("name", ""))
    existing = units.get(name)
    step = PlannedRow(row.number, row.values, existing or ReportingUnit(name=name),
                      is_new=existing is None, problems=dict(row.problems))  # fmt: skip
    if not name:
        step.refuse("name", _("The full name is missing."))
    return step


def _take_values(step: PlannedRow):
    """The cells into the unit; ``additions`` becomes its new aliases."""
    values = {key: text for key, text in step.values.items() if text and key not in step.problems}
    if "short_name" in values:
        _take(step, "short_name", tidy(values["short_name"]))
    if kind := values.get("kind"):
        labels = {str(label): value for value, label in ReportingUnit.Kind.choices}
        _take_word(step, "kind", kind, KINDS | labels, KINDS)
    elif step.is_new:
        step.refuse("kind", _("The kind is missing; it is one of %(words)s.") % _words(KINDS))
    for key in ("active", "head_approves"):
        if key in values:
            _take_word(step, key, values[key], ANSWERS, ["是", "否"])
    if "position" in values:
        _take_position(step, values["position"])
    held = {step.record.name, step.record.short_name, *_alias_names(step.record)}
    step.additions = [name for name in split_aliases(values.get("aliases", "")) if name not in held]
    if step.additions and not step.is_new:
        step.change("aliases", "、".join(_alias_names(step.record)))
    _check_fields(step)


def _take(step, key, value):
    before = getattr(step.record, key)
    if value != before and not step.is_new:
        step.change(key, _shown(key, before))
    setattr(step.record, key, value)


def _shown(key, value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return {kind: word for word, kind in KINDS.items()}[value] if key == "kind" else str(value)


def _words(words) -> dict:
    return {"words": "、".join(words)}


def _take_word(step, key, text, meanings, advised):
    if text in meanings:
        _take(step, key, meanings[text])
    else:
        step.refuse(key, _("“%(text)s” is not known here; write one of %(words)s.")
                    % {"text": text, **_words(advised)})  # fmt: skip


def _take_position(step, text):
    if text.isascii() and text.isdigit() and len(text) <= 9:
        _take(step, "position", int(text))
    else:
        step.refuse("position", _("The position must be a whole number from 0."))


def _check_fields(step):
    try:
        step.record.clean_fields(exclude=["parent"])
    except ValidationError as error:
        for key, sentences in error.message_dict.items():
            step.refuse(key, " ".join(sentences))
    for name in step.additions:
        if len(name) > 100:
            step.refuse("aliases", _("“%(name)s” is too long.") % {"name": name})


def _alias_names(unit) -> list[str]:
    return [alias.name for alias in unit.aliases.all()] if unit.pk else []


def _owners(planned, units) -> dict[str, list[ReportingUnit]]:
    """Who would answer to each name, full, short or alias, once the rows were in."""
    added = {id(step.record): step.additions for step in planned}
    everybody = {id(unit): unit for unit in [*units, *(step.record for step in planned)]}
    owners = {}
    for key, unit in everybody.items():
        names = {unit.name, unit.short_name, *_alias_names(unit), *added.get(key, [])}
        for name in names - {""}:
            owners.setdefault(name, []).append(unit)
    return owners


def _check_names(step, owners):
    names = [("name", step.record.name), ("short_name", step.record.short_name),
             *(("aliases", name) for name in step.additions)]  # fmt: skip
    for key, name in names:
        for other in owners.get(name, []):
            # Two rows of one full name are refused as such.
            if other is not step.record and other.name != step.record.name:
                step.refuse(key, _("“%(name)s” is already a name of %(unit)s.")
                            % {"name": name, "unit": other})  # fmt: skip


def _take_parent(step, owners):
    name = tidy(step.values.get("parent", ""))
    if not name or "parent" in step.problems:
        return
    found = owners.get(name, [])
    if not found:
        step.refuse("parent", _("There is no unit called “%(name)s”.") % {"name": name})
        return
    moves = found[0].pk is None or found[0].pk != step.record.parent_id
    if moves and not step.is_new:
        step.change("parent", step.record.parent or "")
    step.record.planned_parent = found[0]


def _refuse_circles(planned, units):
    by_pk = {unit.pk: unit for unit in units}

    def above(unit):
        return getattr(unit, "planned_parent", None) or by_pk.get(unit.parent_id)

    for step in planned:
        at, seen = above(step.record), set()
        while at is not None and id(at) not in seen:
            if at is step.record:
                step.refuse("parent", _("The unit would stand above itself."))
                break
            seen.add(id(at))
            at = above(at)


def carry_out(plan: Plan) -> list:
    """In a transaction of the caller.  There is nothing further to show: an empty list."""
    touched = [step for step in plan.rows if step.outcome in ("new", "changed")]
    new = [step.record for step in touched if step.is_new]
    changed = [step.record for step in touched if not step.is_new]
    # Short names may change hands within one file.
    ReportingUnit.objects.filter(pk__in=[unit.pk for unit in changed]).update(short_name="")
    fields = ["short_name", "kind", "active", "position", "head_approves"]
    ReportingUnit.objects.bulk_update(changed, fields, batch_size=500)
    ReportingUnit.objects.bulk_create(new, batch_size=500)
    moved = [unit for unit in new + changed if hasattr(unit, "planned_parent")]
    for unit in moved:
        unit.parent = unit.planned_parent
    ReportingUnit.objects.bulk_update(moved, ["parent"], batch_size=500)
    UnitAlias.objects.bulk_create(
        [UnitAlias(unit=step.record, name=name) for step in touched for name in step.additions],
        batch_size=500,
    )
    return []
