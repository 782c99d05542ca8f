"""Uploads that hold names of citizens and are used once: read in memory, never into a temporary file.

Django writes what is larger than ``FILE_UPLOAD_MAX_MEMORY_SIZE`` into a temporary file while it reads the request,
before any page sees it. A page marked ``@reads_in_memory(most)`` gets at most so many bytes; of a larger file it gets
the size and nothing else, and refuses it.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., Any])
Answering = Callable[[HttpRequest], HttpResponseBase]


def reads_in_memory(most: int) -> Callable[[View], View]:
    """Mark a page whose files are never written anywhere. ``most``: bytes of one file that are kept in memory."""

    def mark(view: View) -> View:
        view.most_in_memory = most  # type: ignore[attr-defined]
        return view

    return mark


class MemoryUploadsMiddleware:
    """Chooses how files are read before anything looks into the form: stands above the check of forged requests."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: object) -> None:
        """Set the handler of a marked page."""
        most = getattr(view, "most_in_memory", None)
        if most is not None:
            request.upload_handlers = [BoundedMemoryHandler(request, most)]


class BoundedMemoryHandler(FileUploadHandler):
    """Takes files into memory up to a bound, and what lies above it nowhere."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with an empty file."""
        super().new_file(*args, **kwargs)
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece that begins at byte ``start``; nothing is kept of a file that has grown too large."""
        if start + len(raw_data) <= self.most:
            self.content.write(raw_data)
        else:
            self.content = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with its true size; its content is empty when that is above the bound."""
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
