"""Every text of the portal is translated, and nothing is translated that no page says."""

from pathlib import Path

import pytest

from parindex.portal.site import catalogues


@pytest.mark.parametrize("app", catalogues.apps(), ids=lambda app: app.name)
def test_the_catalogue_is_complete(app: Path) -> None:
    assert catalogues.faults(app) == []


def test_one_text_has_one_translation() -> None:
    assert catalogues.contradictions() == []


def test_texts_are_found_in_templates_and_python(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "a.html").write_text(
        '{% load i18n %}<p title="{% translate \'It\' context "pronoun" %}">{% translate "One’s own" %}</p>'
        "{% blocktranslate count n=n %}{{ n }} unit{% plural %}{{ n }} units{% endblocktranslate %}",
        encoding="utf-8",
    )
    (tmp_path / "b.py").write_text('x = _("Two")\ny = gettext_lazy("Three")\n', encoding="utf-8")
    found = {(message.text, message.context) for message in catalogues.messages_of(tmp_path)}
    assert found == {("It", "pronoun"), ("One’s own", None), ("%(n)s unit", None), ("Two", None), ("Three", None)}
