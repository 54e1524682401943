"""The dictionary with its first entries, the longest article of a section, whom to thank and ask."""

from django.db import migrations, models

from bulletins.proofreading import COMMON


def add_common(apps, schema_editor):
    wordings = apps.get_model("bulletins", "Wording").objects.using(schema_editor.connection.alias)
    wordings.bulk_create(
        wordings.model(wrong=entry.wrong, right=entry.right, reason=entry.reason)
        for entry in COMMON
    )


class Migration(migrations.Migration):

    dependencies = [
        ('bulletins', '0011_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrong', models.CharField(error_messages={'unique': 'This form is in the dictionary already.'}, max_length=40, unique=True, verbose_name='form to avoid')),
                ('right', models.CharField(blank=True, max_length=60, verbose_name='write instead')),
                ('reason', models.CharField(blank=True, max_length=100, verbose_name='reason')),
                ('active', models.BooleanField(default=True, verbose_name='in force')),
            ],
            options={
                'verbose_name': 'wording',
                'verbose_name_plural': 'wordings',
                'ordering': ['wrong'],
            },
        ),
        migrations.RunPython(add_common, migrations.RunPython.noop, elidable=False),
        migrations.AddField(
            model_name='article',
            name='author_name',
            field=models.CharField(blank=True, max_length=60, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='article',
            name='contact_phone',
            field=models.CharField(blank=True, max_length=30, verbose_name='phone for questions'),
        ),
        migrations.AddField(
            model_name='article',
            name='photographer_name',
            field=models.CharField(blank=True, max_length=60, verbose_name='photographer'),
        ),
        migrations.AddField(
            model_name='defaultsection',
            name='limit',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='longest article'),
        ),
    ]
