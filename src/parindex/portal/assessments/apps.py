"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Rounds, figures, scores, results."""

    name = "parindex.portal.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Tell the catalogue of documents, which stands below, where evidence uses them."""
        catalogue = import_module("parindex.portal.documents.queries")  # models are not loaded when this file is
        evidence = import_module("parindex.portal.assessments.queries.evidence")
        catalogue.tell_uses(evidence.uses_of_documents)
        import_module("parindex.portal.documents.queries.catalogue").tell_used(evidence.documents_used_by)
