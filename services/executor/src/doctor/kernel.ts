import { readFile } from 'node:fs/promises'
import type { Finding } from './finding.ts'

/** What of the host's kernel can be read at no cost; undefined where this kernel has no such thing. */
export interface KernelFacts {
  readonly ptyMax: number | undefined
  readonly pidMax: number | undefined
  readonly kptrRestrict: number | undefined
  readonly dmesgRestrict: number | undefined
  /** Debian's switch; elsewhere the number of namespaces says the same. */
  readonly usernsClone: number | undefined
  readonly maxUserNamespaces: number | undefined
  /** Areas of swap in use. */
  readonly swaps: number | undefined
}

/** Terminals that a host should have: one cell can take 4096 and give them back only at its end. */
const ENOUGH_PTYS = 65_536
/** Beside those of cells: what a host runs of its own. */
const OWN_PROCESSES = 4_096

/** Judges settings of the host's kernel that cells share, in any container. */
export function judgeKernel(
  facts: KernelFacts,
  need: { readonly slots: number; readonly processes: number },
): Finding[] {
  const wantedPids = need.slots * need.processes + OWN_PROCESSES
  const findings: Array<Finding | false> = [
    facts.ptyMax !== undefined &&
      facts.ptyMax < ENOUGH_PTYS && {
        level: 'note',
        text: `The host has ${facts.ptyMax} terminals and one cell can take thousands: if interactive runs matter, sysctl kernel.pty.max=1048576.`,
      },
    facts.pidMax !== undefined &&
      facts.pidMax < wantedPids && {
        level: 'weak',
        text: `With every slot at its process limit ${wantedPids} pids are needed, and the host has ${facts.pidMax}: sysctl kernel.pid_max=4194304.`,
      },
    (facts.swaps ?? 0) > 0 && {
      level: 'note',
      text: "Swap is on: the host's memory may be written to disk, and a busy host becomes slow before it runs out: swapoff -a, and no swap in /etc/fstab.",
    },
    facts.kptrRestrict === 0 && {
      level: 'note',
      text: 'Kernel addresses are readable on the host: sysctl kernel.kptr_restrict=2.',
    },
    facts.dmesgRestrict === 0 && {
      level: 'note',
      text: 'Any user of the host can read the kernel log: sysctl kernel.dmesg_restrict=1.',
    },
    (facts.usernsClone ?? facts.maxUserNamespaces ?? 0) > 0 && {
      level: 'note',
      text: `Any user of the host may create user namespaces, where many kernel exploits start; cells may not. Unless something else needs them: sysctl ${facts.usernsClone === undefined ? 'user.max_user_namespaces=0' : 'kernel.unprivileged_userns_clone=0'}.`,
    },
  ]
  const said = findings.filter((finding) => finding !== false)
  return said.length > 0
    ? said
    : [{ level: 'ok', text: 'The kernel settings have no weakness that the doctor knows.' }]
}

/** Reads them from here: only when the engine is on this host do they say anything about it. */
export async function readKernel(): Promise<KernelFacts> {
  const [ptyMax, pidMax, kptrRestrict, dmesgRestrict, usernsClone, maxUserNamespaces] = await Promise.all(
    [
      'kernel/pty/max',
      'kernel/pid_max',
      'kernel/kptr_restrict',
      'kernel/dmesg_restrict',
      'kernel/unprivileged_userns_clone',
      'user/max_user_namespaces',
    ].map((name) => readNumber(`/proc/sys/${name}`)),
  )
  const swaps = await readText('/proc/swaps')
  return {
    ptyMax,
    pidMax,
    kptrRestrict,
    dmesgRestrict,
    usernsClone,
    maxUserNamespaces,
    swaps: swaps === undefined ? undefined : swaps.trim().split('\n').length - 1,
  }
}

async function readNumber(path: string): Promise<number | undefined> {
  const text = (await readText(path))?.trim()
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
