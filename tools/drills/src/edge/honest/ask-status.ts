import { assertGood, type MakeHonestCall, PATIENCE_MS } from './honest-call.ts'

/** Asks how the service is, without a key. */
export const askStatus: MakeHonestCall = ({ url }) => ({
  name: 'status, no key',
  everyMs: 500,
  async call() {
    const response = await fetch(`${url}/api/v1/status`, { signal: AbortSignal.timeout(PATIENCE_MS) })
    await assertGood(response)
    await response.text()
  },
})
