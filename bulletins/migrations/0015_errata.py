"""An article may say which printed article it corrects."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0014_corrections")]

    operations = [
        migrations.AddField(
            "article",
            "corrects",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="bulletins.article",
                verbose_name="corrects",
            ),
        ),
        migrations.AddConstraint(
            "article",
            models.CheckConstraint(
                condition=models.Q(("corrects__isnull", True))
                | models.Q(("corrects", models.F("pk")), _negated=True),
                name="bulletins_article_corrects_another",
            ),
        ),
    ]
