"""The shipped unit files: 34 provinces, 3.321 communes, the 63 provinces of before."""

from datetime import date

import pytest

from parindex.portal.organisations import queries
from parindex.portal.organisations.jobs import load_catalogue
from parindex.portal.organisations.jobs.unit_files import catalogue_rows, split_name
from parindex.portal.organisations.models import UnitLevel


def test_names_are_split() -> None:
    assert split_name("Xã Đắk Wil")[1] == "Đắk Wil"
    assert split_name("Thành phố Hồ Chí Minh")[1] == "Hồ Chí Minh"
    with pytest.raises(ValueError, match="begins with none"):
        split_name("Vùng X")


def test_the_lineage_covers_every_province_that_changed() -> None:
    rows, lineage = catalogue_rows()
    merged = {line.before for line in lineage}
    ended = {row.key for row in rows if row.level == UnitLevel.PROVINCE and row.valid_to == date(2025, 7, 1)}
    assert merged == ended
    assert len({line.after for line in lineage}) == 23


@pytest.mark.django_db
def test_the_whole_catalogue() -> None:
    assert load_catalogue().refused == []
    provinces = queries.versions_on(date(2026, 1, 1)).filter(level=UnitLevel.PROVINCE)
    assert provinces.count() == 34
    assert queries.versions_on(date(2026, 1, 1)).filter(level=UnitLevel.COMMUNE).count() == 3321
    assert queries.versions_on(date(2024, 1, 1)).filter(level=UnitLevel.PROVINCE).count() == 63
    lam_dong = queries.unit_by_code("68", UnitLevel.PROVINCE, date(2026, 1, 1))
    assert queries.communes_of(lam_dong, date(2026, 1, 1)).count() == 124
    came_from, _ = queries.lineage_of(lam_dong)
    names = queries.names_on([line.before_id for line in came_from])
    assert {version.short_name for version in names.values()} == {"Lâm Đồng", "Đắk Nông", "Bình Thuận"}
    hue = queries.unit_by_name("Thừa Thiên Huế", UnitLevel.PROVINCE, date(2024, 1, 1))
    assert hue == queries.unit_by_name("Thành phố Huế", UnitLevel.PROVINCE, date(2025, 2, 1))
