"""Reading rules and notices: ``planned`` what is to be said, ``outbox`` what was written, ``inbox``
what a colleague may read of it."""
