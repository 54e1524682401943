"""Units and people as the office keeps them: who may, what is refused, what acts at once."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from units.administrators import administrators, check_after_change
from units.models import Membership, ReportingUnit, UnitAlias, User

from .conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
LISTS = ["/units/", "/people/"]
UNFIT = "Reporters and unit heads need a unit; office roles have none."
CHANGING = ["/units/new/", "/units/{unit}/", "/units/import/", "/units/import/template.xlsx",
            "/people/new/", "/people/{person}/", "/people/import/",
            "/people/import/template.xlsx"]  # fmt: skip


def unit_data(**changed):
    data = {"name": "云溪县总工会", "short_name": "云溪县总", "aliases": "", "kind": "region",
            "parent": "", "position": "10", "active": "on"}  # fmt: skip
    return {key: value for key, value in (data | changed).items() if value is not None}


def person_data(*roles, **changed):
    """``roles``: (role, unit pk or "", membership pk or "", delete)."""
    data = {"username": "wangsan", "name": "王三", "phone": "", "email": "", "is_active": "on",
            "roles-TOTAL_FORMS": len(roles), "roles-MIN_NUM_FORMS": 0, "roles-MAX_NUM_FORMS": 50,
            "roles-INITIAL_FORMS": sum(1 for role in roles if role[2])}  # fmt: skip
    for place, (role, unit, pk, delete) in enumerate(roles):
        data |= {f"roles-{place}-role": role, f"roles-{place}-unit": unit, f"roles-{place}-id": pk}
        if delete:
            data[f"roles-{place}-DELETE"] = "on"
    return {key: value for key, value in (data | changed).items() if value is not None}


def held(user):
    return set(Membership.objects.filter(user=user).values_list("role", "unit_id"))


# --- who may ---


def addresses(templates):
    numbers = {"unit": factories.make_unit().pk, "person": factories.make_reporter().pk}
    return [template.format(**numbers) for template in templates]


@pytest.mark.parametrize("role", ["editor", "reviewer", "signer", "auditor"])
def test_office_reads_lists_and_changes_nothing(client, role):
    sign_in(client, factories.make_office(role))
    for address in LISTS:
        page = client.get(address)
        assert page.status_code == 200
        assert "/new/" not in page.content.decode()
    for address in addresses(CHANGING) + ["/units/999999/", "/people/999999/"]:
        assert client.get(address).status_code == 403, address
        assert client.post(address, unit_data()).status_code in (403, 405), address
    assert client.post("/people/999999/password/").status_code == 403
    assert not ReportingUnit.objects.filter(name="云溪县总工会").exists()


def without_token(answer):
    """The sign-out form's token is masked anew on every page."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


@pytest.mark.parametrize("role", ["reporter", "unit_head"])
def test_people_of_units_find_no_directory(client, role):
    me = factories.make_reporter(role=role)
    sign_in(client, me)
    own = [f"/units/{me.memberships.get().unit_id}/", f"/people/{me.pk}/"]
    bodies = {without_token(client.get("/units/999999/"))}
    for address in LISTS + addresses(CHANGING) + own:
        answer = client.get(address)
        assert answer.status_code == 404, address
        bodies.add(without_token(answer))
    assert len(bodies) == 1


def test_unknown_numbers_are_not_found(office):
    for address in ("/units/999999/", "/people/999999/", "/units/0/", "/people/0/",
                    "/units/99999999999999999999999/"):  # fmt: skip
        assert office.get(address).status_code == 404, address
    assert office.post("/people/999999/password/").status_code == 404


def test_nothing_changes_by_get(office):
    person = factories.make_reporter()
    before = person.password
    assert office.get(f"/people/{person.pk}/password/").status_code == 405
    person.refresh_from_db()
    assert person.password == before


# --- lists ---


@pytest.mark.parametrize("address", LISTS)
def test_list_costs_the_same_for_three_and_thirty(office, address):
    def fill(count):
        for _ in range(count):
            unit = factories.make_unit(parent=ReportingUnit.objects.first())
            UnitAlias.objects.create(unit=unit, name=f"{unit.name}别名")
            factories.make_reporter(unit)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        return len(queries)

    fill(3)
    few = cost()
    fill(27)
    assert cost() == few


def names_on(page):
    return {str(each) for each in page.context["page"]}


def test_units_are_found_by_every_name_and_filtered(office):
    first = factories.make_unit("青石县总工会", short_name="青石总")
    UnitAlias.objects.create(unit=first, name="青石工会联合会")
    factories.make_unit("白沙集团工会", short_name="白沙", kind="company", active=False)
    for words in ("石县", "青石总", "联合会"):
        assert names_on(office.get("/units/", {"q": words})) == {"青石县总工会"}
    assert names_on(office.get("/units/", {"kind": "company"})) == {"白沙集团工会"}
    assert names_on(office.get("/units/", {"active": "yes"})) == {"青石县总工会"}
    assert names_on(office.get("/units/", {"active": "no"})) == {"白沙集团工会"}
    assert names_on(office.get("/units/", {"kind": "'; --", "active": "?"})) == {
        "青石县总工会",
        "白沙集团工会",
    }
    assert "No unit matches" in office.get("/units/", {"q": "无此单位"}).content.decode()


def test_units_count_their_active_people_once(office):
    unit = factories.make_unit()
    person = factories.make_reporter(unit)
    Membership.objects.create(user=person, unit=unit, role="unit_head")
    factories.make_reporter(unit, is_active=False)
    assert [each.people for each in office.get("/units/").context["page"]] == [1]


def test_people_are_found_by_name_unit_and_role(office, administrator):
    person = factories.make_reporter(factories.make_unit("青石县总工会"), name="周小满")
    idle = factories.make_reporter(name="闲人", is_active=False, role="unit_head")
    for query in ({"q": "小满"}, {"q": "青石"}, {"q": person.username}, {"role": "reporter"}):
        assert names_on(office.get("/people/", query)) == {"周小满"}, query
    assert names_on(office.get("/people/", {"active": "no"})) == {str(idle)}
    assert names_on(office.get("/people/", {"role": "administrator"})) == {str(administrator)}


def test_names_with_markup_are_shown_as_text(office):
    nasty = "<script>alert(1)</script>"
    unit = factories.make_unit(nasty, short_name="<b>x</b>")
    UnitAlias.objects.create(unit=unit, name="<i>y</i>")
    person = factories.make_reporter(unit, name=nasty)
    for address in ("/units/", "/people/", f"/units/{unit.pk}/", f"/people/{person.pk}/"):
        text = office.get(address, {"q": "<"}).content.decode()
        assert nasty not in text and "<b>x</b>" not in text and "<i>y</i>" not in text


# --- units ---


def test_unit_new_is_saved_with_its_aliases(office):
    answer = office.post(
        "/units/new/", unit_data(aliases="云溪工会\n 云溪　县工会 \n云溪工会\n云溪县总")
    )
    assert answer["Location"] == "/units/"
    unit = ReportingUnit.objects.get()
    assert (unit.name, unit.short_name, unit.position, unit.head_approves) == (
        "云溪县总工会", "云溪县总", 10, False)  # fmt: skip
    assert {alias.name for alias in unit.aliases.all()} == {"云溪工会", "云溪 县工会"}


def test_unit_edit_replaces_aliases_and_deactivates(office):
    unit = factories.make_unit("云溪县总工会", short_name="云溪县总")
    UnitAlias.objects.create(unit=unit, name="旧名")
    reporter = factories.make_reporter(unit)
    office.post(f"/units/{unit.pk}/", unit_data(aliases="新名", active=None))
    unit.refresh_from_db()
    assert [alias.name for alias in unit.aliases.all()] == ["新名"]
    assert not unit.active
    assert User.objects.get(pk=reporter.pk).unit_ids() == frozenset()


@pytest.mark.parametrize("field", ["name", "short_name", "aliases"])
@pytest.mark.parametrize("taken", ["青石县总工会", "青石总", "青石工会"])
def test_unit_name_of_another_unit_is_refused(office, field, taken):
    other = factories.make_unit("青石县总工会", short_name="青石总")
    UnitAlias.objects.create(unit=other, name="青石工会")
    page = office.post("/units/new/", unit_data(**{field: taken})).content.decode()
    assert f"“{taken}” is already a name of 青石县总工会." in page
    assert ReportingUnit.objects.count() == 1


def test_unit_circle_of_parents_is_refused(office):
    top = factories.make_unit("甲总工会", short_name="")
    middle = factories.make_unit("乙总工会", short_name="", parent=top)
    low = factories.make_unit("丙总工会", short_name="", parent=middle)
    data = unit_data(name="甲总工会", short_name="", parent=low.pk)
    page = office.post(f"/units/{top.pk}/", data).content.decode()
    assert "丙总工会 stands under this unit, so it cannot stand above it." in page
    assert office.post(f"/units/{top.pk}/", data | {"parent": top.pk}).status_code == 200
    top.refresh_from_db()
    assert top.parent is None


# --- people ---


def test_person_new_gets_roles_and_a_password_shown_once(office, client):
    unit = factories.make_unit()
    data = person_data(("reporter", unit.pk, "", False), ("editor", "", "", False), ("", "", "", 0))
    answer = office.post("/people/new/", data)
    person = User.objects.get(username="wangsan")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert person.check_password(password) and person.must_change_password
    assert held(person) == {("reporter", unit.pk), ("editor", None)}
    assert password not in office.get(f"/people/{person.pk}/").content.decode()


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (
            [("reporter", "", "", 0)],
            UNFIT,
        ),
        ([("editor", "U", "", 0)], UNFIT),
        ([("editor", "", "", 0), ("editor", "", "", 0)], "The person holds this role twice."),
        ([("reporter", "U", "", 0), ("reporter", "U", "", 0)], "The person holds this role twice."),
        ([("", "U", "", 0)], "Choose a role or empty the line."),
        ([("king", "", "", 0)], "not one of the available choices"),
    ],
)
def test_person_with_roles_that_do_not_fit_is_refused(office, roles, sentence):
    unit = factories.make_unit()
    lines = [(role, unit.pk if place else "", pk, gone) for role, place, pk, gone in roles]
    page = office.post("/people/new/", person_data(*lines)).content.decode()
    assert sentence in page
    assert not User.objects.filter(username="wangsan").exists()


def test_person_role_removed_acts_at_the_next_request(office):
    editor = factories.make_office("editor")
    theirs = sign_in(type(office)(), editor)
    assert theirs.get("/units/").status_code == 200
    role = editor.memberships.get()
    data = person_data(("editor", "", role.pk, True), username=editor.username, name=editor.name)
    assert office.post(f"/people/{editor.pk}/", data)["Location"] == "/people/"
    assert held(editor) == set()
    assert theirs.get("/units/").status_code == 404


def test_person_deactivated_is_out_at_the_next_request(office):
    editor = factories.make_office("editor")
    theirs = sign_in(type(office)(), editor)
    role = editor.memberships.get()
    data = person_data(("editor", "", role.pk, False), username=editor.username, name=editor.name,
                       is_active=None)  # fmt: skip
    office.post(f"/people/{editor.pk}/", data)
    assert theirs.get("/units/")["Location"] == "/sign-in/?next=/units/"


def test_person_role_of_somebody_else_cannot_be_taken_through_the_form(office):
    mine, theirs = factories.make_office("editor"), factories.make_office("reviewer")
    other = theirs.memberships.get()
    for delete in (True, False):
        data = person_data(("signer", "", other.pk, delete), username=mine.username, name="甲")
        office.post(f"/people/{mine.pk}/", data)
        assert held(theirs) == {("reviewer", None)}
        assert held(mine) == {("editor", None)}


def test_person_form_writes_its_own_columns_only(office):
    person = factories.make_reporter()
    more = {"is_superuser": "on", "is_staff": "on", "password": "x", "must_change_password": "on",
            "last_login": "2020-01-01", "date_joined": "2020-01-01", "id": "1"}  # fmt: skip
    before = User.objects.filter(pk=person.pk).values(*more).get()
    role = person.memberships.get()
    data = person_data(("reporter", role.unit_id, role.pk, False), username=person.username)
    assert office.post(f"/people/{person.pk}/", data | more).status_code == 302
    assert User.objects.filter(pk=person.pk).values(*more).get() == before


def test_person_username_differing_in_case_is_refused(office):
    factories.make_user(name="甲")
    taken = User.objects.latest("pk").username.upper()
    page = office.post("/people/new/", person_data(username=taken)).content.decode()
    assert "A user with that username already exists." in page


@pytest.mark.parametrize("loss", ["deactivate", "give up"])
def test_administrator_cannot_shut_themself_out(office, administrator, loss):
    factories.make_office("administrator")
    role = administrator.memberships.get()
    changed = {"is_active": None} if loss == "deactivate" else {}
    data = person_data(("administrator", "", role.pk, loss == "give up"), name="新名",
                       username=administrator.username, **changed)  # fmt: skip
    page = office.post(f"/people/{administrator.pk}/", data)
    assert "You cannot deactivate yourself or give up your own" in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active and administrator.name != "新名"
    assert held(administrator) == {("administrator", None)}


def test_administrator_may_deactivate_another(office, administrator):
    other = factories.make_office("administrator")
    role = other.memberships.get()
    data = person_data(("administrator", "", role.pk, False), username=other.username,
                       is_active=None)  # fmt: skip
    assert office.post(f"/people/{other.pk}/", data).status_code == 302
    assert list(administrators()) == [administrator]


def test_last_administrator_cannot_go_even_when_two_take_turns(administrator):
    """As when the actor was deactivated between opening the page and the lock."""
    other = factories.make_office("administrator")
    User.objects.filter(pk__in=[administrator.pk, other.pk]).update(is_active=False)
    with pytest.raises(ValidationError, match="no active administrator left"):
        check_after_change(other, administrator)
    third = factories.make_office("administrator")
    with pytest.raises(ValidationError, match="no longer an administrator"):
        check_after_change(third, administrator)


def test_new_password_replaces_the_old_and_ends_sessions(office):
    person = factories.make_reporter()
    theirs = sign_in(type(office)(), person)
    answer = office.post(f"/people/{person.pk}/password/")
    person.refresh_from_db()
    assert person.check_password(answer.context["password"]) and person.must_change_password
    assert not person.check_password(PASSWORD)
    assert theirs.get("/password/")["Location"].startswith("/sign-in/")


def test_new_password_for_oneself_is_refused(office, administrator):
    answer = office.post(f"/people/{administrator.pk}/password/")
    assert answer["Location"] == "/password/"
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)
