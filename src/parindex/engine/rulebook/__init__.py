"""The criteria-set document: reads it, refuses a bad one with every reason, compares two versions."""
