# A hundred files of 64 MiB that take no room, to be collected.
for number in range(100):
    with open(f"{number:03}.bin", "wb") as file:
        file.truncate(64 << 20)
