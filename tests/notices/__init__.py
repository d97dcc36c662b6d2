"""Reminders: their rules, the outbox, and who hears."""
