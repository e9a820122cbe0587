"""What `./plaza bench` and `./plaza profile` do."""
