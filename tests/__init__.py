"""Tests read like the bureau's day; see docs/testing.md."""
