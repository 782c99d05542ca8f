"""Official documents from templates that officers edit in Word: typed values, a closed sandbox, decree-30 pages."""
