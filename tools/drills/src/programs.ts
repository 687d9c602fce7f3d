/** One request of a drill, and the expected output. */
export interface Program {
  readonly request: Readonly<Record<string, unknown>>
  /** true: the caller waits for the result. false: it submits, and the result is read later. */
  readonly wait: boolean
  readonly stored: boolean
  /** Its output when it succeeds. */
  readonly prints: string
}

const C = '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d\\n", n); }\n'
const SOURCES = [
  { language: 'python', source: 'print(input())' },
  { language: 'c', source: C },
  // Long enough to be running when something dies.
  { language: 'python', source: 'import time\nn = input()\ntime.sleep(0.3)\nprint(n)' },
  { language: 'bash', source: 'read n; echo "$n"' },
]

/**
 * The request with this number in the mix of the load: every language, waiting or not, stored or not, in all
 * combinations. Each prints its own number, which no other request prints.
 */
export function programOf(number: number): Program {
  const wait = number % 2 === 0
  const stored = Math.floor(number / 2) % 2 === 0
  const source = SOURCES[Math.floor(number / 4) % SOURCES.length]
  return {
    request: { ...source, stdin: `${number}\n`, store: stored, metadata: { number: String(number) } },
    wait,
    stored,
    prints: `${number}\n`,
  }
}
