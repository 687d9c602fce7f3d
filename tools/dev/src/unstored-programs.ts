import { randomUUID } from 'node:crypto'

/** All places where a caller can put data, and where a program can write it. */
const PLACES = [
  ...(['source', 'stdin', 'file', 'environment', 'argument', 'metadata'] as const),
  ...(['stdout', 'stderr', 'collected', 'expected'] as const),
]

export interface Secretive {
  /** One for each place, never used before. */
  readonly marks: ReadonlyArray<string>
  readonly request: object
}

/**
 * A program that holds a mark in every place and writes others, which are put together so that they are not in its
 * source.
 */
export function secretive(more: object = {}): Secretive {
  const marks = Object.fromEntries(
    PLACES.map((place) => [place, randomUUID().replaceAll('-', '')]),
  ) as Record<(typeof PLACES)[number], string>
  const written = (mark: string) => `"".join(${JSON.stringify([...mark])})`
  const source = `# ${marks.source}
import sys
print(${written(marks.stdout)}, flush=True)
print(${written(marks.stderr)}, file=sys.stderr)
open("out.txt", "w").write(${written(marks.collected)})
`
  const request = {
    language: 'python',
    files: [
      { name: 'main.py', content: source },
      { name: 'data.txt', content: marks.file },
    ],
    env: { SECRET: marks.environment },
    metadata: { note: marks.metadata },
    ...more,
  }
  const run = { stdin: marks.stdin, args: [marks.argument], collect: ['*.txt'] }
  const tests = [{ stdin: marks.stdin, expected: marks.expected, args: [marks.argument] }]
  return {
    marks: Object.values(marks),
    request: 'tests' in more ? { ...request, tests } : { ...request, ...run },
  }
}
