"""Models of improvement plans."""

from parindex.portal.improvement.models.improvement import Improvement, ImprovementLine, Signer

__all__ = ["Improvement", "ImprovementLine", "Signer"]
