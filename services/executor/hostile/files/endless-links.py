# Folders that contain themselves.
import os
os.symlink("loop", "loop")
os.mkdir("folder")
os.symlink("../folder", "folder/again")
os.symlink(".", "here")
open("folder/real", "w").write("real")
