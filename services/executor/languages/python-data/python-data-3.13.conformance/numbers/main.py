import numpy as np
import pandas as pd

print(np.linalg.solve(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([9.0, 8.0])))
frame = pd.DataFrame({"key": ["a", "b", "a"], "count": [1, 3, 2]})
print(frame.groupby("key")["count"].sum().to_json().replace(":", ": ").replace(",", ", "))
