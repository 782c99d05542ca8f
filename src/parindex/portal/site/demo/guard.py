"""The demonstration keeps to its own database."""

from django.db import connection

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Origin, Round


def reasons_against() -> list[str]:
    """Why this database is not the demonstration's: rounds or people that it did not make. Empty: it may go on."""
    tables = set(connection.introspection.table_names())
    reasons = []
    if Round._meta.db_table in tables:
        real = Round.objects.exclude(simulated=True).exclude(origin=Origin.IMPORTED)
        reasons += [
            f"cơ sở dữ liệu có đợt đánh giá thật: {title}" for title in real.values_list("title", flat=True)[:5]
        ]
    if User._meta.db_table in tables:
        people = User.objects.filter(is_demonstration=False).count()
        reasons += [f"cơ sở dữ liệu có {people} tài khoản không phải của bản trình diễn"] if people else []
    return reasons
