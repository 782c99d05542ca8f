"""The tree of units over time: dated edges, the closure derived from them, and what became of what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models.unit import Dated, OrgUnit


class OrgEdge(Dated):
    """`child` stands directly under `parent`."""

    child = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="edges_up")
    parent = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="edges_down")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "valid_from"], name="edge_one_parent_per_start")]

    def __str__(self) -> str:
        return f"{self.child_id} under {self.parent_id} from {self.valid_from}"


class OrgClosure(Dated):
    """Derived from the edges: `descendant` stands `depth` levels below `ancestor` (0: itself)."""

    ancestor = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="closure_down")
    descendant = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="closure_up")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "valid_from", "valid_to"], name="closure_down_on"),
            models.Index(fields=["descendant", "valid_from", "valid_to"], name="closure_up_on"),
        ]

    def __str__(self) -> str:
        return f"{self.descendant_id} {self.depth} below {self.ancestor_id}"


class LineageKind(models.TextChoices):
    """How one unit went over into another."""

    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    RENAMED = "renamed", _("Renamed")
    ABOLISHED = "abolished", _("Abolished")  # the level ended; its duties went to the named unit


class Lineage(models.Model):
    """`before` went over into `after` on a day. `share` is the part of `before`, empty when it is not known."""

    before = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="became")
    after = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="came_from")
    kind = models.CharField(max_length=12, choices=LineageKind)
    on = models.DateField()
    share = models.DecimalField(max_digits=10, decimal_places=9, null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after", "on"], name="lineage_once")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id} ({self.kind} {self.on})"


class Alias(models.Model):
    """Another way in which a unit is written in tables and documents."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="aliases")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "text"], name="alias_once_per_unit")]

    def __str__(self) -> str:
        return self.text
