import type { ExecutionRequest, PlannedRequest } from '@runhive/contracts/request'

type Encoding = 'utf8' | 'base64'

/** Something that a program reads or should print, and where in the request it stands. */
export interface Input {
  readonly content: string
  readonly encoding: Encoding
  readonly path: Array<string | number>
}

/** The request's own stdin first, then what its tests bring. */
export function inputsOf(request: ExecutionRequest): [Input, ...Input[]] {
  const { stdin, stdinEncoding: encoding = 'utf8', tests = [] } = request
  const ofTests = tests.flatMap((test, index) =>
    (['stdin', 'expected'] as const).flatMap((field): Input[] => {
      const content = test[field]
      if (content === undefined) return []
      return [{ content, encoding: encodingOf(request, test), path: ['tests', index, field] }]
    }),
  )
  return [{ content: stdin, encoding, path: ['stdin'] }, ...ofTests]
}

type Test = NonNullable<ExecutionRequest['tests']>[number]

const encodingOf = (
  { testsEncoding = 'utf8' }: ExecutionRequest,
  { encoding = testsEncoding }: Test,
): Encoding => encoding

/** The request as executors know it, with one encoding for all tests: base64 as soon as one of them is. */
export function toPlanned(request: ExecutionRequest): PlannedRequest {
  const { tests, testsEncoding: _, ...rest } = request
  if (tests === undefined) return rest
  const isBinary = tests.some((test) => encodingOf(request, test) === 'base64')
  if (!isBinary) return { ...rest, tests: tests.map(({ encoding, ...test }) => test) }
  const planned = tests.map((test) => {
    const { encoding: _own, stdin, expected, ...others } = test
    const from = encodingOf(request, test)
    return {
      ...others,
      ...(stdin === undefined ? {} : { stdin: toBase64(stdin, from) }),
      ...(expected === undefined ? {} : { expected: toBase64(expected, from) }),
    }
  })
  return { ...rest, tests: planned, testsEncoding: 'base64' }
}

const toBase64 = (text: string, from: Encoding): string =>
  from === 'base64' ? text : Buffer.from(text).toString('base64')
