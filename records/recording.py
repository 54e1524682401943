"""Writing a record: in the transaction in hand, so that it stands or falls with its subject."""

import unicodedata

from django.db import transaction

from config.proxies import client_address
from units.models import ReportingUnit

from . import chain, scene
from .models import Outcome, Record
from .objects import NOTHING, Thing

UNSAID = object()
# Control and format characters, separators of lines and paragraphs, halves of characters.
UNPRINTABLE = {"Cc", "Cf", "Zl", "Zp", "Cs"}
NO_CHARACTERS = "\ufffe\uffff"  # no XML holds them, so no workbook could be opened


def one_line(text: str, length: int) -> str:
    """``text`` on a single line of at most ``length`` characters, with nothing invisible in it."""
    marks = (" " if _is_unprintable(mark) else mark for mark in text)
    return " ".join("".join(marks).split())[:length]


def _is_unprintable(mark: str) -> bool:
    return mark in NO_CHARACTERS or unicodedata.category(mark) in UNPRINTABLE


def record(
    action: str,
    thing: Thing = NOTHING,
    *,
    user=UNSAID,
    request=None,
    outcome: Outcome = Outcome.DONE,
    sentence: str = "",
    detail: dict | None = None,
) -> Record:
    """Write one record; ``user`` and ``request`` are those of the scene when not said.

    Raises whatever the database raises: a caller inside a transaction must let it pass,
    so that nothing is done that is not recorded.
    """
    here = scene.current() or scene.Scene(request)
    user = here.user if user is UNSAID else user
    unit, place = _place_of(user)
    made = Record(
        user=user,
        user_name=one_line(str(user), 100) if user else "",
        unit_id=unit,
        place=place,
        address=_address(request or here.request),
        action=action[:40],
        object_kind=thing.kind[:20],
        object_id=one_line(thing.id, 50),
        object_title=one_line(thing.title, 200),
        outcome=outcome,
        sentence=one_line(sentence, 300),
        detail=_plain((detail or {}) | ({"command": here.command} if here.command else {})),
    )
    made.mark = chain.mark_of(made)
    with transaction.atomic(savepoint=False):
        made.save(force_insert=True)
        here.records.append(scene.Lasting())
        chain.seal_soon(made)
    return made


def _place_of(user) -> tuple[int | None, str]:
    """The unit a person acts from, and the names of all of theirs; nothing for the office.

    A unit may be gone by the time its person's request ends.
    """
    if user is None or user.in_office:
        return None, ""
    units = ReportingUnit.objects.filter(pk__in=user.unit_ids()).order_by("pk")
    found = list(units.values_list("pk", "name"))
    if not found:
        return None, ""
    return found[0][0], one_line("、".join(name for _, name in found), 200)


def _address(request) -> str:
    return client_address(request)[:45] if request is not None else ""


def _plain(value):
    """Details as JSON keeps them alike on either database; texts on one line, and short."""
    if isinstance(value, dict):
        return {one_line(str(name), 50): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return one_line(str(value), 200)
