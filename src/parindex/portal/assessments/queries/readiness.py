"""What stands before a publication: what is done, what is missing, who will be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from parindex.portal.assessments.models import Approval, CouncilMeeting, Origin, Round, WorkLeftKind
from parindex.portal.assessments.queries.canonical import Prepared, agrees_with_stored, prepare
from parindex.portal.assessments.queries.council import (
    Changed,
    changes_since,
    concerned_by,
    last_approval,
    last_meeting,
    open_disputes,
    running_threads,
    tally_of,
    voted_down,
)
from parindex.portal.assessments.queries.hand_ins import NotHandedIn, awaited, not_handed_in
from parindex.portal.assessments.queries.work_left import WorkLeft, work_left
from parindex.portal.assessments.workflow import RoundState


@dataclass(frozen=True)
class Readiness:
    """One round on its way to publication. Scores the whole round once, when its results are asked for."""

    round: Round

    @property
    def computed(self) -> bool:
        """Whether results of its own stand that are not published."""
        return self.round.state == RoundState.COMPUTED and not self.from_outside

    @property
    def from_outside(self) -> bool:
        """Whether someone else appraises and publishes."""
        return self.round.origin == Origin.IMPORTED or bool(self.round.outside_leaves)

    @cached_property
    def prepared(self) -> Prepared:
        """The canonical results of the present figures."""
        return prepare(self.round)

    @cached_property
    def fresh(self) -> bool:
        """Whether the stored results are those of the present figures."""
        return self.computed and agrees_with_stored(self.round, self.prepared.results)

    @cached_property
    def meeting(self) -> CouncilMeeting | None:
        """The newest meeting."""
        return last_meeting(self.round)

    @cached_property
    def voted(self) -> bool:
        """Whether its vote carries."""
        return self.meeting is not None and tally_of(self.meeting).valid

    @cached_property
    def approval(self) -> Approval | None:
        """The newest approval."""
        return last_approval(self.round)

    @cached_property
    def voted_down(self) -> CouncilMeeting | None:
        """The meeting that voted against the results after their approval."""
        return voted_down(self.round, self.approval) if self.approval else None

    @cached_property
    def threads(self) -> int:
        """Requests and objections without a decision."""
        return running_threads(self.round).count()

    @cached_property
    def disputes(self) -> int:
        """Disputed figures without a decision."""
        return open_disputes(self.round).count()

    @cached_property
    def not_handed_in(self) -> Sequence[NotHandedIn]:
        """All units without a hand-in, whether the results wait for them or not."""
        return not_handed_in(self.round)

    @cached_property
    def awaited(self) -> Sequence[NotHandedIn]:
        """Units that the results wait for, with the end of each one's time."""
        return awaited(self.round, self.not_handed_in)

    @cached_property
    def work_left(self) -> list[WorkLeft]:
        """Work of the appraisal that nobody did, by kind."""
        return [work_left(self.round, kind) for kind in WorkLeftKind]

    @cached_property
    def changed_since_vote(self) -> Changed:
        """Units whose results changed since the vote."""
        if self.meeting is None or not self.computed:
            return Changed((), ())
        return changes_since(self.round, self.meeting.results, self.prepared.results)

    @cached_property
    def changed_since_approval(self) -> Changed:
        """Units whose results changed since the approval."""
        if self.approval is None or not self.computed:
            return Changed((), ())
        return changes_since(self.round, self.approval.results, self.prepared.results)

    @cached_property
    def told(self) -> int:
        """Persons whom the publication concerns."""
        return concerned_by(self.round).count()

    @property
    def nothing_open(self) -> bool:
        """No request, objection, dispute or hand-in is waited for; work that is left has its reason."""
        waits = self.threads or self.disputes or self.awaited
        return not waits and not any(left.uncovered for left in self.work_left)

    @property
    def may_be_approved(self) -> bool:
        """Everything stands that an approval needs, but for number and date."""
        return self.fresh and self.nothing_open and (self.voted or self.round.simulated)

    @property
    def may_be_published(self) -> bool:
        """Everything stands that a publication needs."""
        return self.fresh and self.nothing_open and self.approval is not None and self.voted_down is None
