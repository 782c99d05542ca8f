"""Assessment rounds: figures per unit and leaf, scores per stage, results, ranks."""
