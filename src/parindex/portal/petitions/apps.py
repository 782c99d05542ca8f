"""App registration."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    """Petitions, proposals and dialogues of citizens."""

    name = "parindex.portal.petitions"
    label = "petitions"
