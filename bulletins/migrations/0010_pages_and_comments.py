"""Pictures of pages, the wish for new ones, and comments, which are append-only."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLE = "bulletins_comment"


def refuse_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION bulletins_append_only()"
        )
        return
    for event in ("update", "delete"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{event} BEFORE {event.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        return
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{event}")


class Migration(migrations.Migration):

    dependencies = [
        ('bulletins', '0009_signatures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='layout',
            name='areas',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='layout',
            name='state',
            field=models.CharField(choices=[('requested', 'Waiting'), ('running', 'Being laid out'), ('done', 'Done'), ('failed', 'Failed'), ('passed', 'Passed over')], default='requested', max_length=10),
        ),
        migrations.AlterField(
            model_name='layoutfile',
            name='state',
            field=models.CharField(choices=[('requested', 'Waiting'), ('running', 'Being laid out'), ('done', 'Done'), ('failed', 'Failed'), ('passed', 'Passed over')], default='requested', max_length=10),
        ),
        migrations.AlterField(
            model_name='specimen',
            name='state',
            field=models.CharField(choices=[('requested', 'Waiting'), ('running', 'Being laid out'), ('done', 'Done'), ('failed', 'Failed'), ('passed', 'Passed over')], default='requested', max_length=10),
        ),
        migrations.CreateModel(
            name='PagesWanted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('issue', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pages_wanted', to='bulletins.issue')),
            ],
            options={
                'verbose_name': 'wish for pages',
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('comment', 'Comment'), ('answer', 'Answer'), ('done', 'Done')], default='comment', max_length=8)),
                ('digest', models.CharField(max_length=64)),
                ('page', models.PositiveIntegerField(blank=True, null=True, verbose_name='page')),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('text', models.TextField(blank=True, max_length=600, verbose_name='comment')),
                ('by_name', models.CharField(max_length=50)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='bulletins.article')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='bulletins.issue')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='bulletins.comment')),
            ],
            options={
                'verbose_name': 'comment',
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'comment'), ('parent__isnull', True)), models.Q(('kind__in', ['answer', 'done']), ('parent__isnull', False)), _connector='OR'), name='bulletins_comment_parent'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('kind', 'done'), _connector='OR'), name='bulletins_comment_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('x__isnull', True), ('y__isnull', True)), models.Q(("page__isnull", False), ("x__isnull", False), ("y__isnull", False), ("x__gte", 0), ('x__lte', 1), ('y__gte', 0), ('y__lte', 1)), _connector='OR'), name='bulletins_comment_place_on_page'), models.UniqueConstraint(condition=models.Q(('kind', 'done')), fields=('parent',), name='bulletins_comment_done_once')],
            },
        ),
        migrations.CreateModel(
            name='PagePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('layout', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='bulletins.layout')),
            ],
            options={
                'verbose_name': 'picture of a page',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('layout', 'number'), name='bulletins_page_picture_once')],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
