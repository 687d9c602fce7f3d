import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workQueue } from '@runhive/contracts/streams'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { soon, unique } from '../../../testing/conformance/guarantee.ts'
import { startNatsServer } from '../../../testing/nats-server.ts'
import { connectMesh } from '../connect.ts'

/** What the server has written down of a consumer: magic, version, then how far everything has been acknowledged. */
async function ackFloorOnDisk(stream: string): Promise<number | undefined> {
  const state = await readFile(join(stream, 'obs/workers/o.dat')).catch(() => undefined)
  return state?.[2]
}

/**
 * A server that is killed while a queue is empty may forget how far its stream had counted, and remember how far the
 * consumer had: new items then get numbers that count as done. Seen after kill -9;
 * here the stream's own files are removed, which makes every version forget its count.
 */
test.each([1, 5])(
  'items are taken although the stream forgot its count, when %i came at once',
  async (count) => {
    const dir = await mkdtemp(join(tmpdir(), 'runhive-nats-'))
    await using cleanup = new AsyncDisposableStack()
    cleanup.defer(() => rm(dir, { recursive: true, force: true }))
    await using nats = await startNatsServer({ dir })
    const name = unique('JOBS')
    const definition = workQueue({
      name,
      subject: `${name.toLowerCase()}.items`,
      item: z.object({ n: z.int() }),
      maxItems: 100,
      maxBytes: 1024 * 1024,
      leaseMs: 60_000,
      dedupeMs: 60_000,
    })
    const stream = join(dir, 'jetstream/jetstream/$G/streams', name)
    {
      await using mesh = await connectMesh({ url: nats.url, service: 'executor' })
      const queue = mesh.queue(definition)
      for (const n of [1, 2, 3]) {
        await queue.publish(`before ${n}`, { n })
        await using delivery = await queue.take(soon())
        await delivery.done()
      }
    }
    await expect.poll(() => ackFloorOnDisk(stream)).toBe(3)

    await nats.kill()
    await rm(join(stream, 'msgs'), { recursive: true })
    await nats.start()

    await using gateway = await connectMesh({ url: nats.url, service: 'gateway' })
    await using executor = await connectMesh({ url: nats.url, service: 'executor' })
    const sent = Array.from({ length: count }, (_, at) => at)
    for (const n of sent) await gateway.queue(definition).publish(`after ${n}`, { n })
    const taken: unknown[] = []
    for (const _ of sent) {
      await using delivery = await executor.queue(definition).take(soon())
      taken.push(delivery.item?.n)
      await delivery.done()
    }
    expect(taken).toEqual(sent)
  },
  40_000,
)
