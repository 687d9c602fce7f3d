import { protocolVersion } from '@runhive/executor/cell/protocol'
import { openSession } from '@runhive/executor/cell/session'
import { demux } from '@runhive/executor/docker/demux'
import type { Engine } from '@runhive/executor/docker/engine'
import { expect, test } from 'vitest'
import { standInFor } from './stand-in-engine.ts'

const LIMITS = {
  ...{ wallMs: 1_000, cpuMs: 1_000, stdoutBytes: 100, stderrBytes: 100 },
  ...{ fileSizeBytes: 1, openFiles: 1, stackBytes: 1 },
}

test('a cell without Docker says hello as cell init does, and leaves when it is told to', async () => {
  // Only its facts and images are asked for.
  const engine = standInFor({} as Engine, protocolVersion)
  const id = await engine.create({} as Parameters<Engine['create']>[0])
  const stream = await engine.attach(id)
  const session = openSession({ input: stream, output: demux(stream, () => undefined) })
  await engine.start(id)
  await session.ready
  const output: string[] = []
  await session.writeFile({ path: 'main.py', content: new Uint8Array(100_000) })
  const end = await session.runPhase(
    { argv: ['python3'], env: {}, limits: LIMITS, stdin: 'none' },
    { onOutput: (_, bytes) => void output.push(Buffer.from(bytes).toString()) },
  )
  expect(output).toEqual(['hello\n'])
  expect(end).toMatchObject({ outcome: { kind: 'exited', code: 0 }, limit: 'none', stdoutBytes: 6 })
  expect(end.wallMicros).toBeGreaterThan(3_000)
  session.exit()
  await session.closed
})
