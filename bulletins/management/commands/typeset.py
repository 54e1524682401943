"""A bulletin's text laid out as a PDF, or any other file of it, without any database."""

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bulletins import contents, making
from bulletins.parsed import from_bulletin
from bulletins.printing.design import SHIPPED
from bulletins.printing.layout import LayoutFailed, lay_out
from bulletins.text_import import parse, read_head, read_imprint

from .import_bulletin import read_text


class Command(BaseCommand):
    help = "Lay out the plain text of a bulletin (or contents as JSON) as a PDF or another file."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="the text file, or - for standard input")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument(
            "--format",
            default="pdf",
            choices=("pdf", *making.KINDS),
            help="which file (default: pdf)",
        )
        parser.add_argument("--design", default="municipal", choices=SHIPPED, help="its looks")
        parser.add_argument(
            "--spot", action="store_true", help="press: the red on a plate of its own"
        )
        for name, meaning in (
            ("title", "name of the bulletin"),
            ("number", "printed number, as 第12期"),
            ("publisher", "printed publisher"),
            ("date", "printed date"),
            ("marking", "printed marking, as 内部资料"),
        ):
            parser.add_argument(f"--{name}", default="", help=f"{meaning}, not as in the text")

    def handle(self, *, file, output, design, spot, **options):
        built = self._contents(file, options)
        looks = replace(SHIPPED[design], spot=spot)
        try:
            pages = self._write(options["format"], built, looks, output)
        except LayoutFailed as failure:
            where = f"《{failure.headline}》：" if failure.headline else ""
            raise CommandError(f"{where}{failure.reason}") from failure
        except OSError as error:
            raise CommandError(f"写不进 {output}：{error.strerror}") from error
        shown = f"{pages} 页，" if pages else ""
        digest = hashlib.sha256(output.read_bytes()).hexdigest()
        self.stdout.write(f"{output}：{shown}SHA-256 {digest}")

    def _contents(self, file, options) -> contents.Contents:
        text = read_text(file)
        if file.endswith(".json"):
            return contents.from_json(text)
        bulletin = parse(text)
        names = ("title", "number", "publisher", "date", "marking")
        said = {name: options[name] for name in names if options[name]}
        masthead = contents.Masthead(**({"title": "工会信息"} | read_head(bulletin) | said))
        return from_bulletin(bulletin.as_json(), masthead, **read_imprint(bulletin))

    def _write(self, kind, built, looks, output) -> int:
        common = {"progress": self._progress, "fonts_directory": settings.FONTS_DIR}
        if kind == "pdf":
            return lay_out(built, output, design=looks, **common).pages
        with tempfile.TemporaryDirectory(prefix="yinfa-typeset-") as folder:
            screen = Path(folder) / "screen.pdf"
            if kind in making.PDFS:
                lay_out(built, screen, design=looks, **common)
            profile = Path(settings.PRESS_PROFILE) if settings.PRESS_PROFILE else None
            return making.make(kind, built, looks, output, screen=screen, profile=profile, **common)

    def _progress(self, stage, done, total):
        if self.stderr.isatty():
            self.stderr.write(json.dumps([stage, done, total]), ending="\r")
