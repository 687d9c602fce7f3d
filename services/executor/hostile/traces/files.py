import os
from stay import stay
for folder in ["/work", "/work/.local/lib/python3.13/site-packages", "/tmp", "/dev/shm", "/dev/mqueue", "/var/tmp", "/run", "/run/lock", "/usr/lib/python3/dist-packages"]:
    try:
        os.makedirs(folder, exist_ok=True)
        open(f"{folder}/trace.pth", "w").write("import os; print('trace')")
    except OSError:
        pass
stay()
