"""The parts of the mass path: figures as columns, noise, sums of many draws. The door is ``scoring.vectorised``."""
