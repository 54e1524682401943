"""The PDF of an issue, by the same task as the button on its page."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bulletins import tasks
from bulletins.models import Issue, Layout


class Command(BaseCommand):
    help = "Lay out an issue and write its PDF."

    def add_arguments(self, parser):
        parser.add_argument("issue", help="its id, or BULLETIN/YEAR/NUMBER, as xinxi/2026/12")
        parser.add_argument("--output", required=True, type=Path, help="the PDF to write")

    def handle(self, *, issue, output, **options):
        layout = tasks.request_layout(find_issue(issue))
        if layout.state != Layout.State.DONE:
            tasks.make_layout.call(layout.pk)
            layout.refresh_from_db()
        if layout.state != Layout.State.DONE:
            where = f"《{layout.failed_article}》：" if layout.failed_article else ""
            raise CommandError(f"{where}{layout.failure or '另一个进程正在排版，请稍后再试。'}")
        try:
            with layout.file.open("rb") as source, output.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise CommandError(f"写不进 {output}：{error.strerror}") from error
        self.stdout.write(f"{output}：{layout.pages} 页，SHA-256 {layout.sha256}")


def find_issue(name: str) -> Issue:
    """The issue called ``name``: an id or BULLETIN/YEAR/NUMBER."""
    parts = name.split("/")
    found = None
    if name.isdecimal():
        found = Issue.objects.filter(pk=int(name)).first()
    elif len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
        slug, year, number = parts
        found = Issue.objects.filter(bulletin__slug=slug, year=year, number=number).first()
    if found is None:
        raise CommandError(f"没有这一期：{name}。写编号，或“刊物/年/期”，如 xinxi/2026/12。")
    return found
