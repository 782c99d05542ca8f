"""How commands look and complain: click's own words (usage, options, wrong usage) in the language of the answer.

Click takes its words from gettext's global catalogue, which a library must not set; so the few texts that a user sees
are written here, and every wrong usage becomes a problem like any other: code, sentence, remedy.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any

import click

from parindex.cli.problems import UNREADABLE, Problem, print_problems
from parindex.cli.words import default_language
from parindex.wording import LANGUAGES, Language, sentence


class UsageWord(StrEnum):
    """Headings and standing texts of the help, and what can be wrong with a call."""

    USAGE = "cli.usage.usage"
    OPTIONS_PLACE = "cli.usage.options_place"
    COMMAND_PLACE = "cli.usage.command_place"
    OPTIONS = "cli.usage.options"
    COMMANDS = "cli.usage.commands"
    REQUIRED = "cli.usage.required"
    HELP = "cli.usage.help"
    VERSION = "cli.usage.version"
    SEE_HELP = "cli.usage.see_help"
    ABORTED = "cli.usage.aborted"
    MISSING_ARGUMENT = "cli.usage.missing_argument"
    MISSING_OPTION = "cli.usage.missing_option"
    NO_SUCH_OPTION = "cli.usage.no_such_option"
    NO_SUCH_OPTION_BUT = "cli.usage.no_such_option_but"
    NO_SUCH_COMMAND = "cli.usage.no_such_command"
    NO_SUCH_COMMAND_BUT = "cli.usage.no_such_command_but"
    EXTRA_ARGUMENTS = "cli.usage.extra_arguments"
    OPTION_VALUE = "cli.usage.option_value"
    NOT_A_CHOICE = "cli.usage.not_a_choice"
    OUT_OF_RANGE = "cli.usage.out_of_range"
    NOT_A_WHOLE_NUMBER = "cli.usage.not_a_whole_number"
    AT_LEAST = "cli.usage.at_least"
    WHOLE_NUMBER = "cli.usage.whole_number"
    TEXT = "cli.usage.text"
    OTHER = "cli.usage.other"


class ExtraArguments(click.UsageError):
    """More arguments than the command takes."""

    def __init__(self, arguments: Sequence[str], context: click.Context) -> None:
        super().__init__(" ".join(arguments), context)


class OwnWords(click.Command):
    """A command whose help is in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", _word(UsageWord.OPTIONS_PLACE))
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_word(UsageWord.USAGE)}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of options."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        records = [record for each in options if (record := each.get_help_record(ctx)) is not None]
        if records:
            with formatter.section(_word(UsageWord.OPTIONS)):
                formatter.write_dl([(_plain_types(name), _required(text)) for name, text in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _word(UsageWord.HELP)
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; what is left over is refused in our words."""
        if isinstance(self, click.Group):
            return super().parse_args(ctx, args)
        before, ctx.allow_extra_args = ctx.allow_extra_args, True
        rest = super().parse_args(ctx, args)
        if rest and not before and not ctx.resilient_parsing:
            raise ExtraArguments(rest, ctx)
        return rest


class OwnWordsGroup(OwnWords, click.Group):
    """The group of all commands; wrong usage is printed as a problem and ends with exit code 2.

    ``written_in``: name of a command → "module:name" of it, read only when it is asked for: reading a document does not
    wait for what sums dossiers.
    """

    def __init__(self, *args: Any, written_in: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", _word(UsageWord.COMMAND_PLACE))
        super().__init__(*args, **kwargs)
        self.written_in = dict(written_in or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, also of those not read yet."""
        return sorted({*self.commands, *self.written_in})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of the name; for one that nobody wrote all are read, so that the refusal can propose one."""
        asked = [cmd_name] if cmd_name in self.list_commands(ctx) else list(self.written_in)
        for name in asked:
            if name not in self.commands:
                module, _, written = self.written_in[name].partition(":")
                self.add_command(getattr(import_module(module), written), name)
        return super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then commands."""
        super().format_options(ctx, formatter)
        commands = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        widest = max(len(name) for name, _ in commands)
        room = formatter.width - 6 - widest
        with formatter.section(_word(UsageWord.COMMANDS)):
            formatter.write_dl([(name, command.get_short_help_str(room)) for name, command in commands])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; as a program of its own, end with the exit code of what happened."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        given = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as asked:
            click.echo(asked.ctx.get_help() if asked.ctx else "", err=True)
            sys.exit(UNREADABLE)
        except click.ClickException as wrong:
            print_problems([_problem(wrong, language_in(given))], as_json=_after(given, "--format") == "json")
            sys.exit(UNREADABLE)
        except click.Abort:
            click.echo(sentence(UsageWord.ABORTED, language=language_in(given)), err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def language_in(arguments: Sequence[str]) -> Language:
    """The language asked for in a call that could not be read to its end."""
    asked = _after(arguments, "--language")
    return next((language for language in LANGUAGES if language == asked), default_language())


def _after(arguments: Sequence[str], option: str) -> str:
    """The value of an option, written ``--option value`` or ``--option=value``; empty when it is not there."""
    for position, each in enumerate(arguments):
        if each == option and position + 1 < len(arguments):
            return arguments[position + 1]
        if each.startswith(f"{option}="):
            return each.partition("=")[2]
    return ""


def _word(code: UsageWord) -> str:
    return sentence(code, language=default_language())


def _plain_types(name: str) -> str:
    """Click's names of types, in words."""
    whole, text = _word(UsageWord.WHOLE_NUMBER), _word(UsageWord.TEXT)
    return (
        name.replace("INTEGER RANGE", whole).replace("INTEGER", whole).replace("TEXT", text).replace("FILENAME", text)
    )


def _required(text: str) -> str:
    return text.replace("[required]", f"[{_word(UsageWord.REQUIRED)}]")


def _problem(wrong: click.ClickException, language: Language) -> Problem:
    code, values = _said(wrong)
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context is not None else "parindex"
    remedy = sentence(UsageWord.SEE_HELP, {"command": path}, language)
    return Problem(code, sentence(code, values, language), remedy)


def _said(wrong: click.ClickException) -> tuple[UsageWord, dict[str, object]]:
    match wrong:
        case click.MissingParameter(param=click.Argument() as argument):
            return UsageWord.MISSING_ARGUMENT, {"name": argument.make_metavar(_context(wrong))}
        case click.MissingParameter(param=click.Option() as option):
            return UsageWord.MISSING_OPTION, {"name": "/".join(option.opts)}
        case click.NoSuchOption(option_name=name, possibilities=known):
            code = UsageWord.NO_SUCH_OPTION_BUT if known else UsageWord.NO_SUCH_OPTION
            return code, {"name": name, "known": tuple(sorted(known or ()))}
        case click.exceptions.NoSuchCommand(command_name=name, possibilities=known):
            code = UsageWord.NO_SUCH_COMMAND_BUT if known else UsageWord.NO_SUCH_COMMAND
            return code, {"name": name, "known": tuple(sorted(known or ()))}
        case ExtraArguments(message=text):
            return UsageWord.EXTRA_ARGUMENTS, {"text": text}
        case click.BadOptionUsage(option_name=name):
            return UsageWord.OPTION_VALUE, {"name": name}
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as param):
            return UsageWord.NOT_A_CHOICE, {"name": _name(param), "choices": tuple(str(each) for each in choices)}
        case click.BadParameter(param=click.Parameter(type=click.IntRange(min=low, max=None)) as param):
            return UsageWord.AT_LEAST, {"name": _name(param), "low": str(low)}
        case click.BadParameter(param=click.Parameter(type=click.IntRange(min=low, max=high)) as param):
            return UsageWord.OUT_OF_RANGE, {"name": _name(param), "low": str(low), "high": str(high)}
        case click.BadParameter(param=click.Parameter(type=click.types.IntParamType()) as param):
            return UsageWord.NOT_A_WHOLE_NUMBER, {"name": _name(param)}
        case _:
            return UsageWord.OTHER, {"text": wrong.format_message()}


def _context(wrong: click.UsageError) -> click.Context:
    assert wrong.ctx is not None
    return wrong.ctx


def _name(param: click.Parameter) -> str:
    return "/".join(param.opts) if isinstance(param, click.Option) else (param.name or "").upper()
