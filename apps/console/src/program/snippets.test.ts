import { execFileSync } from 'node:child_process'
import { stripTypeScriptTypes } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_EXTRAS, type Program } from './program.ts'
import { toCurl, toRequest, toTypeScript } from './snippets.ts'

const where = { url: 'https://run.example.com', fileName: 'main.py' }
const programOf = (content: string, more: Partial<Program> = {}): Program => ({
  ...NO_EXTRAS,
  runtime: 'python-3.13',
  files: [{ name: 'main.py', content }],
  ...more,
})

const HOSTILE = [
  `'; rm -rf / #`,
  `$(touch /tmp/x) \`id\` \${HOME} "$PATH" \\' \\\\ !!`,
  "'''\n'\\''\n",
  '</script><script>alert(1)</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must stay one
  '`${process.exit()}` \u2028 \u2029 \\u0027 \r\n\t',
  '@/etc/passwd',
]

/** The command's arguments as a real shell parses them. */
function argumentsOf(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  return execFileSync('/bin/sh', ['-c', script], { env: { RUNHIVE_KEY: 'rh_x' } })
    .toString()
    .split('\0')
    .slice(0, -1)
}

test.each(HOSTILE)('a shell passes %j on and obeys nothing of it', (content) => {
  const args = argumentsOf(toCurl(programOf(content), where))
  expect(args.slice(0, -1)).toEqual([
    '-s',
    'https://run.example.com/api/v1/executions?wait=true',
    '-H',
    'authorization: Bearer rh_x',
    '-H',
    'content-type: application/json',
    '-d',
  ])
  expect(JSON.parse(args.at(-1) ?? '')).toEqual({ language: 'python-3.13', source: content })
})

test('a shell passes on any text, in any field', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((value) => !value.includes('\0'))
  fc.assert(
    fc.property(text, text, (content, stdin) => {
      const program = programOf(content, { stdin, args: [stdin] })
      const body = JSON.parse(argumentsOf(toCurl(program, where)).at(-1) ?? '')
      expect(body).toMatchObject({ source: content, args: [stdin] })
    }),
    { numRuns: 15 },
  )
})

test.each(HOSTILE)('TypeScript reads %j as a string', (content) => {
  const source = stripTypeScriptTypes(toTypeScript(programOf(content, { stdin: content }), where))
  const asked: unknown[] = []
  const createClient = () => ({
    executions: { run: { mutate: async (request: unknown) => void asked.push(request) } },
  })
  const body = source
    .replace(/^import .*$/m, '')
    .replace('await ', '')
    .replace(/^console\.log.*$/m, '')
  // The code of a snippet, run as a reader would run it.
  new Function('createClient', body)(createClient)
  expect(asked).toEqual([{ language: 'python-3.13', source: content, stdin: content }])
})

test('a request names what differs from the defaults, and nothing else', () => {
  expect(toRequest(programOf('x'))).toEqual({
    language: 'python-3.13',
    files: [{ name: 'main.py', content: 'x' }],
  })
  const extras = { limits: { wallMs: 5 }, collect: ['*'], store: false, args: ['a'], stdin: 'in' }
  expect(toRequest(programOf('x', extras))).toMatchObject(extras)
})

test('an interactive program has a terminal, and its input comes later', () => {
  const request = toRequest(programOf('x', { interactive: true, stdin: 'old' }), { columns: 99, rows: 9 })
  expect(request).toMatchObject({ interactive: true, terminal: { columns: 99, rows: 9 } })
  expect(request).not.toHaveProperty('stdin')
})

test('several files, or one of another name, are named', () => {
  const curl = toCurl({ ...programOf(''), files: [{ name: 'other.py', content: 'x' }] }, where)
  expect(curl).toContain('"files"')
  expect(curl).not.toContain('"source"')
})
