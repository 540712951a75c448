"""What a text says: pure functions. No I/O, no clock, no log; text and a context in, a frozen dataclass or None out."""
