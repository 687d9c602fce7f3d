# Deeper than anybody can name, and something at the bottom.
import os
for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
open("bottom", "w").close()
print("deep")
