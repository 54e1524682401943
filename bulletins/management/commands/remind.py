"""Reminders of planned days, to be run once a day (docs/deploy.md); safe to repeat."""

from django.core.management.base import BaseCommand

from bulletins import reminders


class Command(BaseCommand):
    help = "Remind who assembles an issue of the days for which its articles and print are planned."

    def handle(self, *args, **options):
        self.stdout.write(f"{reminders.remind()} reminders given")
