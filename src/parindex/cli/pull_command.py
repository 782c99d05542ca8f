"""``dossiers pull``: dossiers from a REST source, page by page, into a record store. The token is never an argument."""

from __future__ import annotations

import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import click

from parindex.cli.commands import Reply, Setting, command
from parindex.cli.dossiers_commands import POLICIES, chosen, imported, proposed, units_below, working_calendar
from parindex.cli.problems import FOUND, UNREADABLE, Stop, problem, stop
from parindex.cli.words import HelpText, ProblemCode, help_text
from parindex.lake.declared import Declared
from parindex.lake.imports import AlreadyImported, ImportOptions
from parindex.lake.mapping import MappingRefused, dossier_layout, load_mapping, save_mapping
from parindex.lake.pull import PullFailed, RestSource, look, pull
from parindex.lake.raw_rows import FileUnreadable
from parindex.lake.store import StoreBusy, StoreSetting, create_store
from parindex.wording import Language

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@command("pull", HelpText.DOSSIERS_PULL)
@click.argument("store")
@click.argument("address")
@click.option("--source", required=True, help=help_text(HelpText.SOURCE))
@click.option("--token-variable", metavar="NAME", help=help_text(HelpText.TOKEN_VARIABLE))
@click.option("--token-file", type=click.Path(dir_okay=False, path_type=Path), help=help_text(HelpText.TOKEN_FILE))
@click.option("--page-size", type=click.IntRange(1, 10_000), default=500, show_default=True)
@click.option("--page-name", default="page", show_default=True, help=help_text(HelpText.PAGE_NAME))
@click.option("--size-name", default="size", show_default=True, help=help_text(HelpText.SIZE_NAME))
@click.option("--first-page", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--records-key", help=help_text(HelpText.RECORDS_KEY))
@click.option("--map", "pairs", multiple=True, metavar="CỘT=TRƯỜNG", help=help_text(HelpText.MAP))
@click.option("--confirm", is_flag=True, help=help_text(HelpText.CONFIRM))
@click.option("--units-of", help=help_text(HelpText.UNITS_KNOWN))
@click.option("--policy", type=click.Choice(POLICIES), help=help_text(HelpText.POLICY))
@click.option("--simulated", is_flag=True, help=help_text(HelpText.SIMULATED_RECORDS))
def pull_dossiers(
    setting: Setting,
    store: str,
    address: str,
    source: str,
    token_variable: str | None,
    token_file: Path | None,
    page_size: int,
    page_name: str,
    size_name: str,
    first_page: int,
    records_key: str | None,
    pairs: tuple[str, ...],
    confirm: bool,
    units_of: str | None,
    policy: str | None,
    simulated: bool,
) -> Reply:
    """Propose a mapping from the first page; with ``--confirm``, or a mapping confirmed before, pull and import."""
    language = setting.language
    token = _token(token_variable, token_file, language)
    options = ImportOptions(
        source,
        datetime.now(UTC),
        dossier_layout(),
        units_below(units_of) if units_of else None,
        working_calendar(),
        simulated,
        language,
        declared=(Declared(date.min, policy),) if policy else (),
    )
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        asked = RestSource(address, page_size, page_name, size_name, first_page, records_key, headers)
        return _pulled(store, asked, options, pairs, confirm)
    except (PullFailed, MappingRefused, FileUnreadable) as refused:
        raise Stop([problem(refused.code, language, **refused.values)], UNREADABLE) from refused
    except AlreadyImported as refused:
        stop("lake.already_imported", language, exit_code=FOUND, batch=refused.batch_id)
    except StoreBusy:
        stop("lake.busy", language, exit_code=FOUND)


def _pulled(store: str, asked: RestSource, options: ImportOptions, pairs: tuple[str, ...], confirm: bool) -> Reply:
    kept = Path(store) / "mappings" / "pulls"  # the fields of a service are not the headers of its exports
    saved = load_mapping(kept, options.source)
    if saved is None:
        proposal = look(asked, options)
        mapping = chosen(proposal.mapping, pairs)
        if not confirm:
            return Reply(proposed(proposal, mapping, options.layout, options.language), found=True)
    else:
        mapping = chosen(saved, pairs)
    made = create_store(StoreSetting(store))
    report = pull(made, asked, mapping, options, Path(store) / "pulls" / options.source)
    save_mapping(kept, options.source, mapping)
    return Reply(imported(report, options.layout, options.language), found=report.entry.rejected > 0)


def _token(variable: str | None, file: Path | None, language: Language) -> str | None:
    """From the variable or from a file that nobody else may read; None where neither is named. Raises ``Stop``."""
    if variable and file:
        stop(ProblemCode.ONE_TOKEN, language)
    if variable:
        token = os.environ.get(variable, "").strip()
    elif file:
        token = _token_in(file, language)
    else:
        return None
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        stop(ProblemCode.NO_TOKEN, language)
    return token


def _token_in(file: Path, language: Language) -> str:
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & OTHERS:
                stop(ProblemCode.TOKEN_FILE_OPEN, language, path=str(file))
            return opened.read(10_000).decode("utf-8", errors="replace").strip()
    except OSError as error:
        stop(ProblemCode.NO_FILE, language, path=str(file), reason=error.strerror or "")
