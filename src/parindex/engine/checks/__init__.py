"""Identities and plausibility of printed results; each finding has rule, figures, severity, likely cause."""
