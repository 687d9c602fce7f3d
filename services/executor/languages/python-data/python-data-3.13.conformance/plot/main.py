import struct

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

frame = pd.DataFrame({"angle": np.linspace(0, 2 * np.pi, 200)})
frame["sine"] = np.sin(frame["angle"])
frame.plot(x="angle", y="sine", title="Größe")
plt.savefig("out.png")

with open("out.png", "rb") as file:
    signature, _, width, height = struct.unpack(">8s8sII", file.read(24))
assert signature == b"\x89PNG\r\n\x1a\n", signature
print(f"PNG of {width} by {height}")
