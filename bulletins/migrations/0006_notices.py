"""A notice may be about other things than a decision, and is given once for each."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def fill(apps, schema_editor):
    Notice = apps.get_model("bulletins", "Notice")
    found = Notice.objects.select_related("decision")
    for notice in found.iterator(chunk_size=1000):
        decision = notice.decision
        notice.title, notice.created_at = decision.subject_title, decision.at
        place = ("articles", decision.article_id) if decision.article_id else None
        notice.url = "/{}/{}/".format(*(place or ("issues", decision.issue_id)))
        notice.save(update_fields=["title", "created_at", "url"])


def forget_others(apps, schema_editor):
    apps.get_model("bulletins", "Notice").objects.filter(decision=None).delete()


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0005_layout_files")]

    operations = [
        migrations.AlterModelOptions(
            name="notice", options={"ordering": ["-created_at", "-pk"], "verbose_name": "notice"}
        ),
        migrations.AddField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("decision", "Decision"),
                    ("reminder", "Reminder"),
                    ("comment", "Comment"),
                    ("message", "Message"),
                ],
                default="decision",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="occasion",
            field=models.CharField(blank=True, max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="title",
            field=models.CharField(max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="url",
            field=models.CharField(max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="notice",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="bulletins.decision",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_others),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["user", "-created_at"], name="bulletins_notice_newest"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=["user", "kind", "occasion"],
                condition=models.Q(("occasion", ""), _negated=True),
                name="bulletins_notice_once_per_occasion",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", False), ("kind", "decision")),
                    models.Q(
                        models.Q(("kind", "decision"), _negated=True),
                        ("decision__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="bulletins_notice_of_decision",
            ),
        ),
    ]
