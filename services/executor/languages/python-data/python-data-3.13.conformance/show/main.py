import contextlib
import io
import matplotlib.pyplot as plt

said = io.StringIO()
with contextlib.redirect_stderr(said):
    plt.plot([1, 2, 3], [4, 1, 9])
    plt.show()
    plt.gcf().show()
lines = said.getvalue().splitlines()
print(len(lines), "plt.savefig" in lines[0], "collect" in lines[0])
