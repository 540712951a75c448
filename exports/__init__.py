"""The way out: tables and feeds of what is published."""
