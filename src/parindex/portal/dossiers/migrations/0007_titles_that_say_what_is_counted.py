"""Counts whose title said less, or other, than what they count; a report took one of them for the dossiers resolved."""

from django.db import migrations

from parindex.portal.platform.folding import fold

TITLES = {
    "dossiers.handled": "Tổng số hồ sơ tiếp nhận, gồm cả kỳ trước chuyển sang",
    "dossiers.overdue": "Hồ sơ quá hạn, gồm đã giải quyết và đang giải quyết",
    "dossiers.received_by_portal": "Hồ sơ tiếp nhận mới theo Hệ thống thông tin giải quyết TTHC",
}


def rename(apps, _schema_editor):
    indicators = apps.get_model("facts", "Indicator").objects
    for code, title in TITLES.items():
        indicators.filter(code=code).update(title=title, folded=fold(f"{code} {title}"))


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0006_nightly_pulls"),
        ("facts", "0001_initial"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
