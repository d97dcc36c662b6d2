"""Settings, URLs, Celery and the server entry points: sees every app, is seen by none."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
