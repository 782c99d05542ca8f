"""Files kept by content: the same bytes are kept once and never change."""

from django.db import models

from parindex.portal.platform.public_ids import PublicIdField


class StoredFile(models.Model):
    """Bytes, known by their SHA-256. The name that someone gave them belongs to whoever refers to the file."""

    public_id = PublicIdField()
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    content = models.FileField(upload_to="kept/")
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]
