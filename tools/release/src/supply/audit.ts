import { type Environment, run } from '../run.ts'

/** What a registry knows about the packages of the lock file. */
export type Audit =
  | { readonly kind: 'answered'; readonly found: ReadonlyArray<Finding> }
  /** The registry has no such service, or is away: nothing is known. */
  | { readonly kind: 'unknown'; readonly reason: string }

export interface Finding {
  readonly name: string
  readonly severity: string
  readonly title: string
}

/** Asks the registry, by `npm audit`. */
export async function audit(env: Environment): Promise<Audit> {
  // npm's exit code does not tell vulnerable packages from a registry without an answer: what it prints does.
  return readAudit(await run('sh', ['-c', 'npm audit --json || true'], { env }))
}

/** Of npm's own words. */
export function readAudit(said: string): Audit {
  const from = said.indexOf('{')
  const report = parse(from < 0 ? '' : said.slice(from, said.lastIndexOf('}') + 1))
  if (report?.vulnerabilities === undefined) {
    return { kind: 'unknown', reason: report?.message ?? 'npm printed no report' }
  }
  const found = Object.entries(report.vulnerabilities).map(([name, { severity, via }]) => {
    const titles = via.flatMap((one) => (typeof one === 'string' ? [] : [one.title]))
    return { name, severity, title: titles.join('; ') || `through ${via.join(', ')}` }
  })
  return { kind: 'answered', found }
}

interface Report {
  readonly message?: string
  readonly vulnerabilities?: Readonly<
    Record<string, { severity: string; via: ReadonlyArray<string | { title: string }> }>
  >
}

function parse(json: string): Report | undefined {
  try {
    return JSON.parse(json) as Report // npm's; only what is there is read
  } catch {
    return undefined
  }
}
