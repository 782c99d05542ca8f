"""App registration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents and files."""

    name = "parindex.portal.documents"
    label = "documents"
