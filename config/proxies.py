"""Whose address a request comes from.

Anyone may send an X-Forwarded-For header, so it says nothing by itself. Each proxy appends the
address it was called from: with N proxies of our own (YINFA_PROXY_COUNT) the N-th entry from the
right was written by the outermost of them and is the client; whatever stands left of it was
written by the client and is ignored. With no proxy the header is ignored altogether.
"""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    peer = request.META.get("REMOTE_ADDR", "")
    count = settings.PROXY_COUNT
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not count or len(hops) < count:
        return peer
    try:
        return str(ip_address(hops[-count]))
    except ValueError:  # a proxy of ours would have written an address
        return peer
