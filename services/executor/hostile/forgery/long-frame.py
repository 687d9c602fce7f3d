# The beginning of a frame that never ends.
import os
os.write(1, b"\x82\xff\xff\xff\xff")
