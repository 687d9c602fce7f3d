import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'

const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const INDEX =
  '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/app-1.js"></script>'

let dir = ''
let gateway: TestGateway

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'runhive-console-'))
  mkdirSync(join(dir, 'dist/assets'), { recursive: true })
  writeFileSync(join(dir, 'secret.js'), 'secret')
  writeFileSync(join(dir, 'dist/index.html'), INDEX)
  writeFileSync(join(dir, 'dist/assets/app-1.js'), 'console.log("plain")')
  writeFileSync(join(dir, 'dist/assets/app-1.js.br'), brotliCompressSync('console.log("packed")'))
  gateway = await openTestGateway({ hold: false, env: { CONSOLE_DIR: join(dir, 'dist') } })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true })
})

const visit = (path: string, headers: Record<string, string> = PAGE) => gateway.ask(path, { headers })
const noncesOf = (text: string) =>
  [...text.matchAll(/nonce[-="]+([A-Za-z0-9+/=]+)["']/g)].map(([, nonce]) => nonce)

test.each(['/', '/history/123', '/operator/contact', '/?x=1'])(
  '%s is the console, which nobody keeps',
  async (path) => {
    const { status, headers, body } = await visit(path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body.text).toContain('/assets/app-1.js')
  },
)

test('every answer has a nonce of its own, in its policy and in its page', async () => {
  const seen = await Promise.all([visit('/'), visit('/'), visit('/keys')])
  const pairs = seen.map(({ headers, body }) => [
    noncesOf(headers.get('content-security-policy') ?? '')[0],
    noncesOf(String(body.text))[0],
  ])
  for (const [policy, page] of pairs) {
    expect(policy).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(page).toBe(policy)
  }
  expect(new Set(pairs.flat()).size).toBe(3)
})

test('the policy allows nothing inline, nothing from elsewhere, and no frame around it', async () => {
  const { headers } = await visit('/')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).not.toContain('unsafe')
  expect(policy).not.toMatch(/https?:/)
  const directives = policy.split('; ')
  expect(directives).toContain("default-src 'none'")
  expect(directives).toContain("script-src 'self'")
  expect(directives).toContain("frame-ancestors 'none'")
  expect(directives).toContain(`connect-src 'self' ${gateway.url.replace('http', 'ws')}`)
  expect(headers.get('x-frame-options')).toBe('DENY')
})

test('assets are kept for ever, and are sent compressed to clients that accept it', async () => {
  const compressed = await visit('/assets/app-1.js', { 'accept-encoding': 'br, gzip' })
  expect(compressed.headers.get('content-encoding')).toBe('br')
  expect(compressed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(compressed.headers.get('content-type')).toMatch(/^(text|application)\/javascript/)
  expect(compressed.headers.get('vary')).toContain('accept-encoding')
  expect(compressed.body.text).toBe('console.log("packed")')
  const plain = await visit('/assets/app-1.js', { 'accept-encoding': 'identity' })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(plain.body.text).toBe('console.log("plain")')
})

test.each([
  '/api',
  '/api/nothing',
  '/api/v1/nothing',
  '/trpc/no.such',
  '/auth/nothing',
  '/assets/nothing.js',
  '/assets/',
])('%s is said not to be there in JSON, also to a browser', async (path) => {
  const { status, headers } = await visit(path)
  expect(status).toBe(404)
  expect(headers.get('content-type')).toContain('application/json')
})

test('what does not ask for a page gets none', async () => {
  expect(await visit('/history', { accept: 'application/json' })).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND' },
  })
  expect((await gateway.ask('/history', { method: 'POST', json: {}, headers: PAGE })).status).toBe(404)
})

test.each([
  '/assets/../../secret.js',
  '/assets/..%2f..%2fsecret.js',
  '/assets/%2e%2e/%2e%2e/secret.js',
  '/assets/..%5c..%5csecret.js',
  '/assets//etc/passwd',
  '/assets/%00',
  '/assets/.hidden',
])('%s leads out of the folder of assets for nobody, and is not our fault', async (path) => {
  const { status, text } = await rawGet(path)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(text).not.toContain('secret')
})

/** As it stands: `fetch` would tidy the path up. */
function rawGet(path: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const { hostname, port } = new URL(gateway.url)
  request({ hostname, port, path }, (answer) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (chunk: string) => {
      text += chunk
    })
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
  })
    .on('error', reject)
    .end()
  return promise
}

test('without a built console the page says how to build it', async () => {
  await using bare = await openTestGateway({ hold: false, env: { CONSOLE_DIR: join(dir, 'nowhere') } })
  const { status, headers, body } = await bare.ask('/', { headers: PAGE })
  expect(status).toBe(200)
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(body.text).toContain('npm run build -w @runhive/console')
})
