"""What went wrong, in words for the person at the terminal."""


class Failure(Exception):
    """Ends the command with exit code 1; its text says what happened and what to do about it."""
