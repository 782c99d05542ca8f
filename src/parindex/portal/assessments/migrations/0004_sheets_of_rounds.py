"""Rounds that were opened before sheets were kept get one for each of their units."""

from typing import Any

from django.db import migrations


def make_sheets(apps: Any, schema_editor: Any) -> None:
    """One empty sheet for each unit of a round that has none."""
    sheet, round_unit = apps.get_model("assessments", "Sheet"), apps.get_model("assessments", "RoundUnit")
    missing = round_unit.objects.filter(sheet=None).values_list("pk", flat=True)
    sheet.objects.bulk_create([sheet(round_unit_id=pk) for pk in missing], batch_size=500)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("assessments", "0003_round_stages")]

    operations = [migrations.RunPython(make_sheets, migrations.RunPython.noop)]
