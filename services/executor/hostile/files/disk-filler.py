import os
written = 0
for number in range(100):
    with open(f"{number}.bin", "wb", buffering=0) as file:
        for _ in range(8):
            written += file.write(b"x" * (1 << 20))
print("never full", written)
