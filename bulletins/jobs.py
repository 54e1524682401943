"""A row that a worker works on (Layout, LayoutFile, Specimen): claimed by one, watched by all.

Such a row has ``state``, ``stage``, ``done``, ``total`` and ``changed_at``; its states
are those of a layout.
"""

import time
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from .models import Layout

STALLED_AFTER = timedelta(minutes=3)


def claim(model, pk: int):
    """The row, now being worked on by us; None when there is nothing left to do for it."""
    claimed = model.objects.filter(
        Q(state=Layout.State.REQUESTED)
        | Q(state=Layout.State.RUNNING, changed_at__lt=timezone.now() - STALLED_AFTER),
        pk=pk,
    ).update(state=Layout.State.RUNNING, stage="start", changed_at=timezone.now())
    return model.objects.get(pk=pk) if claimed else None


def is_stalled(row) -> bool:
    """Whether its worker must have died: unfinished, and silent for too long."""
    unfinished = row.state in (Layout.State.REQUESTED, Layout.State.RUNNING)
    return unfinished and timezone.now() - row.changed_at > STALLED_AFTER


class Progress:
    """Writes the stage to the row, at most five times a second."""

    def __init__(self, row):
        self.row, self.written = row, 0.0

    def __call__(self, stage: str, done: int, total: int):
        now = time.monotonic()
        if stage == self.row.stage and now - self.written < 0.2:
            return
        self.row.stage, self.written = stage, now
        type(self.row).objects.filter(pk=self.row.pk).update(
            stage=stage, done=done, total=total, changed_at=timezone.now()
        )
