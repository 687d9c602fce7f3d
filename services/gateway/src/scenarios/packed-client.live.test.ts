import { installPackage, PROGRAM, runNode } from '@runhive/client/testing/install-package'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

/** Needs npm and the compiler. */
const MINUTES_MS = 180_000

test(
  'the packed client runs against a gateway',
  async () => {
    await using project = await installPackage({ 'program.ts': PROGRAM })
    await using gateway = await openTestGateway()
    const printed = await runNode(project.folder, ['program.ts'], { URL: gateway.url })
    expect(JSON.parse(printed)).toEqual({
      status: 'succeeded',
      stdout: 'hello',
      kinds: ['1 queued', '2 started', '3 phase', '4 output', '5 finished'],
      first: 60_000,
      code: 'BAD_INPUT',
    })
  },
  MINUTES_MS,
)
