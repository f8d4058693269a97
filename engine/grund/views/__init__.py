"""Views: one file a command, from an answer to tables and sentences."""
