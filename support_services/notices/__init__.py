"""Reminders: rules by date, the outbox, and the roads by which people hear."""
