"""A bulletin's text laid out as a PDF without any database: for a first look."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bulletins import contents
from bulletins.printing.layout import LayoutFailed, lay_out
from bulletins.text_import import parse

from .import_bulletin import read_text


class Command(BaseCommand):
    help = "Lay out the plain text of a bulletin (or contents as JSON) as a PDF."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="the text file, or - for standard input")
        parser.add_argument("--output", required=True, type=Path, help="the PDF to write")
        for name, meaning in (
            ("title", "name of the bulletin"),
            ("number", "printed number, as 第12期"),
            ("publisher", "printed publisher"),
            ("date", "printed date"),
            ("marking", "printed marking, as 内部资料"),
        ):
            parser.add_argument(f"--{name}", default="", help=meaning)

    def handle(self, *, file, output, title, number, publisher, date, marking, **options):
        text = read_text(file)
        masthead = contents.Masthead(title or "工会信息", number, publisher, date, marking)
        built = (
            contents.from_json(text)
            if file.endswith(".json")
            else contents.from_bulletin(parse(text).as_json(), masthead)
        )
        try:
            result = lay_out(
                built,
                output,
                pictures={},
                progress=self._progress,
                fonts_directory=settings.FONTS_DIR,
            )
        except LayoutFailed as failure:
            where = f"《{failure.headline}》：" if failure.headline else ""
            raise CommandError(f"{where}{failure.reason}") from failure
        except OSError as error:
            raise CommandError(f"写不进 {output}：{error.strerror}") from error
        self.stdout.write(f"{output}：{result.pages} 页，SHA-256 {result.sha256}")

    def _progress(self, stage, done, total):
        if self.stderr.isatty():
            self.stderr.write(json.dumps([stage, done, total]), ending="\r")
