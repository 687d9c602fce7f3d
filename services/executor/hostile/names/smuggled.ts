import type { ExecutionRequest } from '@runhive/contracts/request'

const called = (name: string): Partial<ExecutionRequest> => ({
  source: undefined,
  files: [{ name, content: 'print("ran")', encoding: 'utf8' }],
})
const collecting = (pattern: string): Partial<ExecutionRequest> => ({ collect: [pattern] })

/** Parts of requests that no gateway lets through, as a broken or hijacked one could queue them. */
export const smuggled: readonly Partial<ExecutionRequest>[] = [
  called('../up.py'),
  called('/etc/up.py'),
  called('..'),
  called('.'),
  called('a/../../up.py'),
  called('a//up.py'),
  called('a/'),
  called('line\nbreak.py'),
  called('nul\0.py'),
  called('back\\slash.py'),
  called('x'.repeat(256)),
  called(''),
  collecting('../*'),
  collecting('/etc/*'),
  collecting('out/../../etc/*'),
  collecting('a\nb'),
  { args: ['nul\0'] },
  { env: { 'A=B': 'c' } },
  { env: { A: 'nul\0' } },
  { terminal: { columns: 0, rows: 100_000 } },
]
