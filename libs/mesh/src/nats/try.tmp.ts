import { cp, mkdtemp, rm } from 'node:fs/promises'
import { execSync } from 'node:child_process'
import { workQueue } from '@runhive/contracts/streams'
import * as z from 'zod'
import { startNatsServer } from '../testing.ts'
import { connectMesh } from './connect.ts'
const dir = '/tmp/nats-try'
await rm(dir, { recursive: true, force: true }); await rm('/tmp/nats-bad', { recursive: true, force: true })
await using nats = await startNatsServer({ dir })
await using mesh = await connectMesh({ url: nats.url, service: 'executor' })
const q = mesh.queue(workQueue({ name: 'J', subject: 'j.items', item: z.object({ n: z.int() }), maxItems: 100, leaseMs: 5_000, dedupeMs: 60_000 }))
let n = 0
for (let i = 0; i < 60; i++) {
  n++
  await q.publish(`a${n}`, { n })
  try { await using d = await q.take(AbortSignal.timeout(4000)); await d.done() } catch (e) { console.log('STUCK at restart', i, String(e)); break }
  await new Promise(r => setTimeout(r, Math.random() * 60))
  await nats.kill()
  await rm('/tmp/nats-bad', { recursive: true, force: true }); await cp(dir, '/tmp/nats-bad', { recursive: true })
  await nats.start()
  for (;;) { try { await mesh.ping(); break } catch { await new Promise(r => setTimeout(r, 20)) } }
}
console.log(execSync('find /tmp/nats-bad -type f | xargs ls -la; od -A d -t x1 /tmp/nats-bad/jetstream/jetstream/\\$G/streams/J/msgs/*.idx; find /tmp/nats-bad -name "*.dat" | xargs od -A d -t x1 | head').toString())
