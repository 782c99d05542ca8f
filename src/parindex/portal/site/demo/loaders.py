"""What the demonstration loads, in order. One line per load; each is run once and does nothing when done again.

`load` gets a function to tell its progress: `tell(done, total)`. `kind` is a wording code (`wording/*/site.po`): the
name of the work on the page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from parindex.portal.organisations.jobs import load_catalogue
from parindex.portal.site.demo.cast import load_people

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
THEN: tuple[Load, ...] = ()
