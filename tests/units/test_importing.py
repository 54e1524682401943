"""Lists of units and people: shown first, then all or nothing."""

import re
import time

import pytest
from django.db import IntegrityError, connection

from tests import factories
from units.importing import people_list, unit_list
from units.importing.planning import seal
from units.models import Membership, ReportingUnit, UnitAlias, User
from units.spreadsheet import Row, read
from units.views import imports

from .conftest import as_upload, workbook

pytestmark = pytest.mark.django_db
UNIT_HEADS = ["全称", "简称", "类别", "上级单位", "别名", "在用", "排序", "需审签"]
PEOPLE_HEADS = ["登录名", "姓名", "单位", "角色", "电话", "邮箱"]


def plan_units(*lines):
    rows = [Row(number, dict(zip([c.key for c in unit_list.COLUMNS], line, strict=False)))
            for number, line in enumerate(lines, start=2)]  # fmt: skip
    return unit_list.plan(rows)


def plan_people(*lines):
    rows = [Row(number, dict(zip([c.key for c in people_list.COLUMNS], line, strict=False)))
            for number, line in enumerate(lines, start=2)]  # fmt: skip
    return people_list.plan(rows)


def upload(client, address, *lines):
    return client.post(address, {"file": as_upload(workbook(*lines))})


def sealed_in(page):
    return page.context["sealed"]


# --- units ---


def test_units_preview_changes_nothing_then_confirm_does_all(office):
    factories.make_unit("青石县总工会", short_name="青石总", position=5)
    page = upload(office, "/units/import/", UNIT_HEADS,
                  ["青石县总工会", "青石", None, None, "青石工会、青石县工会", "否", 7, "是"],
                  ["青石县第一工会", None, "企业", "青石县总工会", None, None, None, None],
                  ["白沙集团工会", "白沙", "企业", "云溪局工会", None, None, None, None],
                  ["云溪局工会", None, "产业系统", None, None, None, None, None])  # fmt: skip
    assert page.status_code == 200
    assert dict(page.context["plan"].counts) == {"changed": 1, "new": 3}
    assert ReportingUnit.objects.count() == 1
    done = office.post("/units/import/", {"rows": sealed_in(page)})
    assert "New: 3. Changed: 1. Unchanged: 0." in done.content.decode()
    rows = ReportingUnit.objects.values_list(
        "name", "short_name", "kind", "parent__name", "active", "position", "head_approves"
    )
    assert set(rows) == {
        ("青石县总工会", "青石", "region", None, False, 7, True),
        ("青石县第一工会", "", "company", "青石县总工会", True, 15, False),
        ("白沙集团工会", "白沙", "company", "云溪局工会", True, 25, False),
        ("云溪局工会", "", "bureau", None, True, 35, False),
    }
    assert set(UnitAlias.objects.values_list("unit__name", "name")) == {
        ("青石县总工会", "青石工会"), ("青石县总工会", "青石县工会")}  # fmt: skip


def test_units_the_same_file_twice_changes_nothing(office):
    lines = [UNIT_HEADS, ["青石县总工会", "青石", "县市区", None, "青石工会", "是", 7, "否"]]
    office.post("/units/import/", {"rows": sealed_in(upload(office, "/units/import/", *lines))})
    page = upload(office, "/units/import/", *lines)
    assert dict(page.context["plan"].counts) == {"unchanged": 1}
    assert sealed_in(page) == ""
    assert "there is nothing to import" in page.content.decode()


def test_units_errors_name_row_column_and_reason():
    other = factories.make_unit("青石县总工会", short_name="青石总")
    UnitAlias.objects.create(unit=other, name="青石工会")
    plan = plan_units(
        ["", "", "企业"],
        ["甲工会", "青石总", "企业"],
        ["乙工会", "", "企业", "", "青石工会"],
        ["青石工会", "", "企业"],
        ["丙工会", "", "公司"],
        ["丁工会", "", ""],
        ["戊工会", "", "企业", "无此单位"],
        ["己工会", "", "企业", "", "", "也许", "-1", "可"],
        ["庚工会", "", "企业"],
        ["庚工会", "", "企业"],
        ["字" * 101, "短" * 51, "企业", "", "名" * 101],
        ["辛工会", "同名", "企业"],
        ["壬工会", "同名", "企业"],
    )
    kinds = "县市区、机关部室、产业系统、企业、直属单位"
    assert [row.problems for row in plan.rows] == [
        {"name": "The full name is missing."},
        {"short_name": "“青石总” is already a name of 青石县总工会."},
        {"aliases": "“青石工会” is already a name of 青石县总工会."},
        {"name": "“青石工会” is already a name of 青石县总工会."},
        {"kind": f"“公司” is not known here; write one of {kinds}."},
        {"kind": f"The kind is missing; it is one of {kinds}."},
        {"parent": "There is no unit called “无此单位”."},
        {"active": "“也许” is not known here; write one of 是、否.",
         "position": "The position must be a whole number from 0.",
         "head_approves": "“可” is not known here; write one of 是、否."},
        {},
        {"name": "Row 10 names this unit already."},
        {"name": "Ensure this value has at most 100 characters (it has 101).",
         "short_name": "Ensure this value has at most 50 characters (it has 51).",
         "aliases": f"“{'名' * 101}” is too long."},
        {"short_name": "“同名” is already a name of 壬工会."},
        {"short_name": "“同名” is already a name of 辛工会."},
    ]  # fmt: skip


def test_units_circles_are_refused_within_the_file_and_with_what_is_there():
    top = factories.make_unit("甲总工会", short_name="")
    factories.make_unit("乙总工会", short_name="", parent=top)
    sentence = "The unit would stand above itself."
    plan = plan_units(["甲总工会", "", "", "乙总工会"])
    assert [row.problems for row in plan.rows] == [{"parent": sentence}]
    plan = plan_units(["丙", "", "企业", "丁"], ["丁", "", "企业", "丙"], ["戊", "", "企业", "戊"],
                      ["己", "", "企业", "丙"])  # fmt: skip
    assert [row.problems.get("parent") for row in plan.rows] == [sentence] * 3 + [None]


def test_units_short_names_may_change_hands(office):
    factories.make_unit("甲总工会", short_name="甲")
    factories.make_unit("乙总工会", short_name="乙")
    page = upload(
        office, "/units/import/", ["全称", "简称"], ["甲总工会", "乙"], ["乙总工会", "甲"]
    )
    office.post("/units/import/", {"rows": sealed_in(page)})
    assert set(ReportingUnit.objects.values_list("name", "short_name")) == {
        ("甲总工会", "乙"), ("乙总工会", "甲")}  # fmt: skip


def test_units_with_one_wrong_row_offer_no_button(office):
    page = upload(office, "/units/import/", UNIT_HEADS, ["甲工会", "", "企业"], ["乙工会", "", "?"])
    assert dict(page.context["plan"].counts) == {"new": 1, "error": 1}
    text = page.content.decode()
    assert 'name="rows"' not in text
    assert "nothing is imported as long as one row is wrong" in text


def test_preview_shows_markup_as_text(office):
    page = upload(office, "/units/import/", UNIT_HEADS, ["<script>alert(1)</script>", "", "<b>"])
    assert "<script>alert(1)" not in page.content.decode()


# --- the seal ---


def test_confirm_forged_foreign_or_misplaced_rows_import_nothing(office, administrator):
    plan = plan_units(["甲工会", "", "企业"])
    other = factories.make_office("administrator")
    good = seal(plan, "units", administrator)
    for sealed in ("", "x", good[:-1] + ("A" if good[-1] != "A" else "B"), good[5:],
                   seal(plan, "people", administrator), seal(plan, "units", other)):  # fmt: skip
        page = office.post("/units/import/", {"rows": sealed})
        assert "The preview is too old or not yours." in page.content.decode()
    assert not ReportingUnit.objects.exists()


def test_confirm_after_an_hour_is_refused(office, administrator, monkeypatch):
    an_hour_ago = time.time() - 3601
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: an_hour_ago)
        sealed = seal(plan_units(["甲工会", "", "企业"]), "units", administrator)
    page = office.post("/units/import/", {"rows": sealed})
    assert "The preview is too old or not yours." in page.content.decode()
    assert not ReportingUnit.objects.exists()


@pytest.mark.parametrize(("meanwhile", "shows"), [("青石", "error"), ("甲工会", "changed")])
def test_confirm_of_what_became_something_else_shows_it_again(office, meanwhile, shows):
    page = upload(office, "/units/import/", UNIT_HEADS, ["甲工会", "青石", "企业"])
    factories.make_unit(meanwhile, short_name="")
    again = office.post("/units/import/", {"rows": sealed_in(page)})
    assert "Something was changed since the preview; nothing was imported." in (
        again.content.decode())  # fmt: skip
    assert dict(again.context["plan"].counts) == {shows: 1}
    assert set(ReportingUnit.objects.values_list("name", "short_name")) == {(meanwhile, "")}


def test_confirm_failing_half_way_leaves_nothing(office):
    page = upload(office, "/units/import/", UNIT_HEADS, ["甲工会", "", "企业", "", "别名"])

    def rival(execute, sql, *rest):
        if sql.startswith('INSERT INTO "units_unitalias"'):
            raise IntegrityError("as if the alias had been taken a moment ago")
        return execute(sql, *rest)

    with connection.execute_wrapper(rival):
        answer = office.post("/units/import/", {"rows": sealed_in(page)})
    assert "Somebody else saved the same names at this moment" in answer.content.decode()
    assert not ReportingUnit.objects.exists() and not UnitAlias.objects.exists()


def test_confirm_by_a_revoked_administrator_imports_nothing(office, administrator):
    page = upload(office, "/units/import/", UNIT_HEADS, ["甲工会", "", "企业"])
    administrator.memberships.all().delete()
    assert office.post("/units/import/", {"rows": sealed_in(page)}).status_code == 404
    assert not ReportingUnit.objects.exists()


def test_file_that_cannot_be_read_is_said_beside_the_field(office):
    answer = office.post("/units/import/", {"file": as_upload(b"a,b\n", "list.csv")})
    assert answer.status_code == 200
    assert "This is not an Excel workbook." in answer.content.decode()
    answer = office.post("/units/import/", {})
    assert "This field is required." in answer.content.decode()


# --- people ---


def test_people_get_roles_and_passwords_shown_once(office):
    unit = factories.make_unit("青石县总工会", short_name="青石总")
    old = factories.make_reporter(unit, name="旧名", phone="1")
    page = upload(office, "/people/import/", PEOPLE_HEADS,
                  ["zhousan", "周三", "青石总", "报送员、审签人", 13800000000, "a@example.com"],
                  ["wusi", "吴四", None, "编辑", None, None],
                  [old.username, "新名", "青石县总工会", "审签人", None, None])  # fmt: skip
    assert dict(page.context["plan"].counts) == {"new": 2, "changed": 1}
    assert User.objects.filter(username__in=["zhousan", "wusi"]).count() == 0
    done = office.post("/people/import/", {"rows": sealed_in(page)})
    assert "New: 2. Changed: 1. Unchanged: 0." in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    held = set(Membership.objects.filter(user__username__in=["zhousan", "wusi", old.username])
               .values_list("user__username", "role", "unit__name"))  # fmt: skip
    assert held == {
        ("zhousan", "reporter", "青石县总工会"), ("zhousan", "unit_head", "青石县总工会"),
        ("wusi", "editor", None), (old.username, "reporter", "青石县总工会"),
        (old.username, "unit_head", "青石县总工会")}  # fmt: skip
    for step, password in done.context["issued"]:
        person = User.objects.get(username=step.record.username)
        assert person.check_password(password) and person.must_change_password
        assert password in done.content.decode()
    before = old.password
    old.refresh_from_db()
    assert (old.name, old.phone, old.password) == ("新名", "1", before)
    again = office.post("/people/import/", {"rows": sealed_in(page)})
    assert again.context.get("issued") is None


def test_people_errors_name_row_column_and_reason():
    unit = factories.make_unit("青石县总工会", short_name="青石总")
    factories.make_unit("旧工会", short_name="", active=False)
    known = factories.make_reporter(unit)
    gone = factories.make_reporter(unit, is_active=False)
    words = "、".join(people_list.ROLES)
    plan = plan_people(
        ["", "无名", "青石总", "报送员"],
        ["a1", "", "青石总", "报送员"],
        ["a2", "甲", "无此单位", "报送员"],
        ["a3", "甲", "旧工会", "报送员"],
        ["a4", "甲", "青石总", "国王"],
        ["a5", "甲", "青石总", ""],
        ["a6", "甲", "", "报送员"],
        ["a7", "甲", "青石总", "管理员"],
        ["a8", "甲", "青石总", "报送员", "", "not an address"],
        ["a 9", "甲", "青石总", "报送员"],
        ["b1", "甲", "青石总", "报送员"],
        ["B1", "乙", "青石总", "报送员"],
        [known.username.upper(), "甲", "", ""],
        [gone.username, "甲", "", ""],
        [known.username, "甲", "", ""],
    )
    assert [set(row.problems) for row in plan.rows] == [
        {"username"}, {"name"}, {"unit"}, {"unit"}, {"role"}, {"role"}, {"unit"}, {"unit"},
        {"email"}, {"username"}, set(), {"username"}, {"username"}, {"username"},
        {"username"}]  # fmt: skip
    said = [next(iter(row.problems.values()), "") for row in plan.rows]
    assert said[2:8] == [
        "There is no unit called “无此单位”.",
        "旧工会 is not active.",
        f"“国王” is not known here; write one of {words}.",
        f"The role is missing; it is one of {words}.",
        "This role is held in a unit; name it.",
        "An office role has no unit; leave the cell empty.",
    ]
    assert said[11].startswith("Row 12 has this username already")
    assert said[13] == "This person is deactivated; activate them on their page first."


def test_people_import_takes_nothing_away(office):
    person = factories.make_office("editor", name="甲", phone="1", email="a@example.com")
    page = upload(office, "/people/import/", PEOPLE_HEADS, [person.username, None, None, "审核人"])
    office.post("/people/import/", {"rows": sealed_in(page)})
    assert set(person.memberships.values_list("role", flat=True)) == {"editor", "reviewer"}
    person.refresh_from_db()
    assert (person.name, person.phone, person.email) == ("甲", "1", "a@example.com")


@pytest.mark.parametrize("address", ["/units/import/", "/people/import/"])
def test_template_downloads_and_its_example_row_is_understood(office, address):
    factories.make_unit("示例县总工会", short_name="")
    importer = unit_list if "units" in address else people_list
    answer = office.get(f"{address}template.xlsx")
    assert answer["Content-Type"] == imports.XLSX
    assert re.fullmatch(r'attachment; filename="\w+\.xlsx"', answer["Content-Disposition"])
    table = read(as_upload(answer.content), importer.COLUMNS)
    assert [row.problems for row in importer.plan(table.rows).rows] == [{}]


@pytest.mark.parametrize(("importer", "line"), [
    (unit_list, ["单位{}", "简{}", "企业", "上级", "别{}"]),
    (people_list, ["person-{}", "人{}", "上级", "报送员"]),
])  # fmt: skip
def test_planning_costs_the_same_for_three_and_thirty(importer, line, django_assert_num_queries):
    factories.make_reporter(factories.make_unit("上级", short_name=""))
    plan = plan_units if importer is unit_list else plan_people
    costs = 2 if importer is unit_list else 5
    for count in (3, 30):
        with django_assert_num_queries(costs):
            result = plan(*[[text.format(number) for text in line] for number in range(count)])
        assert dict(result.counts) == {"new": count}
