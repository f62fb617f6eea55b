"""What a page's form sends: plain fields, each once, read without a library."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

MOST_FIELDS = 200


async def posted(request: Request) -> dict[str, str]:
    """Return the fields of a form; another kind of body, or a field that stands there twice, is refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise HTTPException(400) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise HTTPException(400)
    return fields
