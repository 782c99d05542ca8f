"""Settings, addresses, reactions, timetable, demonstration."""
