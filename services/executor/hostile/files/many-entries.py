import os
for number in range(15_000):
    os.link("main.py", f"{number:05}")
print("linked")
