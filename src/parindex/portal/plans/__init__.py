"""Plans and their lines: what is to be done, by whom, with which product, until when."""
