"""PostgreSQL refuses TRUNCATE of what an issue is published with, as 0019 does other changes."""

import importlib

from django.db import migrations

frozen_tables = importlib.import_module("bulletins.migrations.0016_frozen_tables")
TABLES = (
    "issue", "article", "section", "placement", "source", "distributionlist", "distributionentry"
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0019_published_stays")]
    operations = [migrations.RunPython(*frozen_tables.refusing_truncation(TABLES))]
