"""Codes into sentences in the language of the page."""

from collections.abc import Mapping

from django.utils import translation

from parindex.portal.platform.permissions import Refused
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import Language, sentence


def language() -> Language:
    """The language of the running request."""
    return "en" if translation.get_language() == "en" else "vi"


def say(code: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence of `code` in the language of the running request. Raises UnknownCode, MissingValue."""
    return sentence(code, values, language())


def words_of(refusal: ActionRefused | Refused) -> str:
    """What a refusal says: what was not done, why, what to do."""
    return say(refusal.code if isinstance(refusal, ActionRefused) else refusal.reason, refusal.values)
