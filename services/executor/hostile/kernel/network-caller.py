import socket
reached = []
targets = ["1.1.1.1", "169.254.169.254", "172.17.0.1", "10.0.0.1", "192.168.0.1"]
for target in targets:
    try:
        socket.create_connection((target, 80), timeout=1)
        reached.append(target)
    except OSError:
        pass
try:
    socket.getaddrinfo("example.com", 80)
    reached.append("name server")
except OSError:
    pass
for family, kind, protocol in [(socket.AF_PACKET, socket.SOCK_RAW, 0), (40, socket.SOCK_STREAM, 0), (38, socket.SOCK_SEQPACKET, 0)]:
    try:
        socket.socket(family, kind, protocol)
        reached.append(f"socket family {family}")
    except OSError:
        pass
print([name for _, name in socket.if_nameindex()], reached)
