import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'
import { bad, expectRefused, type Refusal } from '../testing/refused.ts'

/** What nobody may send, each with the one answer it gets. Nothing of it may reach the queue. */
const hello = { language: 'python', source: 'print(1)' }
const limit = (value: unknown) => ({ ...hello, limits: { wallMs: value } })
const RANGE = 'limits.wallMs must be a whole number from 100 to 60000 milliseconds'

const CASES: Array<[what: string, body: unknown, expected: Refusal]> = [
  ['an unknown language', { ...hello, language: 'cobol' }, bad('language must be one of c, python')],
  ['an unknown version', { ...hello, version: '2' }, bad('version must be a prefix of one of 3.9.2, 3.13.5')],
  [
    'a misspelt language',
    { ...hello, language: 'pyhton' },
    bad('language must be one of c, python; did you mean `python`?'),
  ],
  [
    'a version that is nearly there',
    { ...hello, version: '3.14' },
    bad('version must be a prefix of one of 3.9.2, 3.13.5; did you mean `3.13`?'),
  ],
  [
    'a misspelt field',
    { ...hello, sdtin: '' },
    bad('The request has no field `sdtin`; did you mean `stdin`?'),
  ],
  [
    'a misspelt limit',
    { ...hello, limits: { wall_ms: 1 } },
    bad('limits has no field `wall_ms`; did you mean `wallMs`?'),
  ],
  [
    'a path to look programs up in',
    { ...hello, env: { PATH: '/opt/bin' } },
    bad(/^env\.PATH cannot be set, because the language's own programs are found through it: /),
  ],
  ['no language', { source: '' }, bad(/^language (is required and )?must be a string/)],
  ['a limit of 0', limit(0), bad(RANGE)],
  ['a limit of -1', limit(-1), bad(RANGE)],
  ['a limit of 10^12', limit(1e12), bad(RANGE)],
  ['a limit of 1.5', limit(1.5), bad(RANGE)],
  ['a limit below the range', limit(99), bad(RANGE)],
  ['a limit above the range', limit(60_001), bad(RANGE)],
  ['a limit as text', limit('1000'), bad(RANGE)],
  [
    'a compile limit out of range',
    { ...hello, compileLimits: { memoryBytes: 1 } },
    bad('compileLimits.memoryBytes must be a whole number from 16777216 to 536870912 bytes'),
  ],
  [
    'two bad limits',
    { ...hello, limits: { wallMs: 0, processes: 0 } },
    bad(`${RANGE} (and 1 more: see details.issues)`),
  ],
  [
    'a limit nobody knows',
    { ...hello, limits: { disk: 1 } },
    bad(/^limits has no field `disk`; its fields are /),
  ],
  ['a field nobody knows', { ...hello, shell: true }, bad(/^The request has no field `shell`/)],
  [
    'a file outside of the work folder',
    { language: 'python', files: [{ name: '../x.py', content: '' }] },
    bad('files[0].name must stay inside the work folder: no empty, "." or ".." part'),
  ],
  [
    'an absolute file name',
    { language: 'python', files: [{ name: '/etc/passwd', content: '' }] },
    bad(/^files\[0\]\.name must be relative to the work folder/),
  ],
  [
    'a flag that would leave nothing to run',
    { language: 'c', source: '', compilerArgs: ['-O2', '-c'] },
    bad('compilerArgs[1] must not be "-c": the program is always called a.out'),
  ],
  ['no file', { language: 'python', files: [] }, bad(/^files (must|is required) /)],
  ['neither source nor files', { language: 'python' }, bad('source: give either `source` or `files`')],
  [
    'a file that is not base64',
    { language: 'python', files: [{ name: 'a', content: 'no base64!', encoding: 'base64' }] },
    bad('files[0].content must be padded base64'),
  ],
  [
    'stdin that is not the base64 it says it is',
    { ...hello, stdin: 'no base64!', stdinEncoding: 'base64' },
    bad('stdin must be padded base64'),
  ],
  [
    'input of a test that is not base64',
    {
      ...hello,
      tests: [
        { stdin: '/w==', encoding: 'base64' },
        { stdin: '/w', encoding: 'base64' },
      ],
    },
    bad('tests[1].stdin must be padded base64'),
  ],
  [
    'expected output that is not base64',
    { ...hello, tests: [{ stdin: '/w==', expected: '!', encoding: 'base64' }] },
    bad('tests[0].expected must be padded base64'),
  ],
  [
    '2 MB of stdin in base64',
    { ...hello, stdin: Buffer.alloc(2e6).toString('base64'), stdinEncoding: 'base64' },
    { status: 413, code: 'TOO_LARGE', message: 'stdin must be at most 1048576 bytes; it has 2000000' },
  ],
  [
    'source of a wrong type',
    { language: 'python', source: 1 },
    bad(/^source (is required and )?must be a string/),
  ],
  ['stdin of a wrong type', { ...hello, stdin: ['x'] }, bad(/^stdin (is required and )?must be a string/)],
  ['args of a wrong type', { ...hello, args: 'x' }, bad(/^args (is required and )?must be a list/)],
  [
    'an environment of a wrong type',
    { ...hello, env: { A: 1 } },
    bad(/^env\.A (is required and )?must be a string/),
  ],
  ['a list instead of an object', [hello], bad(/^The request must be an object; it is /)],
  ['null', null, bad(/^The request must be an object; it is /)],
  [
    '2 MB of source',
    { language: 'python', source: 'x'.repeat(2_000_000) },
    { status: 413, code: 'TOO_LARGE', message: 'source must be at most 1048576 bytes; it has 2000000' },
  ],
  [
    '2 MB of base64 in two files',
    {
      language: 'python',
      files: ['a', 'b'].map((name) => ({
        name,
        content: Buffer.alloc(1e6).toString('base64'),
        encoding: 'base64',
      })),
    },
    { status: 413, code: 'TOO_LARGE', message: 'files must be at most 1048576 bytes; it has 2000000' },
  ],
  [
    '2 MB of stdin',
    { ...hello, stdin: 'é'.repeat(1_000_000) },
    { status: 413, code: 'TOO_LARGE', message: 'stdin must be at most 1048576 bytes; it has 2000000' },
  ],
  [
    '5 MB of anything',
    { ...hello, stdin: 'x'.repeat(5e6) },
    { status: 413, code: 'TOO_LARGE', message: /too large/ },
  ],
]

test.each(CASES)(
  '%s is refused in one clear sentence over REST and tRPC alike, and nothing is queued',
  async (_, body, expected) => {
    await using gateway = await openTestGateway({ hold: false })
    await expectRefused(gateway, body, expected)
  },
)

test('the details of bad input carry every issue with its path, code and message', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await gateway.ask('/api/v1/executions', { json: limit(1e12) })
  expect(body.details).toEqual({
    issues: [
      {
        code: 'out_of_range',
        path: ['limits', 'wallMs'],
        message: 'must be a whole number from 100 to 60000 milliseconds',
        minimum: 100,
        maximum: 60_000,
      },
    ],
  })
})
