"""Sentences for the engine's codes, shared by the command line, the portal and the documents.

The engine emits codes and values; ``sentence`` turns them into Vietnamese (default) or English. One ``.po`` file a room
and language (``vi/steps.po``); the message id is the code. See docs/decisions/0004-wording.md.
"""

from parindex.wording.catalogues import LANGUAGES, CatalogueFault, Language
from parindex.wording.sentences import MissingValue, UnknownCode, codes, sentence, shown

__all__ = ["LANGUAGES", "CatalogueFault", "Language", "MissingValue", "UnknownCode", "codes", "sentence", "shown"]
