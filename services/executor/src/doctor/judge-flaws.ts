import type { Finding } from './finding.ts'
import { ENGINE_LINES, KNOWN_FLAWS, type KnownFlaw } from './known-flaws.ts'
import { compareVersions } from './versions.ts'

/** A program that containers are made with. */
export interface Component {
  readonly version: string
  /** The package's own version where a distribution made it, such as `1.1.5+ds1-1+deb12u1`; undefined when unknown. */
  readonly revision: string | undefined
  /** Whether a distribution may have made it and mended it, although its revision is not known. */
  readonly mayBePackage: boolean
}

export type Verdict = 'absent' | 'present' | 'unknown'

/**
 * Whether a component has a flaw, as far as the table knows. A distribution's package of which it knows nothing is
 * `unknown`.
 */
export function judgeFlaw(flaw: KnownFlaw, { version, revision, mayBePackage }: Component): Verdict {
  if (!/^v?\d+\.\d+/.test(version)) return 'unknown'
  if (flaw.since !== undefined && compareVersions(version, flaw.since) < 0) return 'absent'
  if (isMendedUpstream(flaw.fixed, version)) return 'absent'
  const own = revision ?? version
  if (isPackage(own)) return judgePackage(flaw, own)
  if (mayBePackage) return 'unknown'
  if (flaw.last !== undefined && compareVersions(version, flaw.last) > 0) return 'unknown'
  return 'present'
}

/** Mended in its own line of releases, or newer than every line that had to be. */
function isMendedUpstream(fixed: readonly string[], version: string): boolean {
  const newest = fixed.at(-1)
  if (newest === undefined) return false
  const inLine = fixed.find((first) => lineOf(first) === lineOf(version))
  return compareVersions(version, inLine ?? newest) >= 0
}

function judgePackage({ packages }: KnownFlaw, own: string): Verdict {
  const related = packages.filter(({ revision }) => seriesOf(revision) === seriesOf(own))
  for (const { revision, mended } of related) {
    const order = compareVersions(own, revision)
    if (mended) return order >= 0 ? 'absent' : 'present'
    if (order <= 0) return 'present'
  }
  return 'unknown'
}

/** `1.2` of `1.2.8`. */
const lineOf = (version: string): string => /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version

/** Marks that Debian and Ubuntu, and what is made of them, leave in a version. */
const isPackage = (version: string): boolean => /ds\d*\b|dfsg|deb\d|ubuntu|-\d/.test(version)

/** Packages that can be compared: of one upstream version and, at Ubuntu, of one release. */
function seriesOf(revision: string): string {
  const [upstream] = revision.split(/-(?=[^-]*$)/)
  return `${upstream} ${/~(\d\d\.\d\d)/.exec(revision)?.[1] ?? ''}`
}

/** One finding for each flaw that a component has or may have, or that it has none that is known. */
export function judgeComponent(name: KnownFlaw['component'], component: Component | undefined): Finding[] {
  if (component === undefined) {
    return [
      {
        level: 'note',
        text: `The version of ${name} is unknown: check it against its known vulnerabilities.`,
      },
    ]
  }
  const known = KNOWN_FLAWS.filter((flaw) => flaw.component === name)
  const shown = `${name} ${component.revision ?? component.version}`
  const findings = known.flatMap((flaw) => toFinding(flaw, shown, judgeFlaw(flaw, component)))
  if (findings.length > 0) return findings
  return [{ level: 'ok', text: `${shown} is not affected by ${known.map(({ id }) => id).join(', ')}.` }]
}

function toFinding(flaw: KnownFlaw, shown: string, verdict: Verdict): Finding[] {
  const { id, what, advisory, level, fixed } = flaw
  const cure =
    fixed.length === 0
      ? `no fixed release was known when this was written (${advisory})`
      : `update to ${fixed.join(', ')} or newer, or to your distribution's fixed package (${advisory})`
  if (verdict === 'absent') return []
  if (verdict === 'present') return [{ level, text: `${shown} has ${id}, ${what}: ${cure}.` }]
  return [
    {
      level: 'note',
      text: `It is unknown whether ${shown} is affected by ${id}, ${what}: check the advisory (${advisory}).`,
    },
  ]
}

/** Whether anybody still mends the engine itself. `version` is what it says of itself. */
export function judgeEngineLine(version: string): Finding {
  const found = ENGINE_LINES.find(({ line }) => version === line || version.startsWith(`${line}.`))
  const newest = ENGINE_LINES.at(-1)
  if (found?.end === undefined) {
    if (found !== undefined || (newest && /^\d/.test(version) && compareVersions(version, newest.line) > 0)) {
      return { level: 'ok', text: `Docker ${version} belongs to a maintained release line.` }
    }
    return {
      level: 'note',
      text: `It is unknown whether Docker ${version} is still maintained: check https://github.com/moby/moby/blob/master/project/BRANCHES-AND-TAGS.md.`,
    }
  }
  const past = `Docker ${version} belongs to a release line that upstream stopped maintaining on ${found.end} (${found.source})`
  return isPackage(version)
    ? {
        level: 'note',
        text: `${past}. Your distribution may: whether it fixed everything is unknown, check its security tracker.`,
      }
    : { level: 'weak', text: `${past}: update it.` }
}
