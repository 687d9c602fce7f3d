import type { EngineFacts } from '../docker/facts.ts'
import type { Finding } from './finding.ts'
import { judgeEngineLine } from './judge-flaws.ts'

const ok = (text: string): Finding => ({ level: 'ok', text })
const note = (text: string): Finding => ({ level: 'note', text })
const weak = (text: string): Finding => ({ level: 'weak', text })
const bad = (text: string): Finding => ({ level: 'bad', text })

const GIB = 1024 ** 3
const LEAST_DISK_BYTES = 2 * GIB
const LOW_DISK_BYTES = 10 * GIB

/**
 * Read in https://docs.kernel.org/admin-guide/cgroup-v1/memory.html (2.7: TCP has a counter of its own) and in what was
 * changed in runc 1.4.0 and crun 1.18.1.
 */
const CGROUP_V1 = [
  'The host uses cgroup v1: it works, but TCP buffers of a cell do not count as its memory, and memory is measured',
  'less precisely. runc 1.4 and crun 1.18.1 call it outdated: boot with systemd.unified_cgroup_hierarchy=1.',
].join(' ')

/** Judges what an engine says about itself. `runtime` is the one cells are to use. */
export function judgeEngine(facts: EngineFacts, runtime: string): Finding[] {
  return [
    ok(`Docker ${facts.version} answers (API ${facts.apiVersion}, kernel ${facts.kernel}).`),
    facts.runtimes.length === 0 || facts.runtimes.includes(runtime)
      ? ok(`Cells use the runtime ${runtime}.`)
      : bad(
          `The engine has no runtime ${runtime}: install it, or set EXECUTOR_RUNTIME to one of ${facts.runtimes.join(', ')}.`,
        ),
    judgeEngineLine(facts.version),
    facts.seccomp
      ? ok('The kernel filters system calls (seccomp).')
      : bad(
          'The engine does not support seccomp: use a kernel with CONFIG_SECCOMP_FILTER and a Docker built with it.',
        ),
    facts.memoryLimit
      ? ok('Memory can be limited.')
      : bad('Memory cannot be limited: enable the memory cgroup (kernel parameter cgroup_enable=memory).'),
    facts.swapLimit
      ? ok('Memory limits cover swap.')
      : weak('Memory limits do not cover swap: start the kernel with swapaccount=1, or turn swap off.'),
    facts.pidsLimit
      ? ok('The number of processes can be limited.')
      : bad('The number of processes cannot be limited: enable the pids cgroup controller.'),
    facts.cgroupVersion === 2 ? ok('The host uses cgroup v2.') : note(CGROUP_V1),
    facts.appArmor
      ? ok('AppArmor confines containers as well.')
      : note(
          'AppArmor is missing: cells rely on seccomp and dropped capabilities; on Debian, install apparmor for another layer of defence.',
        ),
  ]
}

/** Judges the room on the file system that holds the engine's data; undefined when it is not on this host. */
export function judgeDisk(rootDir: string, freeBytes: number | undefined): Finding {
  if (freeBytes === undefined) return note(`The disk under ${rootDir} cannot be inspected from here.`)
  const free = `${(freeBytes / GIB).toFixed(1)} GiB free under ${rootDir}`
  if (freeBytes < LEAST_DISK_BYTES)
    return bad(`Only ${free}: make room, for example with docker image prune.`)
  if (freeBytes < LOW_DISK_BYTES)
    return weak(`Only ${free}: images take about 2 GiB, and building them as much again.`)
  return ok(`${free}.`)
}

/** Judges whether all slots together fit the host's memory. */
export function judgeMemory(facts: EngineFacts, need: { slots: number; cellBytes: number }): Finding {
  const needed = need.slots * need.cellBytes
  const text = `${need.slots} slots of ${Math.round(need.cellBytes / 2 ** 20)} MiB, on a host with ${(facts.memoryBytes / GIB).toFixed(1)} GiB`
  return needed <= facts.memoryBytes
    ? ok(`Memory suffices for every slot: ${text}.`)
    : weak(
        `If every slot used all its memory, the host would run out: ${text}; lower EXECUTOR_SLOTS or LIMIT_MEMORY_MIB.`,
      )
}

/** Judges the images that are here against those of the catalogue. */
export function judgeImages(wanted: readonly string[], here: ReadonlySet<string>): Finding[] {
  const missing = wanted.filter((name) => !here.has(name))
  if (here.size === 0) return [bad(`No language image is installed: run ./dev images.`)]
  if (missing.length === 0) return [ok(`Installed images: ${[...here].join(', ')}.`)]
  return [weak(`These images and their languages are missing: ${missing.join(', ')}; run ./dev images.`)]
}
