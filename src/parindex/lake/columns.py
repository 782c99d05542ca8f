"""The columns of the record store: one row a dossier and source (latest state), and one row a change of state.

No column holds a citizen: names, phones, addresses and numbers of identity papers are dropped before a row is made.
Times are instants in UTC with microseconds; ``received_month`` is the *local* month (Asia/Ho_Chi_Minh). A missing value
is null and means "the source does not say", never "no" and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

import pyarrow as pa

MOMENT = pa.timestamp("us", tz="UTC")
LOCAL_HOURS = 7
"""Asia/Ho_Chi_Minh is UTC+7 all year, without change since 1975."""
TIME_ZONE = "Asia/Ho_Chi_Minh"


class Channel(IntEnum):
    """How the dossier came in (national portal)."""

    DIRECT = 1
    ONLINE = 2
    POST = 3


class OnlineLevel(IntEnum):
    """Online level of the procedure when the dossier was received (NĐ 42/2022; older levels are mapped at import)."""

    INFORMATION = 0
    PARTIAL = 1
    FULL = 2


class Status(IntEnum):
    """State of the dossier: codes of the national portal."""

    REGISTERED = 1
    RECEIVED = 2
    NOT_RECEIVED = 3
    IN_PROCESS = 4
    SUPPLEMENT_ASKED = 5
    FEE_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10


NOT_COUNTED = frozenset({Status.REGISTERED, Status.NOT_RECEIVED})
DONE = frozenset({Status.FINISHED, Status.RETURNED})
PAUSED = frozenset({Status.FEE_ASKED, Status.STOPPED})
WAITING = PAUSED | {Status.SUPPLEMENT_ASKED}
"""States in which the clock stands: the next move is the citizen's (decision 0018)."""


class Name(StrEnum):
    """Names of the columns of a record."""

    SOURCE = "source"
    RECORD_CODE = "record_code"
    RECEIVING_UNIT = "receiving_unit"
    DECIDING_UNIT = "deciding_unit"
    PROCEDURE_CODE = "procedure_code"
    FIELD_CODE = "field_code"
    CHANNEL = "channel"
    ONLINE_LEVEL = "online_level"
    STATUS = "status"
    RECEIVED_AT = "received_at"
    DUE_AT = "due_at"
    EXTENDED_DUE_AT = "extended_due_at"
    FINISHED_AT = "finished_at"
    RETURNED_AT = "returned_at"
    SUPPLEMENT_REQUESTS = "supplement_requests"
    SUPPLEMENT_ASKED_AT = "supplement_asked_at"
    PAUSED_MINUTES = "paused_minutes"
    PROCESSING_MINUTES = "processing_minutes"
    FEE_REQUIRED = "fee_required"
    FEE_DONG = "fee_dong"
    PAID_ONLINE = "paid_online"
    DIGITISED_PARTS = "digitised_parts"
    DIGITISED_RESULT = "digitised_result"
    REUSED_PARTS = "reused_parts"
    SATISFIED = "satisfied"
    APOLOGY_SENT = "apology_sent"
    BATCH_ID = "batch_id"
    SOURCE_ROW = "source_row"
    SIMULATED = "simulated"
    RECEIVED_MONTH = "received_month"


class RecordColumn(NamedTuple):
    """A column: its type, whether it may be null, what it says (for the data dictionary)."""

    type: pa.DataType
    nullable: bool
    says: str


RECORD_COLUMNS: Mapping[Name, RecordColumn] = {
    Name.SOURCE: RecordColumn(pa.string(), False, "system that the row comes from (portal); part of the key"),
    Name.RECORD_CODE: RecordColumn(pa.string(), False, "code of the dossier as printed, upper case; part of the key"),
    Name.RECEIVING_UNIT: RecordColumn(pa.string(), False, "code of the unit whose desk received it"),
    Name.DECIDING_UNIT: RecordColumn(pa.string(), False, "code of the unit that decides; the receiving unit if unsaid"),
    Name.PROCEDURE_CODE: RecordColumn(pa.string(), False, "code of the procedure, e.g. 1.001193 or 2.000635"),
    Name.FIELD_CODE: RecordColumn(pa.string(), True, "field of the procedure as the source writes it"),
    Name.CHANNEL: RecordColumn(pa.int8(), False, "1 direct, 2 online, 3 public post"),
    Name.ONLINE_LEVEL: RecordColumn(pa.int8(), True, "0 information only, 1 partial, 2 full"),
    Name.STATUS: RecordColumn(pa.int8(), False, "1–10, national portal"),
    Name.RECEIVED_AT: RecordColumn(MOMENT, False, "received at the desk or on the portal"),
    Name.DUE_AT: RecordColumn(MOMENT, True, "due as promised on the receipt; null is a group of its own"),
    Name.EXTENDED_DUE_AT: RecordColumn(MOMENT, True, "due after the one extension allowed"),
    Name.FINISHED_AT: RecordColumn(MOMENT, True, "processing ended"),
    Name.RETURNED_AT: RecordColumn(MOMENT, True, "result handed over"),
    Name.SUPPLEMENT_REQUESTS: RecordColumn(pa.int16(), True, "times that the citizen was asked for more"),
    Name.SUPPLEMENT_ASKED_AT: RecordColumn(MOMENT, True, "last request for supplements (end point of QĐ 766, 2.1)"),
    Name.PAUSED_MINUTES: RecordColumn(pa.int32(), True, "working minutes of waiting for the citizen"),
    Name.PROCESSING_MINUTES: RecordColumn(pa.int32(), True, "working minutes from receipt to end, without pauses"),
    Name.FEE_REQUIRED: RecordColumn(pa.bool_(), True, "the procedure has a fee"),
    Name.FEE_DONG: RecordColumn(pa.int64(), True, "fee in đồng"),
    Name.PAID_ONLINE: RecordColumn(pa.bool_(), True, "the fee was paid online"),
    Name.DIGITISED_PARTS: RecordColumn(pa.int16(), True, "papers digitised at receipt; a bare yes counts as 1"),
    Name.DIGITISED_RESULT: RecordColumn(pa.bool_(), True, "the result has a valid electronic copy"),
    Name.REUSED_PARTS: RecordColumn(pa.int16(), True, "papers taken from data held; a bare yes counts as 1"),
    Name.SATISFIED: RecordColumn(pa.int8(), True, "1 satisfied, 0 not; null: not asked or no answer"),
    Name.APOLOGY_SENT: RecordColumn(pa.bool_(), True, "a letter of apology was sent"),
    Name.BATCH_ID: RecordColumn(pa.string(), False, "import that wrote this state"),
    Name.SOURCE_ROW: RecordColumn(pa.int64(), True, "row of the imported file, header is row 1"),
    Name.SIMULATED: RecordColumn(pa.bool_(), False, "generated, not real"),
    Name.RECEIVED_MONTH: RecordColumn(pa.string(), False, "YYYY-MM of receipt, local time; the partition"),
}

RECORD_SCHEMA = pa.schema(
    [pa.field(name.value, column.type, nullable=column.nullable) for name, column in RECORD_COLUMNS.items()]
)
KEY = (Name.SOURCE, Name.RECORD_CODE)
PARTITION = Name.RECEIVED_MONTH

EVENT_SCHEMA = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("record_code", pa.string(), nullable=False),
        pa.field("changed_at", MOMENT, nullable=False),
        pa.field("from_status", pa.int8()),
        pa.field("to_status", pa.int8(), nullable=False),
        pa.field("unit", pa.string()),
        pa.field("stage", pa.string()),
        pa.field("queue", pa.string()),
        pa.field("stage_hours", pa.int32()),
        pa.field("new_due_at", MOMENT),
        pa.field("batch_id", pa.string(), nullable=False),
        pa.field("source_row", pa.int64(), nullable=False),
        pa.field("simulated", pa.bool_(), nullable=False),
    ]
)
"""A change of state, when the source lists them: ``unit`` has the dossier from then on, in ``stage``, in ``queue`` (an
office or desk, never a person); ``stage_hours``: office hours that the stage may take; ``new_due_at``: an extension.
Rows are never rewritten; which of them count is said by the batches that stand (``lake.events``)."""
