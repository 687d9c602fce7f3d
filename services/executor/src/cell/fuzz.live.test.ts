import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, test } from 'vitest'
import { buildTarget, docker } from '../../testing/live-cell.ts'

beforeAll(async () => {
  await buildTarget('fuzz')
}, 300_000)

/** Runs the driver, whose privileges are only those to make pid namespaces and to give up its uid. */
async function fuzz(seconds: number, seed: number): Promise<{ status: number; output: string }> {
  const container = await docker.createContainer({
    Image: 'runhive/cell-fuzz',
    Cmd: ['/fuzz', String(seconds), String(seed)],
    NetworkDisabled: true,
    Labels: { 'runhive.executor': `cell-test-${process.pid}` },
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      CapAdd: ['SYS_ADMIN', 'SETUID', 'SETGID'],
      SecurityOpt: ['seccomp=unconfined'],
      Tmpfs: { '/work': 'rw,exec,mode=1777,size=64m' },
      Memory: 512 * 2 ** 20,
      PidsLimit: 256,
    },
  })
  try {
    const attached = await container.attach({ stream: true, stdout: true, stderr: true })
    const output = new PassThrough()
    docker.modem.demuxStream(attached, output, output)
    attached.on('end', () => output.end())
    await container.start()
    const [{ StatusCode }, said] = await Promise.all([container.wait(), text(output)])
    return { status: StatusCode, output: said }
  } finally {
    await container.remove({ force: true, v: true })
  }
}

test('cell init survives thousands of mutated and random frames without a sanitizer report', async () => {
  const seed = Date.now() % 1_000_000
  const { status, output } = await fuzz(15, seed)
  expect(output, `seed ${seed}`).toMatch(
    /^sessions \d+ frames \d+ endings \d+ refusals \d+ collections \d+$/m,
  )
  expect(status, `seed ${seed}`).toBe(0)
  const [sessions, frames, endings, refusals, collections] = [...output.matchAll(/\d+/g)].map(Number)
  // A driver that never gets anywhere would prove nothing.
  expect(sessions).toBeGreaterThan(100)
  expect(frames).toBeGreaterThan(1000)
  expect(endings).toBeGreaterThan(100)
  expect(refusals).toBeGreaterThan(50)
  expect(collections).toBeGreaterThan(100)
})
