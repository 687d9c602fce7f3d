# Changes the network of its cell: addresses, routes, interfaces. Nothing of that is a program's.
import fcntl, socket, struct
got = []
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFMTU, SIOCADDRT, SIOCBRADDBR, SIOCSIFNAME = 0x8914, 0x8916, 0x8922, 0x890B, 0x89A0, 0x8923
address = struct.pack("16sHH4s8x", b"lo", socket.AF_INET, 0, socket.inet_aton("10.0.0.1"))
for name, request in [("flags", SIOCSIFFLAGS), ("address", SIOCSIFADDR), ("size", SIOCSIFMTU), ("route", SIOCADDRT), ("bridge", SIOCBRADDBR), ("name", SIOCSIFNAME)]:
    try:
        fcntl.ioctl(one, request, address.ljust(64, b"\0"))
        got.append(name)
    except OSError:
        pass
# Larger buffers than allowed, and a mark for the firewall.
for option in (32, 33, 36):
    try:
        one.setsockopt(socket.SOL_SOCKET, option, b"\1\0\0\0")
        got.append(f"option {option}")
    except OSError:
        pass
NLM_F_REQUEST, NLM_F_ACK, NLM_F_CREATE, RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE = 1, 4, 0x400, 16, 20, 24
route = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
for name, kind, body in [("link", RTM_NEWLINK, struct.pack("BxHiII", 0, 0, 0, 0, 0)), ("new address", RTM_NEWADDR, struct.pack("BBBBI", 2, 8, 0, 0, 1)), ("new route", RTM_NEWROUTE, struct.pack("BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0))]:
    route.send(struct.pack("IHHII", 16 + len(body), kind, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, 1, 0) + body)
    error = struct.unpack_from("i", route.recv(4096), 16)[0]
    if error != -1:
        got.append(f"{name} {error}")
print(got)
