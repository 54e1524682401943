import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('user_name', models.CharField(blank=True, max_length=100, verbose_name='person')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='unit')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('action', models.CharField(max_length=40, verbose_name='action')),
                ('object_kind', models.CharField(blank=True, max_length=20, verbose_name='kind')),
                ('object_id', models.CharField(blank=True, max_length=50)),
                ('object_title', models.CharField(blank=True, max_length=200, verbose_name='object')),
                ('outcome', models.CharField(choices=[('done', 'done'), ('refused', 'refused'), ('failed', 'failed')], default='done', max_length=8, verbose_name='outcome')),
                ('sentence', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('detail', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('mark', models.CharField(max_length=64)),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='units.reportingunit')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('mac', models.CharField(max_length=64)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='records.record')),
            ],
            options={
                'verbose_name': 'seal',
                'ordering': ['sequence'],
            },
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['at'], name='records_at'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['user', 'id'], name='records_user'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['unit', 'id'], name='records_unit'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['action', 'id'], name='records_action'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['outcome', 'id'], name='records_outcome'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['object_kind', 'object_id', 'id'], name='records_object'),
        ),
    ]
