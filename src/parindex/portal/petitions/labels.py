"""Words of petitions for people."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.portal.petitions.actions.handle_petition import Act
from parindex.portal.petitions.actions.see_petitioner import Purpose
from parindex.portal.petitions.engine_bridge import Duty
from parindex.portal.petitions.models import PetitionKind, PetitionSource, Rating
from parindex.portal.petitions.workflow import PetitionState

KINDS: Mapping[str, Promise] = {
    PetitionKind.BEHAVIOUR.value: _("Administrative behaviour"),
    PetitionKind.REGULATION.value: _("Administrative regulation"),
    PetitionKind.OTHER.value: _("Other subject"),
}
SOURCES: Mapping[str, Promise] = {
    PetitionSource.NATIONAL.value: _("National petition system"),
    PetitionSource.PROVINCE.value: _("System of the province"),
    PetitionSource.DIRECT.value: _("In person"),
    PetitionSource.POST.value: _("By post"),
    PetitionSource.PHONE.value: _("By phone"),
}
STATES: Mapping[str, tuple[Promise, str]] = {
    PetitionState.RECEIVED.value: (_("Petition received"), "info"),
    PetitionState.CLASSIFIED.value: (_("Classified"), "info"),
    PetitionState.IN_PROCESS.value: (_("In process"), "info"),
    PetitionState.SUPPLEMENT.value: (_("Waits for supplement"), "warn"),
    PetitionState.FORWARDED.value: (_("Petition forwarded"), "mute"),
    PetitionState.REFUSED.value: (_("Petition refused"), "mute"),
    PetitionState.ANSWERED.value: (_("Petition answered"), "ok"),
    PetitionState.PUBLISHED.value: (_("Petition published"), "ok"),
    PetitionState.REOPENED.value: (_("Raised again"), "warn"),
}
DUTIES: Mapping[str, Promise] = {
    Duty.FORWARD.value: _("Classify; forward what is not own competence"),
    Duty.REFUSE.value: _("Refuse what cannot be taken up"),
    Duty.SUPPLEMENT.value: _("Ask for supplement"),
    Duty.ANSWER.value: _("Answer"),
    Duty.PUBLISH.value: _("Publish the result"),
    Duty.UPDATE.value: _("Tell how far it is"),
}
RATINGS: Mapping[str, Promise] = {
    Rating.NONE.value: _("Not rated"),
    Rating.SATISFIED.value: _("Satisfied"),
    Rating.NOT_SATISFIED.value: _("Not satisfied"),
}
PURPOSES: Mapping[str, Promise] = {
    Purpose.CONTACT.value: _("To contact the petitioner"),
    Purpose.VERIFY.value: _("To verify what was reported"),
    Purpose.REPLY.value: _("To send the reply"),
    Purpose.CHECK_TEXT.value: _("To compare the texts as written"),
}
ACTS: Mapping[str, Promise] = {
    Act.CLASSIFY.value: _("Classify"),
    Act.FORWARD.value: _("Forward the petition"),
    Act.REFUSE.value: _("Refuse the petition"),
    Act.TAKE_UP.value: _("Take up the petition"),
    Act.ASK_SUPPLEMENT.value: _("Ask for supplement"),
    Act.TAKE_SUPPLEMENT.value: _("Supplement has come"),
}
