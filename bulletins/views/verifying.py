"""核验: anybody, signed in or not, asks whether the file at hand is the one that was signed.

The browser works out the SHA-256 itself, so the file stays where it is; without script it is
sent, worked out as it streams in, and never stored.
"""

import hashlib
import io
import re

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from bulletins import contents, recognizing

LARGEST = 60 * 1024 * 1024  # bytes of a file
TRIES, SECONDS = 60, 60  # so many questions from one address in such a time
DIGEST = re.compile(r"[0-9a-f]{64}")


class _Hashing(FileUploadHandler):
    """Takes the SHA-256 of each file and lets go of it; LARGEST is for all of a request."""

    size = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.sum = hashlib.sha256()

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > LARGEST:
            self.request.too_large = True
            raise StopUpload(connection_reset=True)
        self.sum.update(raw_data)

    def file_complete(self, file_size):
        hashed = UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size)
        hashed.sha256 = self.sum.hexdigest()
        return hashed


def _before_reading(view):
    """The handler must be in place before anything, the token of the form included, is read."""

    def prepared(request):
        request.upload_handlers = [_Hashing(request)]
        return csrf_protect(view)(request)

    return csrf_exempt(login_not_required(prepared))


@_before_reading
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """The form; a file or the digits sent by it lead to the page with the answer."""
    if request.method != "POST":
        return _page(request)
    if _asks_too_much(request):
        return _later(request)
    file, typed = request.FILES.get("file"), request.POST.get("digest", "")[:300]
    if getattr(request, "too_large", False):
        sentence = _("The file is larger than 60 MB. No file of a bulletin is that large.")
        return _page(request, refusal=sentence, status=413)
    if file is not None:
        return redirect("verify-digest", file.sha256)
    if digest := _digest(typed):
        return redirect("verify-digest", digest)
    return _page(request, refusal=_sentence(typed), typed=typed, status=422)


@login_not_required
@require_safe
def verify_digest(request, digest):
    """Whether ``digest`` is that of a published file."""
    if _asks_too_much(request):
        return _later(request)
    if not DIGEST.fullmatch(digest):
        found = _digest(digest)
        if found:
            return redirect("verify-digest", found)
        return _page(request, refusal=_sentence(digest), typed=digest[:100], status=422)
    found = recognizing.recognized(digest)
    context = {"asked": True, "digest": digest, "found": found}
    if found:
        context["masthead"] = contents.from_json(found.edition.contents).masthead
        context["whole"] = found.kind == recognizing.CONTENTS
    return _page(request, **context)


def _page(request, *, status=200, **context):
    response = render(
        request, "bulletins/verify.html", {"largest": LARGEST, **context}, status=status
    )
    response["Cache-Control"] = "no-store"
    return response


def _digest(typed: str) -> str:
    """The 64 digits in what was typed or pasted, blanks and groups aside; else empty."""
    plain = re.sub(r"[\s:：\-　]", "", typed).lower()
    return plain if DIGEST.fullmatch(plain) else ""


def _sentence(typed: str) -> str:
    if not typed.strip():
        return _("Choose a file, or type the 64 digits of its SHA-256.")
    return _("This is not a whole SHA-256: it has 64 digits from 0 to 9 and a to f.")


def _asks_too_much(request) -> bool:
    """Whether this address asked more than TRIES times in the last SECONDS; counts for each
    process of the server alone, which only makes the limit wider by their number."""
    key = f"verify:{get_client_ip_address(request)}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it ran out just now
        return False


def _later(request):
    sentence = _("Too many questions from this address. Wait a minute, then try again.")
    response = _page(request, refusal=sentence, status=429)
    response["Retry-After"] = str(SECONDS)
    return response
