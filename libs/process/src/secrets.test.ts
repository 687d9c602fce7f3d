import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as z from 'zod'
import { isSecret, SECRET } from './secrets.ts'
import { CommonSettings, DatabaseUrl, parseDatabaseUrl, parseSettings } from './settings.ts'

const TOKEN = 'hunter2-hunter2-hunter2'
const Settings = z.object({
  TOKEN: z
    .string('must have at least 16 characters')
    .min(16, 'must have at least 16 characters')
    .meta(SECRET),
  SPARE: z.string().optional().meta(SECRET),
  /** Not a secret, so it comes from the environment alone. */
  COLOUR: z.string().default('red'),
})

const dir = mkdtempSync(join(tmpdir(), 'runhive-secrets-'))
afterAll(() => rmSync(dir, { recursive: true }))
function file(name: string, content: string): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

test('a secret may come as a file, and the line ends at its end are not part of it', () => {
  for (const end of ['', '\n', '\r\n', '\n\n']) {
    const TOKEN_FILE = file('token', TOKEN + end)
    expect(parseSettings(Settings, { TOKEN_FILE }).TOKEN).toBe(TOKEN)
  }
  const inner = 'first line of it\n second '
  expect(parseSettings(Settings, { TOKEN_FILE: file('lines', `${inner}\n`) }).TOKEN).toBe(inner)
  expect(parseSettings(Settings, { TOKEN, SPARE_FILE: file('spare', 'x\n') }).SPARE).toBe('x')
})

test('what is no secret has no file', () => {
  expect(parseSettings(Settings, { TOKEN, COLOUR_FILE: file('colour', 'blue') }).COLOUR).toBe('red')
})

const directory = () => dir
test.each([
  [
    'the value and its file are both there',
    { TOKEN, TOKEN_FILE: () => file('both', TOKEN) },
    /TOKEN_FILE and TOKEN are both set/,
  ],
  [
    'there is no such file',
    { TOKEN_FILE: () => join(dir, 'hunter2') },
    /TOKEN_FILE must name a readable file \(ENOENT\)/,
  ],
  ['it is a folder', { TOKEN_FILE: directory }, /TOKEN_FILE must name a readable file \(EISDIR\)/],
  [
    'the file is empty',
    { TOKEN_FILE: () => file('empty', '\n') },
    /TOKEN_FILE must name a file that is not empty/,
  ],
  [
    'the file is far too large',
    { TOKEN_FILE: () => file('large', TOKEN.repeat(10_000)) },
    /TOKEN_FILE must name a file of at most/,
  ],
  [
    'what it holds does not fit',
    { TOKEN_FILE: () => file('short', 'hunter2') },
    /TOKEN, as read from TOKEN_FILE, must have at least 16/,
  ],
] as const)(
  'one sentence names the setting, and neither path nor value, when %s',
  (_when, given, message) => {
    const env = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
    )
    const parse = () => parseSettings(Settings, env)
    expect(parse).toThrow(message)
    expect(parse).toThrow(/^these settings are wrong:\n[^\n]+$/)
    expect(parse).not.toThrow(/hunter2/)
    expect(parse).not.toThrow(new RegExp(dir))
  },
)

test('a file that this user may not read is refused', () => {
  const path = file('locked', TOKEN)
  chmodSync(path, 0)
  const uid = process.geteuid?.() ?? 0
  if (uid === 0) process.seteuid?.(65_534)
  try {
    expect(() => parseSettings(Settings, { TOKEN_FILE: path })).toThrow(
      /TOKEN_FILE must name a readable file \(EACCES\)/,
    )
  } finally {
    process.seteuid?.(uid)
  }
})

test('files and values that are wrong are told in one message', () => {
  const parse = () =>
    parseSettings(Settings.extend({ PORT: CommonSettings.OPS_PORT }), {
      TOKEN_FILE: '/none',
      SPARE_FILE: '/none',
      PORT: 'x',
    })
  expect(parse).toThrow(/TOKEN_FILE[\s\S]*SPARE_FILE[\s\S]*PORT must be a whole number/)
})

test('a schema says which settings are secrets, however it is wrapped or described', () => {
  const marked = z.string().meta(SECRET)
  const wrapped = [
    marked.describe('A word.'),
    z.string().describe('A word.').meta(SECRET),
    marked.optional(),
    marked.optional().describe('A word.'),
    marked.default('x'),
    marked.transform((word) => word.length),
  ]
  expect(wrapped.map(isSecret)).toEqual(wrapped.map(() => true))
  expect(z.string().describe('A word.').meta(SECRET).description).toBe('A word.')
  expect([CommonSettings.NATS_URL, DatabaseUrl].map(isSecret)).toEqual([true, true])
  expect([CommonSettings.NATS_CA_FILE, CommonSettings.OPS_PORT, z.string()].map(isSecret)).toEqual([
    false,
    false,
    false,
  ])
})

test('a database URL may come as a file', () => {
  const url = 'postgres://auth:pw@db/runhive?sslmode=verify-full'
  expect(parseDatabaseUrl({ DATABASE_URL_FILE: file('database-url', `${url}\n`) })).toBe(url)
})
