"""The sealed column: text in Python, nothing readable in the database, no way to search it."""

import pytest
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter

from veterans.foundation.crypto import SealError
from veterans.foundation.fields import SealedTextField


class Secret(models.Model):
    note = SealedTextField("备注", null=True, blank=True)

    class Meta:
        app_label = "foundation"
        managed = False
        db_table = "test_secret"

    def __str__(self):
        return "secret"


@pytest.fixture(autouse=True)
def _table(db):
    """Gone with the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE test_secret (id bigserial PRIMARY KEY, note bytea)")


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM test_secret ORDER BY id")
        return [None if row[0] is None else bytes(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("text", ["370303194901011234", "", "柳泉路 1 号\n二单元", "🏅"])
def test_text_goes_in_and_comes_back(text):
    Secret.objects.create(note=text)
    assert Secret.objects.get().note == text
    assert Secret.objects.values_list("note", flat=True).get() == text
    [raw] = stored()
    assert not text or text.encode() not in raw


def test_null_stays_null_and_can_be_asked_for():
    Secret.objects.create(note=None)
    Secret.objects.create(note="x")
    assert Secret.objects.filter(note__isnull=True).count() == 1
    assert Secret.objects.filter(note__isnull=False).get().note == "x"
    assert Secret.objects.exclude(note__isnull=True).count() == 1


def test_bulk_writing_and_update():
    Secret.objects.bulk_create([Secret(note=str(number)) for number in range(5)])
    assert sorted(Secret.objects.values_list("note", flat=True)) == list("01234")
    Secret.objects.update(note="same")
    assert set(Secret.objects.values_list("note", flat=True)) == {"same"}
    one = Secret.objects.first()
    one.note = "else"
    Secret.objects.bulk_update([one], ["note"])
    assert Secret.objects.get(pk=one.pk).note == "else"


def test_equal_texts_look_different():
    Secret.objects.bulk_create([Secret(note="same"), Secret(note="same")])
    assert len(set(stored())) == 2


@pytest.mark.parametrize(
    "lookup", ["note", "note__exact", "note__in", "note__contains", "note__gt", "note__startswith"]
)
def test_every_search_is_refused(lookup):
    with pytest.raises(FieldError):
        Secret.objects.filter(**{lookup: ["x"] if lookup.endswith("in") else "x"}).count()


def test_only_text():
    with pytest.raises(TypeError, match="takes text"):
        Secret.objects.create(note=b"bytes")


def test_a_changed_value_does_not_open():
    Secret.objects.create(note="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_secret SET note = set_byte(note, 20, 1 # get_byte(note, 20))")
    with pytest.raises(SealError):
        Secret.objects.get()


def test_no_dump_holds_open_text():
    Secret.objects.create(note="370303194901011234")
    with pytest.raises(FieldError, match="sealed"):
        serialize("json", Secret.objects.all())


def test_form_and_migration():
    field = Secret._meta.get_field("note")
    assert field.formfield().clean(" x ") == "x"
    text, _ = MigrationWriter.serialize(SealedTextField("备注", null=True))
    assert "SealedTextField" in text
    _, _, args, kwargs = SealedTextField(editable=False).deconstruct()
    assert kwargs == {"editable": False}
    assert SealedTextField(*args, **kwargs).editable is False
    assert SealedTextField().deconstruct()[3] == {}
