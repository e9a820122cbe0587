"""The everyday command of the project: builds it, runs a local fleet of it, and tests it."""
