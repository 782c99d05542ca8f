"""Words in 100.000 passages of 2.000 documents: how long the catalogue's search takes, and which index answers.

    .venv/bin/python benchmarks/document_search.py [passages]

On SQLite, then on PostgreSQL where its server is installed (started for this run through ``tools/with_postgres``): a
throw-away database, documents with passages of about 60 words, drawn by Zipf's law from the words of an administrative
vocabulary, so that common words stand in most passages and rare ones in few. Asked as the page asks: the rows of the
first page in its order, their number, and the excerpts of that page, together. Each query seven times; the median is
told, and whether the plan names the full-text index. Goal: at most 500 ms each, and the index in every plan but that of
a word which most passages hold: there PostgreSQL rightly reads the table.
Ends with 1 when a goal is missed.
"""

# ruff: noqa: PLC0415  # Django is set up first

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from benchmarks.both_databases import on_both

PASSAGES, PER_DOCUMENT, WORDS = 100_000, 50, 60
TIMES, MOST_MS = 7, 500.0
INDEX = "documents_textpassage_words"
COMMON = (
    "của và các cho trong về theo công tác thực hiện kế hoạch cải cách hành chính nhà nước ủy ban nhân dân xã tỉnh "
    "huyện phòng văn nghị định quyết số ngày năm báo cáo thủ tục hồ sơ giải quyết tổ chức cán bộ công chức viên "
    "chỉ đạo nâng cao chất lượng dịch vụ trực tuyến số hóa kiểm tra đánh giá kết quả nhiệm vụ đơn vị"
).split()
ASKED = (
    ("a word of most passages", "cải"),
    ("four common words", "cải cách hành chính"),
    ("the same in a row", '"cải cách hành chính"'),
    ("a number with its symbol", "130/2005/NĐ-CP"),
    ("a word of twenty passages", "hiếm17"),
    ("a word of none", "khôngcó"),
)


def main() -> int:
    if "--here" in sys.argv:
        return measure(int(sys.argv[1]))
    passages = (sys.argv[1:] or [str(PASSAGES)])[0]
    return on_both([sys.executable, __file__, passages, "--here"], settings="parindex.portal.site.settings")


def measure(passages: int) -> int:
    """Fill the database, ask, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    _fill(passages)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"{connection.vendor}: {passages} passages written in {time.perf_counter() - begun:.1f} s\n")
    missed = 0
    for name, text in ASKED:
        milliseconds, found, plan = _ask(text)
        answered = INDEX in plan or "VIRTUAL TABLE INDEX" in plan
        missed += milliseconds > MOST_MS or not (answered or text == ASKED[0][1])
        sys.stdout.write(f"  {name:<28} {found:>6} documents  {milliseconds:7.1f} ms  index: {answered}\n")
    return 1 if missed else 0


def _fill(passages: int) -> None:
    from parindex.portal.documents.engine_bridge.texts import words_of
    from parindex.portal.documents.models import Document, DocumentFile, FileReading, TextPassage
    from parindex.portal.platform import clock
    from parindex.portal.platform.models import StoredFile

    drawn, now = random.Random(2026), clock.now()  # the same passages each time
    vocabulary = [*COMMON, *(f"từ{number}" for number in range(8_000))]
    weights = [1 / (rank + 5) for rank in range(len(vocabulary))]
    written: list[TextPassage] = []
    for number in range(passages // PER_DOCUMENT):
        stored = StoredFile.objects.create(sha256=f"{number:064x}", size=1, media_type="text/plain", stored_at=now)
        document = Document.objects.create(
            kind="plan",
            title=f"Kế hoạch {number}",
            published=True,
            identity=f"{number:064x}",
            issued_on=date(2020, 1, 1) + timedelta(days=number),
            registered_at=now,
            folded=f"ke hoach {number}",
            sort_key=str(number),
        )
        DocumentFile.objects.create(document=document, stored=stored, name="x.txt", attached_at=now)
        reading = FileReading.objects.create(stored=stored, state="read", edition=1, read_at=now)
        for position in range(PER_DOCUMENT):
            words = drawn.choices(vocabulary, weights, k=WORDS)
            if drawn.random() < 0.1:
                words[30:30] = ["cải", "cách", "hành", "chính"]
            if drawn.random() < 0.001:
                words[10:10] = ["Nghị", "định", "130/2005/NĐ-CP"]
            if (number * PER_DOCUMENT + position) % (passages // 20) == 17:
                words.append("hiếm17")
            text = " ".join(words)
            written.append(TextPassage(reading=reading, position=position, line=1, text=text, searched=words_of(text)))
        if len(written) >= 5_000:
            TextPassage.objects.bulk_create(written)
            written = []
    TextPassage.objects.bulk_create(written)


def _ask(text: str) -> tuple[float, int, str]:
    from parindex.portal.documents.models import Document
    from parindex.portal.documents.queries.catalogue import words_found
    from parindex.portal.documents.queries.texts import hits_of

    found = Document.objects.filter(published=True).filter(words_found(text))
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        count = found.count()
        page = list(found[:20])
        hits_of(page, text)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)[TIMES // 2], count, found.explain()


if __name__ == "__main__":
    sys.exit(main())
