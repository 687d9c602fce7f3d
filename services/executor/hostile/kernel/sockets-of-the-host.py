# Sockets through which a host is ruled, if one were to be seen from here.
import glob, os, socket
found = [path for path in ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/udev/control", "/dev/log"] if os.path.exists(path)]
found += [path for folder in ("/run", "/var/run", "/tmp") for path in glob.glob(f"{folder}/**/*.sock*", recursive=True)]
for name in ["/containerd-shim", "/tmp/.X11-unix/X0", "/org/freedesktop/systemd1", "/var/run/docker.sock"]:
    try:
        socket.socket(socket.AF_UNIX).connect("\0" + name)
        found.append(name)
    except OSError:
        pass
found += [name for name in os.environ if name not in ("PATH", "HOME", "LANG", "TZ", "HOSTNAME", "LC_CTYPE")]
print(found)
