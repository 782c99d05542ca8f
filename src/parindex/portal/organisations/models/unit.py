"""Units of government. A unit is only an identity; everything that can be said about it has dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.public_ids import PublicIdField


class UnitLevel(models.TextChoices):
    """Where in the state a unit stands."""

    COUNTRY = "country", _("Whole country")
    MINISTRY = "ministry", _("Ministry level")
    PROVINCE = "province", _("Province level")
    DEPARTMENT = "department", _("Department level")  # a province's specialised body (sở, ngành)
    DISTRICT = "district", _("District level")  # until 30/6/2025
    COMMUNE = "commune", _("Commune level")
    OFFICE = "office", _("Office level")  # inside a district or commune (phòng, trung tâm)


class UnitType(models.TextChoices):
    """What a unit is called by law."""

    COUNTRY = "country", _("Country")
    MINISTRY = "ministry", _("Ministry")
    CITY = "city", _("Centrally run city")  # thành phố trực thuộc trung ương
    PROVINCE = "province", _("Province")  # tỉnh
    DEPARTMENT = "department", _("Department")  # sở
    URBAN_DISTRICT = "urban_district", _("Urban district")  # quận
    RURAL_DISTRICT = "rural_district", _("Rural district")  # huyện
    TOWN = "town", _("Town")  # thị xã, thành phố thuộc tỉnh
    WARD = "ward", _("Ward")  # phường
    COMMUNE = "commune", _("Commune")  # xã
    TOWNSHIP = "township", _("Township")  # thị trấn, until 30/6/2025
    SPECIAL_ZONE = "special_zone", _("Special zone")  # đặc khu
    OFFICE = "office", _("Office")


class OrgUnit(models.Model):
    """A unit: our own identity, because official codes change and are used again."""

    public_id = PublicIdField()

    def __str__(self) -> str:
        return self.public_id


class Dated(models.Model):
    """Holds from `valid_from` until the day before `valid_to`; open when `valid_to` is empty."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class OrgUnitVersion(Dated):
    """What a unit is called and what it is, in a stretch of time."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="versions")
    code = models.CharField(max_length=20, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=200)
    unit_type = models.CharField(max_length=20, choices=UnitType)
    level = models.CharField(max_length=20, choices=UnitLevel, db_index=True)
    folded = models.CharField(max_length=200, db_index=True, editable=False)
    sort_key = models.CharField(max_length=800, db_index=True, editable=False)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_version_one_per_start"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_name(self) -> str:
        """The place before a document's date; a unit named by a number keeps its type: ``Phường 2 Bảo Lộc``."""
        return self.name if self.short_name[:1].isdigit() else self.short_name

    def fill_derived(self) -> "OrgUnitVersion":
        """Set the columns that searching and sorting use; for rows that are written in bulk."""
        self.folded = fold(f"{self.name} {self.code}")[:200]
        self.sort_key = sort_key(self.short_name)[:800]
        return self
