"""The way back in when the only administrator has lost telephone and spare codes."""

from django.core.management.base import BaseCommand, CommandError

from units import second_factor
from units.models import User


class Command(BaseCommand):
    help = "Takes away a person's second factor; they set up a new one at the next sign-in."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"没有用户名为“{username}”的人。")
        if not second_factor.forget(person):
            raise CommandError(f"“{person}”没有设置过动态码。")
        self.stdout.write(f"已重置“{person}”的动态码，下次登录时重新设置。")
