import { byOutput, byWall, type Hostile, MIB, soon } from '../description/program.ts'

const terminal = { interactive: true, terminal: { columns: 80, rows: 24 } }

/** Programs that say too much, too little, too late, or what nobody can read. */
export const output: readonly Hostile[] = [
  { file: 'endless-printer.py', ...byOutput },
  { file: 'endless-stderr.py', ...byOutput, phase: { truncated: { stdout: false, stderr: true } } },
  { file: 'endless-line.py', ...byOutput, phase: { truncated: { stdout: true, stderr: false } } },
  { file: 'alternating.py', ...byOutput },
  { file: 'hundred-megabytes.py', ...byOutput, limits: {} },
  { file: 'single-bytes.c', ...byOutput },
  { file: 'splices.c', ...byOutput },
  { file: 'non-blocking.py', ...byOutput },
  { file: 'talks-on-stderr.sh', ...byOutput },
  {
    file: 'exactly.py',
    trying: 'the limit',
    limits: { outputBytes: 10_000 },
    request: { args: ['10000'] },
    status: 'succeeded',
    stdout: 'x'.repeat(10_000),
  },
  { file: 'exactly.py', trying: 'one more', ...byOutput, request: { args: ['10001'] } },
  {
    file: 'long-line.py',
    status: 'succeeded',
    phase: { stdoutBytes: 900_001, truncated: { stdout: false, stderr: false } },
  },
  {
    file: 'every-byte.py',
    status: 'succeeded',
    phase: {
      base64: { stdout: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64') },
    },
  },
  {
    file: 'almost-text.py',
    status: 'succeeded',
    phase: { base64: { stdout: Buffer.from('c0af20eda08020f490808020e282', 'hex').toString('base64') } },
  },
  {
    file: 'control-characters.py',
    request: { collect: ['bells'] },
    status: 'succeeded',
    phase: { stdoutBytes: MIB, stderrBytes: MIB },
  },
  {
    file: 'escape-sequences.py',
    status: 'succeeded',
    stdout: '\x1b[2J\x1b]0;title\x07\x1b[?1049h\x00\u202e\u2028\ufeff\r\x9b31m',
  },
  { file: 'late-child.py', status: 'succeeded', stdout: 'in time\n' },
  { file: 'daemon-holding-stdout.py', status: 'succeeded' },
  { file: 'holds-its-own-output.py', status: 'succeeded', stdout: '' },
  { file: 'closes-stdout.py', ...byWall },
  { file: 'closes-everything.c', status: 'succeeded', stdout: '' },
  {
    file: 'stdin-ignorer.py',
    request: { stdin: 'x'.repeat(MIB) },
    status: 'succeeded',
    stdout: 'not listening\n',
  },
  { file: 'terminal-flood.py', ...byOutput, request: terminal },
  { file: 'terminal-echo.sh', ...byOutput, request: terminal },
  { file: 'terminal-stopped.py', ...byWall, request: terminal },
  { file: 'terminal-injection.py', request: terminal, status: 'succeeded', stdout: '' },
  { file: 'terminal-hangup.py', request: terminal, limits: soon, status: 'timed_out', limit: 'wall' },
]
