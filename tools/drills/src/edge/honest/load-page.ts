import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { CALL_TIMEOUT_MS, type MakeHonestCall } from './honest-call.ts'

/** Opens the console as a first-time visitor does: loads the page and its script over new connections. */
export const loadPage: MakeHonestCall = ({ url }) => ({
  name: 'page, no cookie',
  everyMs: 500,
  async call() {
    const page = await load(new URL('/', url))
    // Without a built console the page says how to build it, and has no script.
    const [, script] = /src="([^"]+\.js)"/.exec(page) ?? []
    if (script !== undefined) await load(new URL(script, url))
  },
})

async function load(url: URL): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const asking = get(url, { agent: false, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) }, (answer) => {
    const isGood = answer.statusCode === 200
    if (!isGood) reject(new Error(`${answer.statusCode} of a page`))
    text(answer).then(resolve, reject)
  })
  asking.once('error', reject)
  return promise
}
