import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openTestGateway } from '../../testing/gateway.ts'

const MANY = 2_000

test('a caller that sends more requests than may wait is refused and closed; others are answered meanwhile', async () => {
  await using gateway = await openTestGateway({ env: { TRUST_PROXY: '127.0.0.1' } })
  const { hostname, port } = new URL(gateway.url)
  const flood = connect(Number(port), hostname)
  const answers = text(flood).catch(() => '')
  const request = `GET /api/v1/nothing HTTP/1.1\r\nHost: ${hostname}\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n`
  flood.write(request.repeat(MANY))
  const other = await gateway.ask('/api/v1/status', { headers: { 'x-forwarded-for': '203.0.113.8' } })
  expect(other.status).toBe(200)
  const said = await answers
  expect(said).toContain('HTTP/1.1 404')
  expect(said).toContain('Too many requests from your address are waiting')
  expect(said.split('HTTP/1.1 404').length - 1).toBeLessThan(MANY)
})

test('requests of one address that come one after the other are all answered', async () => {
  await using gateway = await openTestGateway()
  const asked = Array.from({ length: 200 }, () => gateway.ask('/api/v1/status'))
  expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
})
