"""A file of an issue, by the same tasks as the buttons on its page."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bulletins import tasks
from bulletins.models import FileKind, Issue, Layout
from bulletins.models.file import SIGNED


class Command(BaseCommand):
    help = "Lay out an issue and write its PDF, or another of its files."

    def add_arguments(self, parser):
        parser.add_argument("issue", help="its id, or BULLETIN/YEAR/NUMBER, as xinxi/2026/12")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument(
            "--format",
            default="pdf",
            choices=[str(kind) for kind in SIGNED],
            help="which file (default: pdf)",
        )

    def handle(self, *, issue, output, format, **options):
        made = layout = finished_layout(find_issue(issue))
        if format != FileKind.PDF:
            made = finished_file(layout, format)
        try:
            with made.file.open("rb") as source, output.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise CommandError(f"写不进 {output}：{error.strerror}") from error
        pages = f"{made.pages} 页，" if made.pages else ""
        self.stdout.write(f"{output}：{pages}SHA-256 {made.sha256}")


def finished_layout(issue: Issue) -> Layout:
    """The layout of the issue as it is now, made here and now if it is not there yet."""
    layout = tasks.request_layout(issue)
    if layout.state != Layout.State.DONE:
        tasks.make_layout.call(layout.pk)
        layout.refresh_from_db()
    if layout.state != Layout.State.DONE:
        where = f"《{layout.failed_article}》：" if layout.failed_article else ""
        raise CommandError(f"{where}{layout.failure or BUSY}")
    return layout


def finished_file(layout: Layout, kind: str):
    """The file of one kind made from a finished layout, here and now if need be."""
    made = tasks.request_file(layout, kind)
    if made.state != Layout.State.DONE:
        tasks.make_file.call(made.pk)
        made.refresh_from_db()
    if made.state != Layout.State.DONE:
        raise CommandError(made.failure or BUSY)
    return made


BUSY = "另一个进程正在做这个文件，请稍后再试。"


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
