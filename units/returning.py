"""Back to where one was: the page on which a form stood that could not be taken."""

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

OF_AN_OBJECT = re.compile(r"/\w+/\d+/(?=.)")


def wants_json(request) -> bool:
    """Whether a script asks that reads nothing else."""
    return request.headers.get("Accept", "").startswith("application/json")


def page_before(request) -> str:
    """The address of the page from which an unsafe request came, which can be opened again.

    Browsers name it; without that it is the page of the object in question, else the first page.
    """
    named = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        named, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(named)
        path = "/" + parts.path.lstrip("/")  # two slashes would lead to another host
        return f"{path}?{parts.query}" if parts.query else path
    found = OF_AN_OBJECT.match(request.path)
    return found[0] if found and _leads_somewhere(found[0]) else "/"


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
