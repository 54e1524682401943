"""Whether records, decisions and frozen files are as they were written; exit 1 when not."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from records.verifying import verify

NOUNS = {"records": "记录", "seals": "封印", "unsealed": "未封印", "decisions": "流转记录",
         "editions": "定稿", "files": "冻结文件"}  # fmt: skip


class Command(BaseCommand):
    help = "Check the chain of records, the decisions and the frozen files. Exit 1 on any fault."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *, json: bool, **options):
        findings = verify()
        self._write_json(findings) if json else self._write_text(findings)
        if findings.faults:
            sys.exit(1)

    def _write_json(self, findings):
        self.stdout.write(json.dumps(asdict(findings), ensure_ascii=False, indent=2))

    def _write_text(self, findings):
        for fault in findings.faults:
            self.stdout.write(f"✗ {fault.sentence}")
        for remark in findings.remarks:
            self.stdout.write(f"· {remark}")
        counts = "，".join(f"{NOUNS[name]} {n}" for name, n in findings.counts.items())
        self.stdout.write(f"{'发现问题' if findings.faults else '核对无误'}：{counts}。")
