import sys

print("Grüße, 世界 🌍")
for line in sys.stdin:
    print(line, end="")
