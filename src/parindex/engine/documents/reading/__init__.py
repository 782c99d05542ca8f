"""Reading administrative documents: bytes of a file in, what the document says as typed values out."""
