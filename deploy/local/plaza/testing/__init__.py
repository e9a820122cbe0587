"""`./plaza test`: the kinds of tests there are, running them, and counting."""
