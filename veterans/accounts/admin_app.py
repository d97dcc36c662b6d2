"""Makes the bureau's site the default one; a module of its own, because Django would take it for
the app configuration of ``veterans.accounts``."""

from django.contrib.admin.apps import AdminConfig


class BureauAdminConfig(AdminConfig):
    """In ``INSTALLED_APPS`` instead of ``django.contrib.admin``."""

    default_site = "veterans.accounts.bureau_site.BureauSite"
