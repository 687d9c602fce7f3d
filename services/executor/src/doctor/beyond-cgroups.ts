import { readFile } from 'node:fs/promises'
import type { Cell } from '../pool/cell.ts'
import type { Finding } from './finding.ts'
import { runScript } from './probe.ts'

/** What bounds a cell where no cgroup does, as a cell sees it; undefined where this kernel or runtime does not tell. */
export interface BoundFacts {
  readonly cgroupVersion: 1 | 2
  /** Sockets of the cell's network, by which cell init bounds what they hold. */
  readonly sockets: number | undefined
  /** Largest receive buffer of a TCP socket, bytes. */
  readonly tcpBytes: number | undefined
  /** Buffer of a UDP or netlink socket, bytes; of the host, read from here. */
  readonly defaultBytes: number | undefined
  /** The lowest score for the OOM killer that a program can give itself. */
  readonly oomScore: number | undefined
}

/** Cell init counts so much for each socket, bytes: see `cell/sockets.c`. */
const COUNTED_BYTES = 256 * 1024
/** The kernel's default, which the number above allows for. */
const USUAL_BYTES = 212_992
/** More than an idle cell has: then the kernel shows it those of the host. */
const MANY_SOCKETS = 64

/** Judges whether the kernel's memory for sockets, and the order in which the kernel kills, are bounded in cells. */
export function judgeBounds(facts: BoundFacts): Finding[] {
  return [judgeSockets(facts), ...judgeScore(facts)]
}

function judgeSockets({ cgroupVersion, sockets, tcpBytes, defaultBytes }: BoundFacts): Finding {
  const isCounted = sockets !== undefined && sockets <= MANY_SOCKETS
  if (!isCounted || tcpBytes === undefined || tcpBytes > COUNTED_BYTES) {
    const what = cgroupVersion === 1 ? 'TCP, UDP and netlink sockets hold' : 'netlink sockets hold'
    return {
      level: 'weak',
      text: `Memory that ${what} is not limited per cell: use Linux 4.16 or newer with runc or crun${cgroupVersion === 1 ? ', preferably with cgroup v2' : ''}.`,
    }
  }
  if (defaultBytes !== undefined && defaultBytes > USUAL_BYTES) {
    return {
      level: 'weak',
      text: `Socket buffers start at ${defaultBytes} bytes, so the sockets of a cell may hold more than its memory limit: sysctl net.core.rmem_default=${USUAL_BYTES} net.core.wmem_default=${USUAL_BYTES}.`,
    }
  }
  return { level: 'ok', text: 'The memory that the sockets of a cell hold is bounded.' }
}

function judgeScore({ oomScore }: BoundFacts): Finding[] {
  if (oomScore === undefined || oomScore > 0) return []
  return [
    {
      level: 'weak',
      text: 'When the host runs out of memory, a program can have other processes killed first: give the engine CAP_SYS_RESOURCE, which bounds how far a program may lower its OOM score.',
    },
  ]
}

/** Each line is one fact. The score is tried in a process of its own, so that nothing after it keeps it. */
const SCRIPT = `
echo "sockets $(sed -n 's/^sockets: used //p' /proc/net/sockstat)"
echo "tcp $(cut -f3 /proc/sys/net/ipv4/tcp_rmem)"
echo "score $(sh -c 'for score in 900 500 100 0; do echo $score > /proc/self/oom_score_adj; done 2>/dev/null; cat /proc/self/oom_score_adj')"
`

/** Looks around in a probe cell. Settings of the host are read when the engine is on this one. */
export async function probeBounds(
  cell: Cell,
  host: { readonly cgroupVersion: 1 | 2; readonly isHere: boolean },
): Promise<Finding[]> {
  const { stdout } = await runScript(cell, SCRIPT)
  const values = new Map(
    [...stdout.matchAll(/^(\w+) (-?\d+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  )
  return judgeBounds({
    cgroupVersion: host.cgroupVersion,
    sockets: values.get('sockets'),
    tcpBytes: values.get('tcp'),
    defaultBytes: host.isHere ? await readDefault() : undefined,
    oomScore: values.get('score'),
  })
}

async function readDefault(): Promise<number | undefined> {
  const sizes = await Promise.all(
    ['rmem_default', 'wmem_default'].map((name) =>
      readFile(`/proc/sys/net/core/${name}`, 'utf8').catch(() => ''),
    ),
  )
  const largest = Math.max(...sizes.map(Number))
  return largest > 0 ? largest : undefined
}
