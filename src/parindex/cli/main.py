"""Entry point: ``parindex <command>``. One file per group of commands; none holds a rule."""

from __future__ import annotations

import click

from parindex import __version__
from parindex.cli.audit_command import audit
from parindex.cli.check_command import check
from parindex.cli.commands import Setting, form_options
from parindex.cli.deadline_command import deadline
from parindex.cli.dossiers_commands import dossiers
from parindex.cli.effort_commands import path_to, what_if_command
from parindex.cli.indicators_command import indicators
from parindex.cli.lost_command import lost
from parindex.cli.manage_command import manage
from parindex.cli.overdue_command import overdue
from parindex.cli.plan_command import plan
from parindex.cli.pull_command import pull_dossiers
from parindex.cli.read_command import read
from parindex.cli.render_command import render
from parindex.cli.replay_command import replay_command
from parindex.cli.rollup_commands import compare_engines, rollup
from parindex.cli.rulebook_commands import check_rulebook, compare_rulebooks
from parindex.cli.score_commands import explain, rank, score
from parindex.cli.shape import OwnWordsGroup, UsageWord
from parindex.cli.sign_command import sign
from parindex.cli.words import HelpText, default_language, help_text
from parindex.wording import Language, sentence


@click.group(
    "parindex",
    cls=OwnWordsGroup,
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


for each in (
    check_rulebook,
    score,
    explain,
    rank,
    lost,
    what_if_command,
    path_to,
    compare_rulebooks,
    plan,
    check,
    audit,
    read,
    render,
    replay_command,
    deadline,
    sign,
    dossiers,
    manage,
):
    cli.add_command(each)

for each in (pull_dossiers, rollup, indicators, overdue, compare_engines):
    dossiers.add_command(each)
