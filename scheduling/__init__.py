"""What the scheduler stands on: moments that repeat, a ledger of what was done, locks, and supervised commands."""
