"""From an outside document to confirmed readings: tasks, targets, figures, findings."""
