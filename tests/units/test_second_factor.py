"""The code from the telephone: who owes one, once each, no way round it, no dead end."""

import re
import threading
import time
from binascii import unhexlify

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import factories
from tests.addresses import patterns
from units import second_factor
from units.models import Membership, Role

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

OPEN = {"code", "second-factor", "sign-in", "sign-out"}


def code_of(device, ahead=0) -> str:
    """What the telephone shows, ``ahead`` turns of 30 seconds from now."""
    totp = TOTP(unhexlify(device.key))
    totp.time = time.time() + 30 * ahead
    return f"{totp.token():06}"


def with_password(user) -> Client:
    """A session which the password alone has opened."""
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def give_device(user) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, confirmed=True)


def set_up(client, user) -> list[str]:
    """The whole way through the page; returns the spare codes it shows."""
    client.post("/second-factor/")
    page = client.get("/second-factor/").content.decode()
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    assert second_factor.secret_of(device) in page and "<svg" in page
    shown = client.post("/second-factor/", {"code": code_of(device)})
    return re.findall(r"<code>(\w+)</code>", shown.content.decode())


@pytest.mark.parametrize("role", ["signer", "administrator", "auditor"])
def test_every_address_with_a_password_alone_leads_to_the_code(role):
    user = factories.make_office(role)
    give_device(user)
    client = with_password(user)
    elsewhere = {}
    for pattern in (pattern for pattern in patterns() if pattern.name not in OPEN):
        arguments = {name: _sample(c) for name, c in pattern.pattern.converters.items()}
        url = reverse(pattern.name, kwargs=arguments)
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            if not answer.get("Location", "").startswith("/sign-in/code/?next="):
                elsewhere[method, url] = answer.status_code
    assert elsewhere == {}


def _sample(converter):
    name = type(converter).__name__
    samples = {"IntConverter": 1, "UUIDConverter": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
    return samples.get(name, "x")


def test_first_sign_in_of_a_signer_leads_to_the_setting_up_and_on():
    user = factories.make_office("signer")
    client = with_password(user)
    answer = client.get("/issues/")
    assert answer["Location"] == "/sign-in/code/?next=%2Fissues%2F"
    assert client.get(answer["Location"])["Location"] == "/second-factor/"
    codes = set_up(client, user)
    assert len(set(codes)) == second_factor.SPARE_CODES
    assert client.get("/issues/").status_code == 200


def test_code_opens_the_session_once_and_leads_on():
    user = factories.make_office("signer")
    device, first, second = give_device(user), with_password(user), with_password(user)
    with time_machine.travel("2026-05-05 10:00:00+08:00", tick=False):
        code = code_of(device)
        key = first.session.session_key
        answer = first.post(
            "/sign-in/code/", {"code": f"{code[:3]} {code[3:]}", "next": "/issues/"}
        )
        assert (answer.status_code, answer["Location"]) == (302, "/issues/")
        assert first.session.session_key != key
        again = second.post("/sign-in/code/", {"code": code})
    assert again.status_code == 422
    assert "works once" in again.content.decode()
    assert second.get("/issues/").status_code == 302


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example", "/\\evil.example"])
def test_code_foreign_next_leads_home(target):
    user = factories.make_office("signer")
    device, client = give_device(user), with_password(user)
    answer = client.post("/sign-in/code/", {"code": code_of(device), "next": target})
    assert answer["Location"] == "/"


def test_wrong_codes_are_slowed_down_and_say_until_when():
    user = factories.make_office("signer")
    device, client = give_device(user), with_password(user)
    with time_machine.travel("2026-05-05 10:00:00+08:00", tick=False) as clock:
        for _count in range(6):
            answer = client.post("/sign-in/code/", {"code": "000000"})
            clock.shift(16)
        clock.shift(-16)
        assert "Try again after 10:0" in answer.content.decode()
        assert client.post("/sign-in/code/", {"code": code_of(device)}).status_code == 422
        clock.shift(120)
        assert client.post("/sign-in/code/", {"code": code_of(device)}).status_code == 302


def test_spare_code_stands_in_once():
    user = factories.make_office("auditor")
    spare = set_up(with_password(user), user)[0]
    client = with_password(user)
    assert client.post("/sign-in/code/", {"code": spare.upper()}).status_code == 302
    assert client.get("/issues/").status_code == 200
    assert second_factor.spare_codes_left(user) == second_factor.SPARE_CODES - 1
    assert with_password(user).post("/sign-in/code/", {"code": spare}).status_code == 422


def test_new_spare_codes_end_the_old_ones():
    user = factories.make_office("auditor")
    client = with_password(user)
    old = set_up(client, user)
    new = re.findall(
        r"<code>(\w+)</code>", client.post("/second-factor/spare-codes/").content.decode()
    )
    left = set(StaticToken.objects.filter(device__user=user).values_list("token", flat=True))
    assert left == set(new) and not left & set(old)


def test_device_is_replaced_only_from_a_session_with_a_code():
    user = factories.make_office("signer")
    old, stranger = give_device(user), with_password(user)
    assert stranger.get("/second-factor/")["Location"] == "/sign-in/code/"
    assert stranger.post("/second-factor/")["Location"] == "/sign-in/code/"
    assert TOTPDevice.objects.filter(user=user).get() == old
    stranger.post("/sign-in/code/", {"code": code_of(old)})
    set_up(stranger, user)
    assert TOTPDevice.objects.get(user=user).key != old.key


def test_reporter_needs_none_but_keeps_what_they_switched_on():
    user = factories.make_reporter()
    client = with_password(user)
    assert client.get("/articles/").status_code == 200
    set_up(client, user)
    later = with_password(user)
    assert later.get("/articles/")["Location"].startswith("/sign-in/code/")
    later.post("/sign-in/code/", {"code": code_of(TOTPDevice.objects.get(user=user), ahead=1)})
    assert later.get("/articles/").status_code == 200
    later.post("/second-factor/give-up/")
    assert later.get("/articles/").status_code == 200
    assert with_password(user).get("/articles/").status_code == 200


def test_signer_cannot_give_it_up():
    user = factories.make_office("signer")
    client = with_password(user)
    set_up(client, user)
    answer = client.post("/second-factor/give-up/", follow=True)
    assert "only be renewed" in answer.content.decode()
    assert second_factor.device_of(user) is not None


def test_new_role_demands_the_code_from_the_open_session():
    user = factories.make_office("editor")
    client = with_password(user)
    assert client.get("/issues/").status_code == 200
    Membership.objects.create(user=user, role=Role.SIGNER)
    assert client.get("/issues/")["Location"].startswith("/sign-in/code/")


def test_new_password_keeps_the_second_factor(office):
    user = factories.make_office("signer")
    give_device(user)
    page = office.post(f"/people/{user.pk}/password/").content.decode()
    password = re.search(r'<code class="nowrap">(.+?)</code>', page)[1]
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": password})
    client.post("/password/", {"old_password": password, "new_password1": "Rongyi-jizhu-77",
                               "new_password2": "Rongyi-jizhu-77"})  # fmt: skip
    assert client.get("/issues/")["Location"].startswith("/sign-in/code/")


def test_administrator_resets_the_lost_telephone_of_somebody_else_only(office, administrator):
    user = factories.make_office("signer")
    give_device(user)
    assert "Reset the second factor" in office.get(f"/people/{user.pk}/").content.decode()
    office.post(f"/people/{user.pk}/second-factor/")
    assert not TOTPDevice.objects.filter(user=user).exists()
    own = office.post(f"/people/{administrator.pk}/second-factor/")
    assert own["Location"] == "/second-factor/"
    assert TOTPDevice.objects.filter(user=administrator).exists()


def test_command_resets_and_refuses_whom_it_does_not_know(capsys):
    user = factories.make_office("administrator")
    give_device(user)
    call_command("reset_second_factor", user.username)
    assert not TOTPDevice.objects.filter(user=user).exists()
    with pytest.raises(CommandError, match="没有设置过"):
        call_command("reset_second_factor", user.username)
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("reset_second_factor", "nobody")


def test_switched_off_on_ones_own_machine(settings):
    settings.SECOND_FACTOR = False
    user = factories.make_office("signer")
    assert with_password(user).get("/issues/").status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_code_used_by_two_at_once_opens_one_session():
    user = factories.make_office("signer")
    device = give_device(user)
    clients, code = [with_password(user) for _count in range(4)], code_of(device)
    barrier, answers = threading.Barrier(4), []

    def enter(client):
        barrier.wait()
        answers.append(client.post("/sign-in/code/", {"code": code}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=enter, args=[client]) for client in clients]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [302, 422, 422, 422]
