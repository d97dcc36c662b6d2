"""Every action in the audit log has a Chinese name."""

import ast
from pathlib import Path

import pytest

from veterans.foundation import audit_words

PACKAGES = ("veterans",)


def actions_in(path):
    """Texts like ``account.created`` among the arguments of calls of ``record``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name.lstrip("_") == "record":
                for part in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    for leaf in ast.walk(part):
                        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                            first, dot, second = leaf.value.partition(".")
                            if dot and first.isidentifier() and second.isidentifier():
                                yield leaf.value


def test_no_action_is_without_a_name():
    files = [path for package in PACKAGES for path in Path(package).rglob("*.py")]
    used = {action for path in files for action in actions_in(path)}
    assert "account.created" in used
    assert used - set(audit_words.ACTIONS) == set()


def test_a_code_has_one_name():
    with pytest.raises(ValueError, match=r"account\.created has two names"):
        audit_words.register(actions={"account.created": "别的"})
    assert audit_words.action_word("account.created") == "建立账号"


def test_a_code_nobody_named_is_shown_as_it_is():
    assert audit_words.action_word("x.y") == "x.y"
    assert audit_words.subject_word("z") == "z"
