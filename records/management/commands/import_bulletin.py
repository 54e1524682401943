"""As in bulletins, and recorded."""

from bulletins.management.commands import import_bulletin
from records.commands import Recorded


class Command(Recorded, import_bulletin.Command):
    pass
