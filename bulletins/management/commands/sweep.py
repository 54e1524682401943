"""Take up what a killed worker left behind; run it every few minutes."""

from django.core.management.base import BaseCommand

from bulletins import page_wishes, tasks


class Command(BaseCommand):
    help = "Ask again for layouts whose worker died."

    def handle(self, **options):
        self.stdout.write(f"重新排队：{tasks.sweep() + page_wishes.sweep()}")
