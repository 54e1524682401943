"""The pages of this app by keyboard, at the width of a phone, with a list of a hundred rows."""

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import factories

from .conftest import PASSWORD, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE_HEADS = ["登录名", "姓名", "单位", "角色", "电话", "邮箱"]


@pytest.fixture
def mistakes(page):
    """What the browser complains of, refused scripts and styles among it."""
    said = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def sign_in_by_keyboard(page, live_server, user):
    """With the password and the code of the second factor, which administrators need."""
    device = TOTPDevice.objects.create(user=user, confirmed=True)
    page.goto(f"{live_server.url}/people/import/")
    page.keyboard.type(user.username)  # the field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=code]")
    page.keyboard.type(f"{totp(device.bin_key):06}")
    page.keyboard.press("Enter")
    page.wait_for_selector("[type=file]")


def test_people_imported_by_keyboard_then_one_signs_in(live_server, page, mistakes, tmp_path):
    administrator = factories.make_office("administrator")
    factories.make_unit("青石县总工会", short_name="青石总")
    file = tmp_path / "people.xlsx"
    file.write_bytes(workbook(PEOPLE_HEADS, ["lisi", "李四", "青石总", "报送员、审签人"]))
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in_by_keyboard(page, live_server, administrator)
    page.set_input_files("[type=file]", str(file))
    page.focus("[type=file]")
    for _ in range(2):  # the button which shows, then the one which imports
        page.focus(".main .button-primary")
        page.keyboard.press("Enter")
        page.wait_for_selector("table")
        assert overflow(page) == 0
    page.wait_for_selector("code")
    password = page.inner_text("code")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", "lisi")
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_selector(".masthead")
    page.goto(f"{live_server.url}/password/")
    assert page.locator("main .message-warning").is_visible()
    page.fill("[name=old_password]", password)
    page.fill("[name=new_password1]", "云溪-battery-7K")
    page.fill("[name=new_password2]", "云溪-battery-7K")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/password/" not in address)
    assert mistakes == []


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_hold_a_hundred_rows_without_scrolling_sideways(live_server, page, mistakes, width):
    administrator = factories.make_office("administrator")
    for number in range(100):
        unit = factories.make_unit(
            f"青石县第{number}乡镇街道职工联合工会", short_name=f"青{number}"
        )
        person = factories.make_reporter(unit, email=f"a-rather-long-address-{number}@example.com")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_by_keyboard(page, live_server, administrator)
    for address in ("/units/", "/units/new/", f"/units/{unit.pk}/", "/units/import/", "/people/",
                    "/people/new/", f"/people/{person.pk}/", "/password/"):  # fmt: skip
        page.goto(live_server.url + address)
        assert page.locator("h1").count() == 1
        assert overflow(page) == 0, address
    page.goto(f"{live_server.url}/units/")
    assert page.locator("tbody tr").count() == 100
    assert mistakes == []
