"""As in bulletins, and recorded."""

from bulletins.management.commands import sweep
from records.commands import Recorded


class Command(Recorded, sweep.Command):
    pass
