import pandas as pd
import seaborn as sns
from tabulate import tabulate

frame = pd.DataFrame({"name": ["Ada", "Alan"], "year": [1815, 1912]})
frame.to_excel("people.xlsx", index=False)
read = pd.read_excel("people.xlsx")
print(read.to_markdown(index=False))
print(tabulate([["a", 1]], headers=["key", "value"], tablefmt="plain"))
axes = sns.barplot(read, x="name", y="year")
print(axes.get_ylabel())
