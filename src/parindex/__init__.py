"""parindex: the administrative-reform year of a Vietnamese local government, from criteria set to improvement plan."""

__version__ = "0.1.0"
