"""Files in the database, sealed piece by piece: bank files, returns, later attachments.

In the database, not on a disk: a file is there exactly when the row that speaks of it is, on every
machine, and in every backup. Written and read in pieces, so that memory stays bounded.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models, transaction

from veterans.foundation.crypto import seal, unseal

PIECE_BYTES = 1 << 20


class SealedFile(models.Model):
    """A stored file: its name, its size and the SHA-256 of its plain bytes."""

    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=80)
    byte_count = models.BigIntegerField("字节数")
    digest = models.CharField("SHA-256", max_length=64)
    stored_at = models.DateTimeField("存入时间")

    class Meta:
        app_label = "foundation"
        verbose_name = verbose_name_plural = "存档文件"

    def __str__(self) -> str:
        return self.name

    def read(self) -> Iterator[bytes]:
        """The plain bytes, piece by piece, always the same."""
        pieces = self.pieces.order_by("number").values_list("sealed", flat=True)
        for sealed in pieces.iterator(chunk_size=8):
            yield unseal(sealed)


class SealedPiece(models.Model):
    """Up to one mebibyte of a file."""

    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="pieces")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        app_label = "foundation"
        verbose_name = verbose_name_plural = "存档文件分片"
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="sealed_piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"


def store(*, name: str, content_type: str, parts: Iterable[bytes], at: datetime) -> SealedFile:
    """Write a file from parts of any size; the caller's transaction decides whether it exists."""
    stored = SealedFile.objects.create(
        name=name, content_type=content_type, byte_count=0, digest="", stored_at=at
    )
    digest, size, number, buffer = hashlib.sha256(), 0, 0, bytearray()

    def flush(upto: int) -> None:
        nonlocal number
        SealedPiece.objects.create(file=stored, number=number, sealed=seal(bytes(buffer[:upto])))
        del buffer[:upto]
        number += 1

    for part in parts:
        digest.update(part)
        size += len(part)
        buffer += part
        while len(buffer) >= PIECE_BYTES:
            flush(PIECE_BYTES)
    if buffer:
        flush(len(buffer))
    stored.byte_count, stored.digest = size, digest.hexdigest()
    stored.save(update_fields=["byte_count", "digest"])
    return stored


def remove(stored: SealedFile) -> None:
    """Take a file away that nothing speaks of any more; the database refuses it while a row does.

    For what was only kept between two steps, or for a time that was said beforehand. What had an
    effect is never removed.
    """
    with transaction.atomic():
        SealedPiece.objects.filter(file=stored).delete()
        stored.delete()
