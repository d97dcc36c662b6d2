"""What a door may show to a person. Everything else that goes wrong is a fault of ours."""


class Refused(Exception):
    """A request that is understood and declined. The message is Chinese and says what to do."""


class PermissionRefused(Refused):
    """The person may not do this."""


class NotFound(Refused):
    """It does not exist, or not for this person: the two are never told apart."""
