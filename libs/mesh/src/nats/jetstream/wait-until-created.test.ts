import { RpcError } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import { waitUntilCreated } from './wait-until-created.ts'

const silence = new RpcError('UNAVAILABLE', { cause: new RpcError('DEADLINE_EXCEEDED') })
const away = new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' })

/** Looks that come out so, one after the other; gives how many were needed. */
async function looks(...outcomes: Array<boolean | RpcError>): Promise<number> {
  let made = 0
  const exists = async () => {
    const outcome = outcomes[made] ?? true
    made += 1
    if (outcome instanceof RpcError) throw outcome
    return outcome
  }
  await waitUntilCreated('JOBS', { exists, isLeaving: () => made > outcomes.length })
  return made
}

test('a server that says nothing for a while is asked again, like one that has no such stream yet', async () => {
  await expect(looks(false, silence, silence, true)).resolves.toBe(4)
})

test('a server that is away ends the wait', async () => {
  await expect(looks(false, away, true)).rejects.toBe(away)
})

test('who leaves does not wait for a stream that nobody makes', async () => {
  const waiting = waitUntilCreated('JOBS', { exists: async () => false, isLeaving: () => true })
  await expect(waiting).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('JOBS'),
  })
})
