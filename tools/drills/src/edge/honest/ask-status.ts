import { assertGood, CALL_TIMEOUT_MS, type MakeHonestCall } from './honest-call.ts'

/** Asks for the status of the service without a key. */
export const askStatus: MakeHonestCall = ({ url }) => ({
  name: 'status, no key',
  everyMs: 500,
  async call() {
    const response = await fetch(`${url}/api/v1/status`, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) })
    await assertGood(response)
    await response.text()
  },
})
