import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'

const SCRIPT = 'console.log("embed")'

let dir = ''
let gateway: TestGateway
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'runhive-embed-'))
  mkdirSync(join(dir, 'assets'))
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>console</title>')
  writeFileSync(
    join(dir, 'embed.html'),
    '<!doctype html><script src="/assets/e.js" nonce="__CSP_NONCE__"></script>',
  )
  writeFileSync(join(dir, 'embed.js'), SCRIPT)
  writeFileSync(join(dir, 'embed.js.br'), brotliCompressSync(SCRIPT))
  writeFileSync(join(dir, 'embed.js.gz'), gzipSync(SCRIPT))
  gateway = await openTestGateway({ hold: false, env: { CONSOLE_DIR: dir } })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true })
})

const visit = (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  gateway.ask(path, { headers })

test('the embed page may be framed by anybody, and may do nothing but run its own script', async () => {
  const { status, headers, body } = await visit('/embed')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('x-frame-options')).toBeNull()
  const directives = (headers.get('content-security-policy') ?? '').split('; ')
  expect(directives).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors *',
    'sandbox allow-scripts allow-same-origin',
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('set-cookie')).toBeNull()
  expect(body.text).toBe('<!doctype html><script src="/assets/e.js"></script>')
})

test.each(['/', '/embed-code', '/embed/', '/embed/other', '/status'])(
  '%s may not be framed unless it is the embed page itself',
  async (path) => {
    const { headers } = await visit(path)
    const isEmbed = path === '/embed/'
    expect(headers.get('x-frame-options')).toBe(isEmbed ? null : 'DENY')
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors ${isEmbed ? '*' : "'none'"}`)
  },
)

test.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['identity', null],
])('the script is for every origin, kept for an hour, and for %s comes as %s', async (accepted, encoding) => {
  const { status, headers, body } = await visit('/embed.js', { 'accept-encoding': accepted })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(headers.get('access-control-allow-origin')).toBe('*')
  expect(headers.get('cache-control')).toBe('public, max-age=3600, stale-while-revalidate=86400')
  expect(headers.get('content-encoding')).toBe(encoding)
  expect(headers.get('vary')).toContain('accept-encoding')
  expect(body.text).toBe(SCRIPT)
})

test('without a built console neither is there', async () => {
  await using bare = await openTestGateway({ hold: false, env: { CONSOLE_DIR: join(dir, 'nowhere') } })
  expect(await bare.ask('/embed')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect((await bare.ask('/embed.js')).status).toBe(404)
})
