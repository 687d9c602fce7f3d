// Outside of the heap whose limit the engine knows.
const hoard = []
for (;;) hoard.push(Buffer.alloc(1 << 20, 1))
