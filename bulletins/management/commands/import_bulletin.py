"""Bring the text of a whole bulletin in: an issue with its sections, articles and foot.

The same as the page; for many files, or (--dry-run --json) to see what is
understood without any database.
"""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bulletins.text_import import parse


class Command(BaseCommand):
    help = "Read a bulletin's plain text (UTF-8 or GB18030) and make an issue of it."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="the text file, or - for standard input")
        parser.add_argument("--bulletin", help="short address (slug) of the bulletin")
        parser.add_argument("--user", help="sign-in name of the editor who imports")
        parser.add_argument("--date", type=date.fromisoformat, help="date of the issue")
        parser.add_argument("--dry-run", action="store_true", help="only say what was understood")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *, file, bulletin, user, date, dry_run, json: bool, **options):
        parsed = parse(read_text(file)).as_json()
        if json:
            self._write_json(parsed)
        else:
            self._write_summary(parsed)
        if not dry_run:
            self._save(parsed, bulletin, user, date, quiet=json)

    def _write_json(self, parsed):
        self.stdout.write(json.dumps(parsed, ensure_ascii=False, indent=2))

    def _write_summary(self, parsed):
        for section in parsed["sections"]:
            self.stdout.write(f"【{section['title']}】" if section["title"] else "（无栏目）")
            for article in section["articles"]:
                title = article["headline"] or article["contents_title"] or "（无标题）"
                self.stdout.write(f"  {title}  （{article['source'] or '无来源'}）")
        for group in parsed["distribution"]:
            self.stdout.write(f"{group['group']}：{'、'.join(group['labels'])}")
        for warning in parsed["warnings"]:
            self.stderr.write(warning)

    def _save(self, parsed, slug, username, date, quiet):
        from bulletins.importing import import_parsed
        from bulletins.refusals import NotNow, NotYou

        try:
            imported = import_parsed(
                parsed, self._bulletin(slug), self._editor(username), date=date
            )
        except (NotNow, NotYou) as refusal:
            raise CommandError(str(refusal)) from refusal
        out = self.stderr if quiet else self.stdout
        out.write(f"已导入：{imported.issue}，{imported.articles} 篇。")
        for label in imported.unknown:
            out.write(f"没有这个单位，按文字保留：{label}")

    def _bulletin(self, slug):
        from bulletins.models import Bulletin

        found = Bulletin.objects.filter(slug=slug).first()
        if found is None:
            known = "、".join(Bulletin.objects.values_list("slug", flat=True)) or "（还没有）"
            raise CommandError(f"没有刊物“{slug or ''}”。请用 --bulletin 指定其中之一：{known}")
        return found

    def _editor(self, username):
        from units.models import Role, User

        editors = User.objects.filter(
            is_active=True, memberships__role=Role.EDITOR, memberships__unit=None
        ).order_by("pk")
        found = editors.filter(username=username).first() if username else editors.first()
        if found is None:
            raise CommandError("没有可用的编辑账号。请用 --user 指定一位编辑。")
        return found


def read_text(file: str) -> str:
    """The text of ``file``; Word on Chinese Windows saves plain text as GB18030."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"读不出文件 {file}：{error.strerror}") from error
    for encoding in (
        ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"{file} 不是文本文件。请在 Word 中另存为“纯文本”。")
