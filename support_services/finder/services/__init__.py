"""The verbs of the finder: ``comparing`` runs it, ``answering`` takes down what came of a gap."""
