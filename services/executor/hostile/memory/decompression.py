# 1 GiB in 1 MiB.
import zlib
packer = zlib.compressobj(9)
bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
print(len(bomb) < 100_000, flush=True)
zlib.decompress(bomb) * 16
