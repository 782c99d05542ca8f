"""What people do with documents that somebody sent. Only these write."""

from parindex.portal.intake.models import Intake


def stream_of(intake: Intake) -> str:
    """The chain of audit entries of one document."""
    return f"intake:{intake.public_id}"
