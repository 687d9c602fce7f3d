import type { Attack } from '../attack.ts'
import { connect, head, leave, readAnswer } from '../wire/connect.ts'
import { pace } from '../wire/pace.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const post = (body: string, headers: Readonly<Record<string, string | number>> = JSON_TYPE) =>
  head('POST /api/v1/executions', {
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }) + body

const REQUESTS = [
  'nonsense\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'G\u0001T / HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  head('GET /api/v1/status', { 'x-large': 'a'.repeat(20_000) }),
  head('GET /%E0%A4%A', { connection: 'close' }),
  head(`GET /${'a'.repeat(8_000)}`, { connection: 'close' }),
  head('TRACE /api/v1/executions', { connection: 'close' }),
  head('POST /api/v1/executions', { ...JSON_TYPE, 'content-length': 'many' }),
  head('POST /api/v1/executions', { ...JSON_TYPE, 'content-length': 5_000_000 }),
  `POST /api/v1/executions HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n`,
  `${head('POST /api/v1/executions', { ...JSON_TYPE, 'transfer-encoding': 'chunked' })}zz\r\n`,
  post('{"language":'),
  post('{"language":7}'),
  post('['.repeat(50_000)),
  post(`{"__proto__":{"a":1},"language":"${'a'.repeat(10_000)}"}`),
  post('language=bash', { 'content-type': 'application/x-www-form-urlencoded' }),
  post('{}', { 'content-type': 'application/json; charset=klingon' }),
  post('not packed at all', { ...JSON_TYPE, 'content-encoding': 'gzip' }),
  head('GET /trpc/executions.list?input=%7B', { connection: 'close' }),
  head(`GET /trpc/${'health.status,'.repeat(100)}health.status?batch=1`, { connection: 'close' }),
]

export const badRequests: Attack = {
  title: '100 requests a second that are wrong in every way, each on a connection of its own',
  begin(aim, tally) {
    pace(100 * aim.strength, (number) => {
      const socket = connect(aim, tally, number)
      readAnswer(socket, tally)
      // For requests after which the service waits for more, or keeps the connection.
      socket.setTimeout(5_000, () => leave(socket))
      tally.did('requests')
      socket.write(REQUESTS[number % REQUESTS.length] ?? '')
    })
  },
}
