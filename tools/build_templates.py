"""Write the shipped Word templates from decree 30's layout: `.venv/bin/python tools/build_templates.py`.

A test holds the files to what this writes; a change of the page writers or of the layout is followed by a run.
"""

from __future__ import annotations

from pathlib import Path

from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.templates.building import build_template
from parindex.engine.documents.templates.values import TemplateKind
from parindex.wording import sentence

DATA = Path(__file__).resolve().parent.parent / "src" / "parindex" / "rulebooks" / "document_templates"


def main() -> None:
    """One file a kind."""
    layout = read_layout((DATA / "nd30_layout.yaml").read_bytes())
    for kind in TemplateKind:
        (DATA / "word" / f"{kind}.docx").write_bytes(build_template(kind, layout=layout, say=sentence))


if __name__ == "__main__":
    main()
