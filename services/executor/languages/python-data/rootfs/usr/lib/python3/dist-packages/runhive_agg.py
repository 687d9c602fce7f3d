"""matplotlib's Agg backend, for a place without a display: show() says once how to get the picture."""

import sys

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    _told = False

    def show(self):
        if FigureManager._told:
            return
        FigureManager._told = True
        print(
            'matplotlib: there is no display, so show() shows nothing. Save the picture with plt.savefig("plot.png"), '
            'and ask for the file with "collect": ["*.png"] in the request.',
            file=sys.stderr,
        )


class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager
