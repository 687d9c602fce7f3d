import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { welcome } from './welcome.ts'

/** What a shell makes of the pasted text: the arguments curl would get. */
function paste(text: string): string[][] {
  const script = `curl() { printf '%s\\036' "$@"; printf '\\035'; }\n${text}`
  const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
  return said
    .split('\u001d')
    .slice(0, -1)
    .map((call) => call.split('\u001e').slice(0, -1))
}

test('the printed requests survive a shell: each is valid JSON for the URL, with the key', () => {
  const printed = welcome({ url: 'http://127.0.0.1:4000', key: 'rh_k', seconds: '1.0' })
  const commands = printed.slice(printed.indexOf('curl'), printed.lastIndexOf('\n'))
  const calls = paste(commands)
  expect(calls.map((call) => JSON.parse(call.at(-1) ?? '').language)).toEqual(['python', 'c', 'java'])
  for (const call of calls) {
    expect(call).toContain('http://127.0.0.1:4000/api/v1/executions?wait=true')
    expect(call).toContain('authorization: Bearer rh_k')
  }
})
