import { readdir, readFile } from 'node:fs/promises'
import type { Finding } from './finding.ts'

/** What the kernel says of one flaw of the processors: the text of `/sys/devices/system/cpu/vulnerabilities/<name>`. */
export interface CpuFlaw {
  readonly name: string
  readonly state: string
}

const FOLDER = '/sys/devices/system/cpu/vulnerabilities'

/** All that this kernel knows, newer ones than we do too. Empty where it tells none. */
export async function readCpuFlaws(folder = FOLDER): Promise<CpuFlaw[]> {
  const names = await readdir(folder).catch(() => [])
  const read = names.toSorted().map(async (name) => {
    const state = await readFile(`${folder}/${name}`, 'utf8').catch(() => '')
    return { name, state: state.trim() }
  })
  return Promise.all(read)
}

/**
 * Judges each part of each line: "Mitigation: Retpolines; BHI: Vulnerable" is a mitigation of one and none of the
 * other.
 * Parts about guests of virtual machines say nothing of cells.
 */
export function judgeCpuFlaws(flaws: readonly CpuFlaw[]): Finding[] {
  const open = flaws.flatMap(({ name, state }) => describe(name, openParts(state)))
  const unknown = flaws.filter(({ state }) => /^unknown\b/i.test(state)).map(({ name }) => name)
  const findings: Array<Finding | false> = [
    open.length > 0 && {
      level: 'weak',
      text: `The kernel lacks mitigations against ${open.join(', ')}: programs of different callers share these processors. Update the kernel and the microcode, or ask the host's provider.`,
    },
    unknown.length > 0 && {
      level: 'note',
      text: `It is unknown whether ${unknown.join(', ')} is mitigated: according to the kernel this depends on the host's provider.`,
    },
  ]
  const said = findings.filter((finding) => finding !== false)
  if (said.length > 0 || flaws.length === 0) return said
  return [
    {
      level: 'ok',
      text: 'The kernel mitigates every flaw of these processors that it knows.',
    },
  ]
}

/** The parts of a line that say that something is open; a line that begins so is open as a whole. */
function openParts(state: string): string[] {
  if (/^vulnerable\b/i.test(state)) return ['']
  return state
    .split(';')
    .map((part) => part.trim())
    .filter((part) => /\bvulnerable\b/i.test(part) && !/^(KVM|VMX):/.test(part))
}

function describe(name: string, parts: readonly string[]): string[] {
  if (parts.length === 0) return []
  const said = parts.filter((part) => part !== '').join('; ')
  return [said === '' ? name : `${name} (${said})`]
}
