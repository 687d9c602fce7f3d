print (slurp)
