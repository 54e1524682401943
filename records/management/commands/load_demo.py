"""As in bulletins, and recorded."""

from bulletins.management.commands import load_demo
from records.commands import Recorded


class Command(Recorded, load_demo.Command):
    pass
