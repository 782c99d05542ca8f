"""The command line: reads files, passes values on, prints. Holds no rule."""
