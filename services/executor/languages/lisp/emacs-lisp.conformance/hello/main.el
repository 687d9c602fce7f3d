(princ "hello, world\n")
