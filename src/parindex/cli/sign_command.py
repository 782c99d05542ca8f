"""``sign``: a PDF is signed on the officer's own machine, with a key that stays there."""

from __future__ import annotations

import importlib.util
from importlib import import_module
from typing import Any

import click

from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import stop
from parindex.cli.words import HelpText, ProblemCode, help_text

KINDS = ("person", "agency", "attachment", "copy")
FORMS = ("sao_y", "sao_luc", "trich_sao")
EXTRA = ("typst", "pkcs11")
"""What the extra ``signing`` brings; most machines that run the other commands have none of it."""


@command("sign", HelpText.SIGN)
@click.argument("document", metavar="FILE.pdf")
@click.option("-o", "--out", required=True, metavar="FILE.pdf", help=help_text(HelpText.SIGN_OUT))
@click.option("--kind", type=click.Choice(KINDS), default="person", help=help_text(HelpText.SIGN_KIND))
@click.option("--p12", metavar="FILE", help=help_text(HelpText.P12))
@click.option("--pkcs11", metavar="LIBRARY", help=help_text(HelpText.PKCS11))
@click.option("--token", metavar="LABEL", help=help_text(HelpText.TOKEN))
@click.option("--key", metavar="LABEL", help=help_text(HelpText.KEY))
@click.option("--password-file", metavar="FILE", help=help_text(HelpText.PASSWORD_FILE))
@click.option("--image", metavar="FILE.png", help=help_text(HelpText.IMAGE))
@click.option("--width", metavar="MM", help=help_text(HelpText.WIDTH))
@click.option("--name", help=help_text(HelpText.SIGNER_NAME))
@click.option("--page", type=click.IntRange(min=1), help=help_text(HelpText.SIGN_PAGE))
@click.option("--at", metavar="X,Y", help=help_text(HelpText.SIGN_AT))
@click.option("--number", help=help_text(HelpText.SIGN_NUMBER))
@click.option("--copy-form", type=click.Choice(FORMS), help=help_text(HelpText.COPY_FORM))
def sign(setting: Setting, **asked: Any) -> Reply:
    """Hand over to the part that needs the extra ``signing``."""
    if any(importlib.util.find_spec(each) is None for each in EXTRA):
        stop(ProblemCode.NO_SIGNING, setting.language)
    run = import_module("parindex.cli.signing_run")
    reply = run.sign(run.Asked(**asked), setting.language)
    assert isinstance(reply, Reply)
    return reply
