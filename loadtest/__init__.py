"""Load tests with k6: what a run is, its runners, and what they found together."""
