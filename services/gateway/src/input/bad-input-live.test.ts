import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'
import { bad, expectRefused, type Refusal, tooLarge } from '../testing/refused.ts'

/** What nobody may send of tests, interactive runs, files to bring back, webhooks and idempotency. */
const hello = { language: 'python', source: 'print(1)' }
const tested = { ...hello, tests: [{ expected: '1' }] }
const live = { ...hello, interactive: true }
const WALL = 'must be a whole number from 100 to 60000 milliseconds'
const IDLE = 'idleMs must be a whole number from 1000 to 900000 milliseconds'
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
const limitOfFourth = (wallMs: unknown) => ({
  ...hello,
  tests: [{}, {}, {}, { limits: { wallMs } }],
})
const checkedBy = (checker: object) => ({ ...tested, comparison: { mode: 'checker', checker } })

type Case = [what: string, body: object, expected: Refusal]

const TESTS: Case[] = [
  ['no tests', { ...hello, tests: [] }, bad('tests must have at least 1 item')],
  ['201 tests', { ...hello, tests: times(201, {}) }, bad('tests must have at most 200 items')],
  ['tests that are no list', { ...hello, tests: {} }, bad(/^tests (is required and )?must be a list/)],
  ...[0, -1, 99, 60_001, 1.5, '1000'].map(
    (value): Case => [
      `a limit of ${value} for one test`,
      limitOfFourth(value),
      bad(`tests[3].limits.wallMs ${WALL}`),
    ],
  ),
  [
    'a limit of all tests that is not allowed',
    { ...hello, limits: { wallMs: 1 }, tests: times(3, {}) },
    bad(`limits.wallMs ${WALL}`),
  ],
  [
    'a limit of a test that nobody knows',
    { ...hello, tests: [{ limits: { disk: 1 } }] },
    bad(/^tests\[0\]\.limits has no field `disk`; its fields are /),
  ],
  [
    'a test with a field nobody knows',
    { ...hello, tests: [{ input: '' }] },
    bad(/^tests\[0\] has no field `input`/),
  ],
  [
    'a test without a name',
    { ...hello, tests: [{ name: '' }] },
    bad('tests[0].name must have at least 1 character'),
  ],
  [
    'a test of 101 letters',
    { ...hello, tests: [{ name: 'x'.repeat(101) }] },
    bad('tests[0].name must have at most 100 characters'),
  ],
  [
    '257 arguments of a test',
    { ...hello, tests: [{ args: times(257, '') }] },
    bad('tests[0].args must have at most 256 items'),
  ],
  [
    'an argument of a test with NUL',
    { ...hello, tests: [{ args: ['\0'] }] },
    bad('tests[0].args[0] must not contain NUL'),
  ],
  [
    'more stopping than tests',
    { ...hello, stopAtFirstFailure: true },
    bad('stopAtFirstFailure needs `tests`'),
  ],
  ['a comparison of nothing', { ...hello, comparison: { mode: 'exact' } }, bad('comparison needs `tests`')],
  [
    'an unknown comparison',
    { ...tested, comparison: { mode: 'close' } },
    bad(/^comparison\.mode (must|is required) /),
  ],
  [
    'a tolerance above 1',
    { ...tested, comparison: { mode: 'floats', tolerance: 2 } },
    bad('comparison.tolerance must be at most 1'),
  ],
  [
    'a tolerance below 0',
    { ...tested, comparison: { mode: 'floats', tolerance: -1 } },
    bad('comparison.tolerance must be at least 0'),
  ],
  [
    'no checker',
    { ...tested, comparison: { mode: 'checker' } },
    bad(/^comparison\.checker (is required and )?must be an object/),
  ],
  [
    'a checker without source',
    checkedBy({ language: 'python' }),
    bad('comparison.checker.source: give either `source` or `files`'),
  ],
  [
    'a checker in an unknown language',
    checkedBy({ language: 'cobol', source: '' }),
    bad('comparison.checker.language must be one of c, python'),
  ],
  [
    'a checker in an unknown version',
    checkedBy({ language: 'python', version: '2', source: '' }),
    bad('comparison.checker.version must be a prefix of one of 3.9.2, 3.13.5'),
  ],
  [
    'a file of a checker that is not base64',
    checkedBy({ language: 'c', files: [{ name: 'a', content: '!', encoding: 'base64' }] }),
    bad('comparison.checker.files[0].content must be padded base64'),
  ],
  [
    'a file of a checker twice',
    checkedBy({ language: 'c', files: times(2, { name: 'a', content: '' }) }),
    bad('comparison.checker.files must not name a file twice'),
  ],
  [
    '2 MB of checker',
    checkedBy({ language: 'python', source: 'x'.repeat(2_000_000) }),
    tooLarge('comparison.checker.source must be at most 1048576 bytes; it has 2000000'),
  ],
]

const LIVE: Case[] = [
  [
    'an interactive run with tests',
    { ...tested, interactive: true },
    bad('interactive cannot be combined with `tests`'),
  ],
  [
    'a terminal for tests',
    { ...tested, terminal: { columns: 80, rows: 24 } },
    bad('terminal cannot be combined with `tests`'),
  ],
  ['files of tests', { ...tested, collect: ['*'] }, bad('collect cannot be combined with `tests`')],
  [
    'an idle limit of what nobody writes to',
    { ...hello, idleMs: 5_000 },
    bad('idleMs needs `interactive: true`'),
  ],
  [
    'something detached that nobody watches',
    { ...hello, detached: true },
    bad('detached needs `interactive: true`'),
  ],
  ...[0, -1, 1.5, 999, 900_001, 1e12, '5000'].map(
    (idleMs): Case => [`an idle limit of ${idleMs}`, { ...live, idleMs }, bad(IDLE)],
  ),
  ...[0, 3_600_001].map(
    (wallMs): Case => [
      `${wallMs} ms of an interactive run`,
      { ...live, limits: { wallMs } },
      bad('limits.wallMs must be a whole number from 100 to 3600000 milliseconds'),
    ],
  ),
  [
    'a terminal without columns',
    { ...live, terminal: { columns: 0, rows: 24 } },
    bad('terminal.columns must be at least 1'),
  ],
  [
    'a terminal of 1001 rows',
    { ...live, terminal: { columns: 80, rows: 1_001 } },
    bad('terminal.rows must be at most 1000'),
  ],
  [
    'a terminal without a size',
    { ...live, terminal: true },
    bad(/^terminal (is required and )?must be an object/),
  ],
  [
    'interactive as text',
    { ...hello, interactive: 'yes' },
    bad(/^interactive (is required and )?must be true or false/),
  ],
]

const OTHERS: Case[] = [
  ['17 patterns', { ...hello, collect: times(17, 'a') }, bad('collect must have at most 16 items')],
  ['an empty pattern', { ...hello, collect: [''] }, bad('collect[0] must have at least 1 character')],
  [
    'a long pattern',
    { ...hello, collect: ['x'.repeat(256)] },
    bad('collect[0] must have at most 255 characters'),
  ],
  [
    'an absolute pattern',
    { ...hello, collect: ['/etc/*'] },
    bad('collect[0] must be relative to the work folder'),
  ],
  [
    'a pattern outside',
    { ...hello, collect: ['a', '../*'] },
    bad('collect[1] must stay inside the work folder'),
  ],
  [
    'a webhook that is no URL',
    { ...hello, webhook: { url: 'example.com' } },
    bad('webhook.url must be an http or https URL'),
  ],
  [
    'a webhook by FTP',
    { ...hello, webhook: { url: 'ftp://a.example' } },
    bad('webhook.url must be an http or https URL'),
  ],
  [
    'a webhook with a password',
    { ...hello, webhook: { url: 'https://me:secret@a.example' } },
    bad('webhook.url must not contain a user name or password'),
  ],
  [
    'a webhook of 3 KB',
    { ...hello, webhook: { url: `https://a.example/${'x'.repeat(3_000)}` } },
    bad('webhook.url must be at most 2048 characters'),
  ],
  [
    'an empty idempotency key',
    { ...hello, idempotencyKey: '' },
    bad('idempotencyKey must have at least 1 character'),
  ],
  [
    'a long idempotency key',
    { ...hello, idempotencyKey: 'x'.repeat(201) },
    bad('idempotencyKey must have at most 200 characters'),
  ],
]

test.each([...TESTS, ...LIVE, ...OTHERS])(
  '%s: refused in one clear sentence over REST and tRPC alike, and nothing is queued',
  async (_, body, expected) => {
    await using gateway = await openTestGateway({ hold: false })
    await expectRefused(gateway, body, expected)
  },
)

test('more tests than may be carried are 413 once bodies may be that large', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { BODY_LIMIT_BYTES: '8388608' } })
  const tests = times(5, { stdin: 'é'.repeat(400_000), expected: 'x'.repeat(200_000) })
  const message = 'tests must be at most 4194304 bytes; it has 5000000'
  await expectRefused(gateway, { ...hello, tests }, tooLarge(message))
})

test('a caller that waits for the result cannot write, and the error says what to do', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { status, body } = await gateway.ask('/api/v1/executions?wait=true', { json: live })
  expect({ status, message: body.message }).toEqual({
    status: 400,
    message: 'interactive must be false when waiting for the result: submit it, then watch and write',
  })
  await expect.poll(() => gateway.auth.slots.size).toBe(0)
})

test('of many bad limits at most twenty are told', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const wallMs of [0, 1]) {
    const tests = times(200, { limits: { wallMs } })
    const { body } = await gateway.ask('/api/v1/executions', { json: { ...hello, tests } })
    expect(body.details?.issues).toHaveLength(20)
  }
})
