import { assertGood, CALL_TIMEOUT_MS, type MakeHonestCall } from './honest-call.ts'

/** Runs a small program over REST and waits for what it prints. */
export const runHello: MakeHonestCall = ({ url, apiKey }) => ({
  name: 'run, REST',
  everyMs: 2_000,
  async call() {
    const response = await fetch(`${url}/api/v1/executions?wait=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ language: 'bash', source: 'echo hello' }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    })
    await assertGood(response)
    const text = await response.text()
    if (!text.includes('"hello\\n"')) throw new Error('a run printed something else')
  },
})
