"""``dossiers pull``: dossiers from a REST source, page by page, into a record store. The token is never an argument."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from parindex.cli.answers import Column
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.dossiers_commands import HowToImport, chosen, import_options, imported, proposed
from parindex.cli.problems import FOUND, UNREADABLE, Stop, problem, stop
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.lake.imports import AlreadyImported, ImportOptions
from parindex.lake.mapping import MappingRefused, load_mapping, save_mapping
from parindex.lake.pull import look, pull
from parindex.lake.raw_rows import FileUnreadable
from parindex.lake.rest import PullFailed, RestSource
from parindex.lake.store import StoreBusy, StoreSetting, create_store
from parindex.lake.tokens import NoToken, TokenRefused, bearer, token_from_file, token_from_variable
from parindex.wording import Language, sentence

TOKEN_PROBLEMS = {
    NoToken.MISSING: ProblemCode.NO_TOKEN,
    NoToken.FILE_OPEN: ProblemCode.TOKEN_FILE_OPEN,
    NoToken.NO_FILE: ProblemCode.NO_FILE,
}


@command("pull", HelpText.DOSSIERS_PULL)
@click.argument("store")
@click.argument("address")
@click.option("--token-variable", metavar="NAME", help=help_text(HelpText.TOKEN_VARIABLE))
@click.option("--token-file", type=click.Path(dir_okay=False, path_type=Path), help=help_text(HelpText.TOKEN_FILE))
@click.option("--page-size", type=click.IntRange(1, 10_000), default=500, show_default=True)
@click.option("--page-name", default="page", show_default=True, help=help_text(HelpText.PAGE_NAME))
@click.option("--size-name", default="size", show_default=True, help=help_text(HelpText.SIZE_NAME))
@click.option("--first-page", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--records-key", help=help_text(HelpText.RECORDS_KEY))
@import_options
def pull_dossiers(
    setting: Setting,
    store: str,
    address: str,
    token_variable: str | None,
    token_file: Path | None,
    page_size: int,
    page_name: str,
    size_name: str,
    first_page: int,
    records_key: str | None,
    how: HowToImport,
) -> Reply:
    """Propose a mapping from the first page; with ``--confirm``, or a mapping confirmed before, pull and import."""
    language = setting.language
    token = _token(token_variable, token_file, language)
    options = how.options(language)
    try:
        asked = RestSource(
            address, page_size, page_name, size_name, first_page, records_key, bearer(token) if token else {}
        )
        return _pulled(store, asked, options, how)
    except (PullFailed, MappingRefused, FileUnreadable) as refused:
        raise Stop([problem(refused.code, language, **refused.values)], UNREADABLE) from refused
    except AlreadyImported as refused:
        stop("lake.already_imported", language, exit_code=FOUND, batch=refused.batch_id)
    except StoreBusy:
        stop("lake.busy", language, exit_code=FOUND)


def _pulled(store: str, asked: RestSource, options: ImportOptions, how: HowToImport) -> Reply:
    kept = Path(store) / "mappings" / "pulls"  # the fields of a service are not the headers of its exports
    saved = load_mapping(kept, options.source)
    if saved is None:
        proposal = look(asked, options)
        mapping = chosen(proposal.mapping, how.pairs)
        if not how.confirm:
            return Reply(proposed(proposal, mapping, options.layout, options.language), found=True)
    else:
        mapping = chosen(saved, how.pairs)
    made = create_store(StoreSetting(store))
    report, pulled = pull(made, asked, mapping, options, Path(store) / "pulls" / options.source)
    save_mapping(kept, options.source, mapping)
    answer = imported(report, options.layout, options.language)
    facts = (
        (Column(Key.LOOKS), pulled.looks),
        (Column(Key.SETTLED), pulled.settled),
        (Column(Key.ONLY_BEFORE), pulled.only_before),
    )
    notes = answer.notes
    if not pulled.at_rest:
        code = "cli.note.pull_changed" if pulled.settled else "cli.note.pull_restless"
        notes = (*notes, sentence(code, language=options.language))
    told = replace(answer, facts=(*answer.facts, *facts), notes=notes)
    return Reply(told, found=report.entry.rejected > 0 or not pulled.settled)


def _token(variable: str | None, file: Path | None, language: Language) -> str | None:
    """From the variable or from a file that nobody else may read; None where neither is named. Raises ``Stop``."""
    if variable and file:
        stop(ProblemCode.ONE_TOKEN, language)
    try:
        if variable:
            return token_from_variable(variable)
        return token_from_file(file) if file else None
    except TokenRefused as refused:
        place, reason = refused.values.get("place", ""), refused.values.get("reason", "")
        stop(TOKEN_PROBLEMS[refused.why], language, path=place, reason=reason)
