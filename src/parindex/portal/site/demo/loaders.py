"""What the demonstration loads, in order. One line per load; each is run once and does nothing when done again.

`load` gets a function to tell its progress: `tell(done, total)`. `kind` is a wording code (`wording/*/site.po`): the
name of the work on the page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from parindex.portal.organisations.jobs import load_catalogue
from parindex.portal.site.demo.cast import load_people
from parindex.portal.site.demo.commune_rounds import load_commune_rounds
from parindex.portal.site.demo.criteria_sets import load_criteria_sets
from parindex.portal.site.demo.department_round import load_department_round
from parindex.portal.site.demo.dossiers import load_dossiers
from parindex.portal.site.demo.findings import load_findings
from parindex.portal.site.demo.intake import load_intake
from parindex.portal.site.demo.krong_no import load_krong_no
from parindex.portal.site.demo.letters import load_letters
from parindex.portal.site.demo.petitions import load_petitions
from parindex.portal.site.demo.plans import load_plans
from parindex.portal.site.demo.procedures import load_procedures
from parindex.portal.site.demo.published_results import load_published_results
from parindex.portal.site.demo.running_round import load_running_round
from parindex.portal.site.demo.written_documents import load_written_documents

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Load:
    """One load."""

    kind: str
    load: Callable[[Tell], object]


# Before the pages are served: without these nobody could sign in.
FIRST: tuple[Load, ...] = (
    Load("demo.units", lambda tell: load_catalogue()),
    Load("demo.people", lambda tell: load_people()),
)

# In a job of the running system; pages fill while it goes on.
THEN: tuple[Load, ...] = (
    Load("demo.criteria_sets", lambda tell: load_criteria_sets(None)),
    Load("demo.krong_no", lambda tell: load_krong_no(actor=None)),
    Load("demo.published_results", lambda tell: load_published_results(None, tell)),
    Load("demo.commune_rounds", lambda tell: load_commune_rounds(actor=None, progress=tell)),
    Load("demo.department_round", lambda tell: load_department_round(actor=None, progress=tell)),
    Load("demo.procedures", lambda tell: load_procedures()),
    # before the running round, whose criteria of dossiers are filled from them
    Load("demo.dossiers", lambda tell: load_dossiers(progress=tell)),
    Load("demo.letters", lambda tell: load_letters()),
    Load("demo.running_round", lambda tell: load_running_round(progress=tell)),
    Load("demo.findings", lambda tell: load_findings()),
    Load("demo.plans", lambda tell: load_plans()),
    Load("demo.petitions", load_petitions),
    Load("demo.intake", load_intake),
    Load("demo.written_documents", lambda tell: load_written_documents()),
)
