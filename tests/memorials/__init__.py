"""Martyrs, facilities, ceremonies and journeys."""
