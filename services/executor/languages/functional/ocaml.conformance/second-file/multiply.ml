let multiply a b = a * b
