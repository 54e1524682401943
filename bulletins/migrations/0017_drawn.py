from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0016_frozen_tables")]

    operations = [
        migrations.AddField(
            model_name="pagepicture",
            name="drawn",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
    ]
