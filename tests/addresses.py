"""Every address of the site, taken from the resolver itself."""

from django.urls import URLResolver, get_resolver


def patterns(resolver=None) -> list:
    """All URL patterns, those of included modules too."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def names() -> list[str]:
    return [pattern.name for pattern in patterns()]
