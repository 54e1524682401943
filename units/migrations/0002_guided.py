"""When a person of a unit was first shown the guide; who is there already needs none."""

from django.db import migrations, models
from django.utils import timezone


def pass_over(apps, schema_editor):
    User = apps.get_model("units", "User")
    User.objects.filter(last_login__isnull=False).update(guided_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="guided_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(pass_over, migrations.RunPython.noop),
    ]
