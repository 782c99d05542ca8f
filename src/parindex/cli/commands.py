"""What every command has in common: its form and language, its list of problems, its exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from parindex.cli.answers import FORMATS, Answer
from parindex.cli.problems import FOUND, Problem, Stop, print_problems
from parindex.cli.shape import OwnWords
from parindex.cli.stray_output import nothing_else_on_stdout
from parindex.cli.words import HelpText, default_language, help_text
from parindex.wording import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Setting:
    """How an answer is wanted."""

    form: str
    language: Language


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command gives back. Any problem that is an error makes the exit code 1, as does ``found``."""

    answer: Answer
    problems: tuple[Problem, ...] = ()
    found: bool = False


Work = Callable[..., Reply]


def form_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--format`` and ``--language``, accepted before and after the command's name."""
    form = click.option("--format", "form", type=click.Choice(FORMATS), help=help_text(HelpText.FORMAT))
    language = click.option("--language", type=click.Choice(LANGUAGES), help=help_text(HelpText.LANGUAGE))
    return form(language(function))


def command(name: str, text: HelpText) -> Callable[[Work], click.Command]:
    """Make a command of a function that takes a ``Setting`` and its own parameters and returns a ``Reply``."""

    def made(work: Work) -> click.Command:
        @wraps(work)
        def run(form: str | None, language: Language | None, **parameters: object) -> None:
            context = click.get_current_context()
            before = context.find_object(Setting) or Setting("table", default_language())
            setting = Setting(form or before.form, language or before.language)
            try:
                with nothing_else_on_stdout():
                    reply = work(setting, **parameters)
            except Stop as stopped:
                print_problems(stopped.problems, as_json=setting.form == "json")
                context.exit(stopped.exit_code)
            reply.answer.print(setting.form, setting.language)
            print_problems(reply.problems, as_json=setting.form == "json")
            errors = any(problem.severity == "error" for problem in reply.problems)
            context.exit(FOUND if errors or reply.found else 0)

        return click.command(name, cls=OwnWords, help=help_text(text))(form_options(run))

    return made


def round_arguments(function: Work) -> Work:
    """``RULEBOOK FIGURES --year --group``."""
    function = click.option("--group", help=help_text(HelpText.GROUP))(function)
    function = click.option("--year", type=click.IntRange(1990, 2200), help=help_text(HelpText.YEAR))(function)
    function = click.argument("figures")(function)
    return click.argument("rulebook")(function)


def unit_option(function: Work) -> Work:
    """``--unit``."""
    return click.option("--unit", help=help_text(HelpText.UNIT))(function)


def decimal_option(name: str, text: HelpText, **more: Any) -> Callable[[Work], Work]:
    """An option that takes a Vietnamese number; the text is read by the command, which can say what is wrong."""
    return click.option(name, metavar="SỐ", help=help_text(text), **more)
