"""The request or command in hand: who acts, from where, and what it has come to so far."""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction

_current: ContextVar["Scene | None"] = ContextVar("scene", default=None)

WRITE = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
# Tables whose rows say nothing of what a person did.
BESIDES = ("django_session", "axes_", "records_")


class Lasting:
    """True while what was just written still stands: committed, or in a transaction that is
    still open and was not rolled back over it."""

    def __init__(self):
        self.committed = False
        transaction.on_commit(self)

    def __call__(self):
        self.committed = True

    def __bool__(self):
        # Django drops the entries of what is rolled back, also of a savepoint within.
        return self.committed or any(entry[1] is self for entry in connection.run_on_commit)


@dataclass
class Scene:
    """``command`` is a management command's name; ``request`` is empty then."""

    request: object = None
    command: str = ""
    sentence: str = ""
    records: list[Lasting] = field(default_factory=list)
    writes: dict[tuple, Lasting] = field(default_factory=dict)

    @property
    def user(self):
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def recorded(self) -> bool:
        return any(self.records)

    @property
    def changed(self) -> bool:
        """Whether anything was written that still stands."""
        return any(self.writes.values())

    def watch(self, execute, sql, params, many, context):
        """An execute_wrapper that notices what is written."""
        result = execute(sql, params, many, context)
        found = WRITE.match(sql)
        if found and not found[1].startswith(BESIDES):
            level = tuple(connection.savepoint_ids)
            if not self.writes.get(level):
                self.writes[level] = Lasting()
        return result


def current() -> Scene | None:
    return _current.get()


@contextmanager
def set_up(scene: Scene):
    token = _current.set(scene)
    try:
        yield scene
    finally:
        _current.reset(token)
