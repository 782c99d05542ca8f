"""The demonstration: its data, loaded by the same actions that people use."""
