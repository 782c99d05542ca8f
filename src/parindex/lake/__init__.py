"""Mass records of the one-stop shops: the Delta store, imports, roll-ups and the engines that compute them."""
