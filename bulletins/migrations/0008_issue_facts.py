"""Facts of an issue: its note, when its articles and its print are due; each kind of issue
counts its numbers for itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0007_board_history")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="note",
            field=models.TextField(
                blank=True, default="", max_length=600, verbose_name="editors' note on the issue"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="issue",
            name="articles_due",
            field=models.DateField(blank=True, null=True, verbose_name="articles due"),
        ),
        migrations.AddField(
            model_name="issue",
            name="print_due",
            field=models.DateField(blank=True, null=True, verbose_name="print date planned"),
        ),
        migrations.RemoveConstraint(model_name="issue", name="bulletins_issue_number_unique"),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(
                fields=["bulletin", "year", "kind", "number"],
                name="bulletins_issue_number_unique",
                violation_error_message="This bulletin already has an issue of that number.",
            ),
        ),
    ]
