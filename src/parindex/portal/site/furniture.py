"""What every page of the portal carries: navigation from rights, the unit whose data is shown, marks."""

from django.http import HttpRequest


def furniture(request: HttpRequest) -> dict[str, object]:
    """Context of the base template."""
    return {}
