"""Titles of indicators as shipped, and words as official texts write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from parindex.wording import sentence


@cache
def indicator_titles() -> Mapping[str, tuple[str, str, str]]:
    """Code of an indicator → title, shape, unit of measure."""
    text = (files("parindex") / "rulebooks" / "indicators" / "indicators.yaml").read_text("utf-8")
    stored: Any = YAML(typ="safe", pure=True).load(text)
    return {each["code"]: (each["title"], each["shape"], each.get("unit", "")) for each in stored["indicators"]}


def official(code: str) -> str:
    """Words of an official text: Vietnamese, whatever language the page speaks."""
    return sentence(code, {}, "vi")
