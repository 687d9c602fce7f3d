import * as z from 'zod'
import { CELL_ENVIRONMENT, FILE_SIZE_BYTES, OPEN_FILES, STACK_BYTES } from '../docker/options.ts'
import type { Cell } from '../pool/cell.ts'
import { runPhase } from '../program/run-phase.ts'
import type { Finding } from './finding.ts'

/**
 * A look at a cell from inside: not what Docker was asked for, but what really holds. It is a shell script, because
 * every image of ours has a shell, and each line is one fact.
 */
const SCRIPT = `
value() { sed -n "s/^$1:[[:space:]]*//p" /proc/self/status; }
echo "uid $(value Uid | cut -f1)"
echo "capabilities $(value CapEff)$(value CapBnd)$(value CapPrm)"
echo "seccomp $(value Seccomp)"
echo "noNewPrivileges $(value NoNewPrivs)"
echo "interfaces $(sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' ' | sort | tr '\\n' ' ')"
echo "routes $(sed 1d /proc/net/route | wc -l)"
touch /owned 2>/dev/null && echo "root writable" || echo "root readonly"
touch /work/probe 2>/dev/null && echo "work writable" || echo "work readonly"
ls /proc/1/fd >/dev/null 2>&1 && echo "init open" || echo "init closed"
[ -e /var/run/docker.sock ] && echo "socket visible" || echo "socket absent"
grep -q '^nameserver 127.0.0.1$' /etc/resolv.conf && [ "$(grep -c ^nameserver /etc/resolv.conf)" = 1 ] && echo "nameservers none" || echo "nameservers visible"
n=0; while [ $n -lt 60 ]; do sleep 5 & n=$((n + 1)); done 2>/dev/null
echo "processes done"
`

const Facts = z.object({
  uid: z.string(),
  capabilities: z.string(),
  seccomp: z.string(),
  noNewPrivileges: z.string(),
  interfaces: z.string(),
  routes: z.string(),
  root: z.string(),
  work: z.string(),
  init: z.string(),
  socket: z.string(),
  nameservers: z.string(),
})

const GRACE_MS = 500
const LIMITS = {
  wallMs: 10_000,
  cpuMs: 5_000,
  memoryBytes: 64 * 2 ** 20,
  outputBytes: 64 * 1024,
  processes: 16,
}

/** Looks around in one fresh cell; the memory limit is tried in another phase of it, last. */
export async function probeCell(cell: Cell): Promise<Finding[]> {
  await cell.applyLimits(LIMITS)
  const looked = await runScript(cell, SCRIPT)
  const facts = parseFacts(looked.stdout)
  if (facts === undefined) {
    return [
      {
        level: 'bad',
        text: `The probe cell reported nothing (${looked.status}): look at the engine's log.`,
      },
    ]
  }
  const hog = await runScript(cell, 'x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done')
  return [
    ...judgeView(facts),
    judge(
      !looked.stdout.includes('processes done') || looked.stderr !== '' || looked.status !== 'succeeded',
      {
        holds: 'The process limit works.',
        fails: 'The process limit does not work: 60 were started where 16 are allowed.',
      },
    ),
    judge(hog.limit === 'memory' || hog.status === 'memory_exceeded', {
      holds: 'The memory limit works.',
      fails: `The memory limit does not work: a program that allocated all it could ended as ${hog.status}.`,
    }),
  ]
}

function judgeView(facts: z.output<typeof Facts>): Finding[] {
  return [
    judge(facts.uid !== '0', { holds: `Programs run as uid ${facts.uid}.`, fails: 'Programs run as root.' }),
    judge(/^0+$/.test(facts.capabilities), {
      holds: 'Programs have no capabilities.',
      fails: 'Programs have capabilities.',
    }),
    judge(facts.seccomp === '2', {
      holds: 'System calls are filtered.',
      fails: 'System calls are not filtered.',
    }),
    judge(facts.noNewPrivileges === '1', {
      holds: 'Programs cannot gain privileges.',
      fails: 'Programs may gain privileges from set-uid files.',
    }),
    judge(facts.interfaces.trim() === 'lo' && facts.routes === '0', {
      holds: 'Cells have no network.',
      fails: `Cells have a network: ${facts.interfaces}.`,
    }),
    judge(facts.nameservers === 'none', {
      holds: 'The host’s name servers are not visible in cells.',
      fails: 'The host’s name servers are visible in cells.',
    }),
    judge(facts.root === 'readonly', {
      holds: 'The root folder is read-only.',
      fails: 'The root folder is writable.',
    }),
    judge(facts.work === 'writable', {
      holds: 'The work folder is writable.',
      fails: 'The work folder is read-only.',
    }),
    judge(facts.init === 'closed', {
      holds: 'Programs cannot inspect cell init.',
      fails: 'Programs can inspect cell init.',
    }),
    judge(facts.socket === 'absent', {
      holds: 'Cells have no access to the Docker socket.',
      fails: 'Cells have access to the Docker socket.',
    }),
  ]
}

function judge(holds: boolean, say: { holds: string; fails: string }): Finding {
  return holds
    ? { level: 'ok', text: say.holds }
    : { level: 'bad', text: `${say.fails} Do not run untrusted code here before you understand why.` }
}

/** Runs a shell script in a probe cell, under the limits of one. */
export async function runScript(cell: Cell, script: string) {
  const plan = {
    argv: ['/bin/sh', '-c', script],
    env: CELL_ENVIRONMENT,
    limits: LIMITS,
    stdin: new Uint8Array(0),
    keepBytes: LIMITS.outputBytes,
    fileSizeBytes: FILE_SIZE_BYTES,
    openFiles: OPEN_FILES,
    stackBytes: STACK_BYTES.soft,
  }
  const watch = { onOutput: () => undefined, signal: new AbortController().signal, graceMs: GRACE_MS }
  return (await runPhase(cell, plan, watch)).phase
}

/** The lines of the script as an object; undefined when some are missing. */
export function parseFacts(output: string): z.output<typeof Facts> | undefined {
  const lines = output.split('\n').map((line) => /^(\w+) ?(.*)$/.exec(line) ?? [])
  const parsed = Facts.safeParse(Object.fromEntries(lines.map(([, name, value]) => [name ?? '', value])))
  return parsed.success ? parsed.data : undefined
}
