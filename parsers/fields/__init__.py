"""Text → one value: one module a field, each with ``parse(text, context, *, labelled=False)``."""
