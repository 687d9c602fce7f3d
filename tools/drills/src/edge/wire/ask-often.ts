import { Agent, type RequestOptions, request } from 'node:http'
import type { Aim } from '../attack.ts'
import type { Tally } from '../tally.ts'
import { pace } from './pace.ts'

/** A request of a flood. */
export interface Ask extends Pick<RequestOptions, 'method' | 'path' | 'headers'> {
  readonly body?: string | Uint8Array
}

/** Requests in flight, and so connections, of one attacker. Requests beyond are skipped and counted. */
const MOST_AT_ONCE = 64

/** Sends requests at a fixed rate over keep-alive connections. Reads every answer but waits for none. */
export function askOften(aim: Aim, tally: Tally, perSecond: number, next: (number: number) => Ask): void {
  const { host, port, addresses } = aim
  const agents = addresses.map((localAddress) => new Agent({ keepAlive: true, localAddress }))
  let underWay = 0
  pace(perSecond, (number) => {
    if (underWay >= MOST_AT_ONCE) return tally.did('not sent: too many unanswered')
    const { body, ...asked } = next(number)
    const agent = agents[number % agents.length]
    underWay += 1
    tally.did('requests')
    const asking = request({ host, port, ...asked, ...(agent && { agent }) }, (answer) => {
      let text = `HTTP/1.1 ${answer.statusCode} `
      answer.on('data', (bytes) => {
        if (text.length < 4_096) text += bytes
      })
      answer.once('close', () => tally.answered(text))
    })
    asking.on('error', (error: Error & { code?: string }) => tally.did(`connection: ${error.code}`))
    asking.once('close', () => {
      underWay -= 1
    })
    asking.end(body)
  })
}
