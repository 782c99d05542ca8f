"""``manage``: the portal's own commands. Django is started inside, so that no other command waits for it."""

from __future__ import annotations

import os
from importlib import import_module

import click

from parindex.cli.words import HelpText, help_text

SETTINGS = "parindex.portal.site.settings"


@click.command(
    "manage",
    help=help_text(HelpText.MANAGE),
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Hand the arguments to Django's command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import_module("django.core.management").execute_from_command_line(["parindex manage", *arguments])
