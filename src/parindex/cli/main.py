"""Entry point: ``parindex <command>``. One file per group of commands; none holds a rule."""

from __future__ import annotations

import click

from parindex import __version__
from parindex.cli.commands import Setting, form_options
from parindex.cli.shape import OwnWordsGroup, UsageWord
from parindex.cli.words import HelpText, default_language, help_text
from parindex.wording import Language, sentence

COMMANDS = {
    "check-rulebook": "rulebook_commands:check_rulebook",
    "score": "score_commands:score",
    "explain": "score_commands:explain",
    "rank": "score_commands:rank",
    "lost": "lost_command:lost",
    "what-if": "effort_commands:what_if_command",
    "path-to": "effort_commands:path_to",
    "compare-rulebooks": "rulebook_commands:compare_rulebooks",
    "plan": "plan_command:plan",
    "check": "check_command:check",
    "audit": "audit_command:audit",
    "read": "read_command:read",
    "render": "render_command:render",
    "replay": "replay_command:replay_command",
    "deadline": "deadline_command:deadline",
    "sign": "sign_command:sign",
    "dossiers": "dossiers_group:dossiers",
    "manage": "manage_command:manage",
}
"""Each command and where it is written: file of this folder, name in it."""


@click.group(
    "parindex",
    cls=OwnWordsGroup,
    written_in={name: f"parindex.cli.{place}" for name, place in COMMANDS.items()},
    help=help_text(HelpText.MAIN),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__,
    prog_name="parindex",
    help=sentence(UsageWord.VERSION, language=default_language()),
    message="%(prog)s %(version)s",
)
@form_options
@click.pass_context
def cli(context: click.Context, form: str | None, language: Language | None) -> None:
    """All commands."""
    context.obj = Setting(form or "table", language or default_language())
