"""The look of the three doors: every template with made-up data, in text and in a browser."""
