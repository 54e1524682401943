"""The second factor: a code of six digits from an app on the person's telephone (RFC 6238).

Signers, administrators and auditors must have one (``SECOND_FACTOR`` in the settings), everybody
else may.  A code opens one session once; ten spare codes on paper stand in for a lost telephone.
django-otp keeps the devices, refuses a code used before and slows down guessing.
"""

from base64 import b32encode
from datetime import datetime
from functools import partial

import django_otp
import segno
from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import Role, User

ROLES = (Role.SIGNER, Role.ADMINISTRATOR, Role.AUDITOR)
SPARE_CODES = 10
EXPECTED = "code_expected"


def is_required(user: User) -> bool:
    return settings.SECOND_FACTOR and user.has_office_role(*ROLES)


def device_of(user: User) -> TOTPDevice | None:
    """The device in use; None while there is none or it has not been confirmed by a code."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_missing(request) -> bool:
    """Whether this session still lacks a code: whoever must have a device owes one, and so does
    who had one of their own free will when signing in (``expect``) and has it still."""
    if request.user.is_verified():
        return False
    if is_required(request.user):
        return True
    return request.session.get(EXPECTED, False) and device_of(request.user) is not None


def expect(request):
    """Note at the sign-in whether this person has a device, so that no page needs to ask again."""
    request.session[EXPECTED] = device_of(request.user) is not None


@transaction.atomic
def begin(user: User) -> TOTPDevice:
    """A new device with a new secret, to be confirmed; the one in use stays until then."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


def begun(user: User) -> TOTPDevice | None:
    """The device that still waits for its first code."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def secret_of(device: TOTPDevice) -> str:
    """The secret for typing it in, in groups of four."""
    secret = b32encode(device.bin_key).decode()
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def drawn(device: TOTPDevice) -> str:
    """The secret as a QR code, an SVG element without style or script."""
    return segno.make(device.config_url, error="m").svg_inline(
        scale=4, border=4, light="white", svgclass=None, lineclass=None
    )


@transaction.atomic
def confirm(request, device: TOTPDevice, code: str) -> list[str] | None:
    """Put ``device`` in the place of any other, if ``code`` is right.

    Returns the new spare codes, to be shown once, or None where the code is wrong.
    """
    if django_otp.verify_token(request.user, device.persistent_id, code) is None:
        return None
    TOTPDevice.objects.filter(user=request.user).exclude(pk=device.pk).delete()
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    device.confirmed = True
    _open(request, device)
    return new_spare_codes(request.user)


@transaction.atomic
def new_spare_codes(user: User) -> list[str]:
    """Ten codes, each of which stands in once for a code of the device; older ones stop working."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="spare")
    codes = [StaticToken.random_token() for _count in range(SPARE_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def spare_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def verify(request, code: str) -> bool:
    """Open this session with a code of the device, or with a spare one."""
    code = "".join(code.split()).lower()
    find = partial(TOTPDevice.objects.filter, confirmed=True) if code.isdigit() else None
    find = find or StaticDevice.objects.filter
    device = find(user=request.user).first()
    if device is None or not django_otp.verify_token(request.user, device.persistent_id, code):
        return False
    _open(request, device)
    return True


def locked_until(user: User) -> datetime | None:
    """When the next code will be looked at, after wrong ones; None when at once."""
    devices = [*TOTPDevice.objects.filter(user=user), *StaticDevice.objects.filter(user=user)]
    refusals = [why for allowed, why in (d.verify_is_allowed() for d in devices) if not allowed]
    return max((why["locked_until"] for why in refusals), default=None)


@transaction.atomic
def forget(user: User) -> bool:
    """Take away every device, so that the person sets up a new one; whether there was any."""
    gone, _rows = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return gone > 0


def _open(request, device):
    """A session that may do more gets a new key."""
    request.session.cycle_key()
    django_otp.login(request, device)
