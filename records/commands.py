"""Management commands that change things, recorded: no person, the command's name."""

from django.db import connection

from . import scene
from .models import Outcome
from .objects import Thing
from .recording import record


class Recorded:
    """Goes before the class of a command whose runs are recorded when they changed anything.

    ``records`` stands before ``bulletins`` in INSTALLED_APPS, so Django finds the recorded
    command of the same name first; bulletins need not know of records.
    """

    def execute(self, *args, **options):
        name = type(self).__module__.rsplit(".", 1)[-1]
        here = scene.Scene(command=name)
        outcome = Outcome.FAILED
        with scene.set_up(here):
            try:
                with connection.execute_wrapper(here.watch):
                    answer = super().execute(*args, **options)
                outcome = Outcome.DONE
                return answer
            finally:
                if here.changed:
                    record("command", Thing("command", name, name), user=None, outcome=outcome)
