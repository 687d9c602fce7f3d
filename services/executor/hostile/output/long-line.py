print("x" * 900_000)
