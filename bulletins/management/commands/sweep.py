"""Take up what a killed worker left behind, clear what nobody uses; run it every few minutes."""

from django.core.management.base import BaseCommand

from bulletins import page_wishes, pictures, slip_making, tasks


class Command(BaseCommand):
    help = "Ask again for layouts whose worker died; remove pictures of drafts that nobody uses."

    def handle(self, **options):
        again = tasks.sweep() + page_wishes.sweep() + slip_making.sweep()
        self.stdout.write(f"重新排队：{again}")
        self.stdout.write(f"清除不用的图片：{pictures.sweep()}")
