"""The verbs of cases and errands: each is permission, change, story and audit in one
transaction. Other floors open a case with ``opening.open_case``, in their own transaction."""
