"""Mail: letters that wait or are sent, their words, and what each person wants of it."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def fill(apps, schema_editor):
    """Old notices are news: nothing is asked for by them any more, and no mail is sent."""
    notices = apps.get_model("bulletins", "Notice").objects
    notices.exclude(kind="decision").update(topic=models.F("kind"))
    notices.filter(decision__article__isnull=False).update(topic="article_news")
    notices.filter(decision__issue__isnull=False).update(topic="issue_news")


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0010_pages_and_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("review_article", "An article to decide on"),
                            ("approve_article", "An article to approve as unit head"),
                            ("revise_article", "An article to revise"),
                            ("review_issue", "An issue to review"),
                            ("sign_issue", "An issue to sign"),
                            ("publish_issue", "An issue to publish"),
                            ("revise_issue", "An issue that came back"),
                            ("article_news", "News of an article"),
                            ("issue_news", "News of an issue"),
                            ("comment", "Comment"),
                            ("message", "Message"),
                            ("reminder", "Reminder"),
                            ("daily", "The daily letter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField(blank=True, null=True)),
                ("address", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("message_id", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Given up"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "letter",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=20, unique=True)),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
            ],
            options={
                "verbose_name": "letter template",
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("never", "None"),
                        ],
                        default="at_once",
                        max_length=7,
                        verbose_name="What I must do",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("never", "None"),
                        ],
                        default="daily",
                        max_length=7,
                        verbose_name="What became of articles and issues",
                    ),
                ),
                (
                    "talk",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("never", "None"),
                        ],
                        default="daily",
                        max_length=7,
                        verbose_name="Messages and comments",
                    ),
                ),
                (
                    "reminder",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("never", "None"),
                        ],
                        default="daily",
                        max_length=7,
                        verbose_name="Reminders of planned days",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="hour of the daily letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice of mail",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="daily",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="notice",
            name="topic",
            field=models.CharField(
                choices=[
                    ("review_article", "An article to decide on"),
                    ("approve_article", "An article to approve as unit head"),
                    ("revise_article", "An article to revise"),
                    ("review_issue", "An issue to review"),
                    ("sign_issue", "An issue to sign"),
                    ("publish_issue", "An issue to publish"),
                    ("revise_issue", "An issue that came back"),
                    ("article_news", "News of an article"),
                    ("issue_news", "News of an issue"),
                    ("comment", "Comment"),
                    ("message", "Message"),
                    ("reminder", "Reminder"),
                ],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("daily", True)),
                fields=["user"],
                name="bulletins_notice_for_daily",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="notice",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="bulletins.notice",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mail",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["state", "next_at"], name="bulletins_letter_due"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["user", "-created_at"], name="bulletins_letter_newest"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("day__isnull", False)),
                fields=("user", "day"),
                name="bulletins_letter_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("day__isnull", True), ("notice__isnull", False)),
                    models.Q(("day__isnull", False), ("notice__isnull", True)),
                    _connector="OR",
                ),
                name="bulletins_letter_notice_or_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sending", "sent", "failed"])),
                name="bulletins_letter_state",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
