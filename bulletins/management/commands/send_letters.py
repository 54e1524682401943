"""Send what mail is due, daily letters included; run it every minute, as often as you like."""

from django.core.management.base import BaseCommand

from bulletins import posting


class Command(BaseCommand):
    help = "Send the letters that wait, and the daily letters whose hour has come."

    def handle(self, **options):
        run = posting.send_due()
        if run.sent or run.failed:
            self.stdout.write(f"已发 {run.sent}，未发出 {run.failed}")
