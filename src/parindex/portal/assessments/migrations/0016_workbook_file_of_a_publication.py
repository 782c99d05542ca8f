import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0015_decision_file_of_a_publication"),
        ("platform", "0004_jobs_name_their_task"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="workbook_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="platform.storedfile",
            ),
        ),
    ]
