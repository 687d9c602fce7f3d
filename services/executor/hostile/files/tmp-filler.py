with open("/tmp/full", "wb", buffering=0) as file:
    while True:
        if file.write(bytes(1 << 20)) < 1 << 20:
            file.write(b"x")
