import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'

const SECONDS = 1000
let bench: Bench

/** One slot and no warm cells: whatever runs, runs in the same place as what ran before. */
beforeAll(async () => {
  bench = await openBenchWithExecutor({ EXECUTOR_SLOTS: '1', EXECUTOR_CONCURRENCY: '1', EXECUTOR_WARM: '0' })
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const LEAVES_TRACES = `
import os, socket, time
for folder in ["/work", "/tmp", "/dev/shm"]:
    open(folder + "/trace", "w").write("I was here")
abstract = socket.socket(socket.AF_UNIX); abstract.bind("\\0trace"); abstract.listen()
server = socket.socket(); server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", 8080)); server.listen()
client = socket.create_connection(("127.0.0.1", 8080)); peer, _ = server.accept()
client.send(b"x"); client.close(); peer.close()
if os.fork() == 0:
    os.setsid()
    time.sleep(3600)
print("left")
`

const LOOKS_FOR_TRACES = `
import os, socket
found = [folder for folder in ["/work", "/tmp", "/dev/shm"] if os.path.exists(folder + "/trace")]
found += [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (1, os.getpid())]
for table in ["tcp", "tcp6", "udp", "unix"]:
    found += [line.strip() for line in open("/proc/net/" + table).read().splitlines()[1:]]
try:
    socket.create_connection(("127.0.0.1", 8080), timeout=1); found.append("port")
except OSError: pass
abstract = socket.socket(socket.AF_UNIX); abstract.bind("\\0trace")
print(found, os.uname().nodename, os.getuid())
`

test('of two programs one after the other in one slot, the second finds nothing of the first', async () => {
  expect(await run(bench.mesh, { source: LEAVES_TRACES })).toMatchObject({ run: { stdout: 'left\n' } })
  const { run: second } = await run(bench.mesh, { source: LOOKS_FOR_TRACES })
  expect(second?.stderr).toBe('')
  expect(second?.stdout).toBe(`[] sandbox ${bench.env.EXECUTOR_UID_BASE}\n`)
})

test('a slot keeps its network while programs leave it alone, and gets a new one after it was used', async () => {
  await run(bench.mesh, {})
  const [before] = await bench.containers('slot')
  await run(bench.mesh, {})
  expect(await bench.containers('slot')).toEqual([before])
  await run(bench.mesh, { source: LEAVES_TRACES })
  await run(bench.mesh, {})
  const [after] = await bench.containers('slot')
  expect(after).not.toBe(before)
})

test('a pause container that died is replaced, and nobody has to wait for a person', async () => {
  const pauses = await bench.containers('slot')
  await Promise.all(pauses.map((id) => bench.engine.kill(id)))
  expect(await run(bench.mesh, {})).toMatchObject({ status: 'succeeded' })
  expect(await run(bench.mesh, {})).toMatchObject({ status: 'succeeded' })
})

test('nothing of the host’s name servers shows in a cell', async () => {
  const { run: seen } = await run(bench.mesh, { source: 'print(open("/etc/resolv.conf").read())' })
  const servers = seen?.stdout.split('\n').filter((line) => line.startsWith('nameserver'))
  expect(servers).toEqual(['nameserver 127.0.0.1'])
})

test('every cell may have a network of its own instead, with the same view from inside', async () => {
  await using own = await openBenchWithExecutor({ EXECUTOR_NETWORK: 'none', EXECUTOR_WARM: '0' })
  const { run: seen } = await run(own.mesh, { source: LOOKS_FOR_TRACES })
  expect(seen?.stdout).toMatch(/^\[\] sandbox \d+\n$/)
  expect(await own.containers('slot')).toEqual([])
})
