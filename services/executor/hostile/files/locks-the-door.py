# Nobody may look into the work folder any more.
import os
open("result.txt", "w").write("hidden")
os.chmod("result.txt", 0)
os.mkdir("shut")
open("shut/result.txt", "w").close()
os.chmod("shut", 0)
os.chmod("/work", 0)
