"""Official documents as values and bytes: decree-30 Word from values; see ``improvement_plan`` for the first one."""
