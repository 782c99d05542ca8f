"""One file a rule kind: how it is compiled, scored, which changes help, and how it is scored in mass."""
