import type { ContainerCreateOptions } from 'dockerode'
import { protocolVersion } from '../cell/protocol.ts'

/**
 * How cells and pause containers are locked down. Everything is a constant, a setting of the operator, or the slot;
 * nothing comes from a request. Limits of a request are applied to the finished container, after they were checked.
 *
 * `ReadonlyPaths` is left out on purpose: an empty list would make Docker's own writable.
 */

/** Opaque outside this folder. */
export type ContainerOptions = ContainerCreateOptions

/** What every container of this executor has in common. */
export interface Lockdown {
  /** The seccomp profile, as JSON text. */
  readonly seccomp: string
  /** OCI runtime by name, such as `runc`, `crun` or `runsc`. */
  readonly runtime: string
  readonly executorId: string
  readonly appArmor: boolean
  readonly cgroupVersion: 1 | 2
}

export interface CellSize {
  readonly memoryBytes: number
  /** Processes and threads, cell init not counted. */
  readonly processes: number
  /** Processor time a second of wall time, in processors. */
  readonly cpus: number
  readonly workBytes: number
  readonly tmpBytes: number
}

/** Where a cell lives. `pauseId` is undefined when every cell gets an empty network of its own. */
export interface Place {
  readonly uid: number
  readonly pauseId: string | undefined
}

export const LABELS = {
  executor: 'runhive.executor',
  kind: 'runhive.kind',
  deadline: 'runhive.deadline',
} as const

/** Cell init is a process too. */
const INIT_PROCESSES = 1
const MIB = 1024 * 1024
const SHM_BYTES = 16 * MIB
const INODES = 20_000
/** Largest file a program may write; its folders are smaller, so this is the second fence. */
export const FILE_SIZE_BYTES = 64 * MIB
export const OPEN_FILES = 1024
export const STACK_BYTES = { soft: 8 * MIB, hard: 64 * MIB }
const PAUSE_MEMORY_BYTES = 16 * MIB

/** The whole environment of a cell, and what a program starts from. */
export const CELL_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/work',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
} as const

/** A cell: cell init waiting on stdin, in a slot's network or in one of its own, both without any interface but lo. */
export function toCellOptions(
  lockdown: Lockdown,
  cell: { imageId: string; kind: 'cell' | 'probe'; size: CellSize; place: Place; deadline: Date },
): ContainerOptions {
  const { size, place } = cell
  const base = toBase(lockdown, { ...cell, uid: place.uid, memoryBytes: size.memoryBytes })
  return {
    ...base,
    // A container that joins a network takes its host name from there, and Docker refuses another one.
    ...(place.pauseId === undefined ? { Hostname: 'sandbox' } : {}),
    Entrypoint: ['/cell-init', String(protocolVersion)],
    WorkingDir: '/work',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...base.HostConfig,
      ...toNetwork(place.pauseId),
      Tmpfs: {
        '/work': `rw,exec,nosuid,nodev,size=${size.workBytes},nr_inodes=${INODES},mode=0700,uid=${place.uid},gid=${place.uid}`,
        '/tmp': `rw,noexec,nosuid,nodev,size=${size.tmpBytes},nr_inodes=${INODES},mode=1777`,
      },
      PidsLimit: toPidsLimit(size.processes),
      NanoCpus: Math.round(size.cpus * 1e9),
    },
  }
}

/** Docker's limit for a number of a program's processes. */
export function toPidsLimit(processes: number): number {
  return processes + INIT_PROCESSES
}

/** The container that holds a slot's empty network namespace, and with it the cell's host name and name server. */
export function toPauseOptions(
  lockdown: Lockdown,
  pause: { imageId: string; uid: number; deadline: Date },
): ContainerOptions {
  const base = toBase(lockdown, { ...pause, kind: 'slot', memoryBytes: PAUSE_MEMORY_BYTES })
  return {
    ...base,
    Hostname: 'sandbox',
    Entrypoint: ['/cell-init', 'pause'],
    WorkingDir: '/',
    // It sleeps until stdin ends: without an open one that would be at once.
    OpenStdin: true,
    StdinOnce: false,
    HostConfig: { ...base.HostConfig, ...toNetwork(undefined), PidsLimit: 2, NanoCpus: 1e8 },
  }
}

/**
 * What one TCP socket of a cell may hold of the kernel's memory: on version 1 of cgroups nobody is charged for it. Cell
 * init bounds their number (`sockets.c`), and with these numbers (smallest, first and largest buffer, in bytes) that
 * bounds the bytes. Each network namespace has its own; they need Linux 4.15. Connections over loopback are not slower.
 */
const SOCKET_SYSCTLS = {
  'net.ipv4.tcp_rmem': '4096 65536 131072',
  'net.ipv4.tcp_wmem': '4096 16384 65536',
  // Closed connections that the kernel remembers for a minute; beyond this it forgets them at once.
  'net.ipv4.tcp_max_tw_buckets': '4096',
} as const

/**
 * What Docker hides in its newest version, even on an older engine, and below it what is the host's business and no
 * use to programs: its command line, and its file locks, of which reading stops every other lock of the host. A list
 * here replaces the engine's own, so it must hold all of that.
 */
const MASKED_PATHS = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
  '/proc/cmdline',
  '/proc/locks',
]

function toNetwork(pauseId: string | undefined) {
  if (pauseId !== undefined) return { NetworkMode: `container:${pauseId}` }
  // Without these, Docker copies the host's name servers into the container.
  return { NetworkMode: 'none', Dns: ['127.0.0.1'], DnsSearch: ['.'], Sysctls: { ...SOCKET_SYSCTLS } }
}

function toBase(
  lockdown: Lockdown,
  own: {
    imageId: string
    kind: 'cell' | 'probe' | 'slot'
    uid: number
    memoryBytes: number
    deadline: Date
  },
) {
  return {
    Image: own.imageId,
    User: `${own.uid}:${own.uid}`,
    Cmd: [],
    Env: Object.entries(CELL_ENVIRONMENT).map(([name, value]) => `${name}=${value}`),
    Tty: false,
    StopSignal: 'SIGKILL',
    Healthcheck: { Test: ['NONE'] },
    Labels: {
      [LABELS.executor]: lockdown.executorId,
      [LABELS.kind]: own.kind,
      [LABELS.deadline]: String(Math.ceil(own.deadline.getTime() / 1000)),
    },
    HostConfig: {
      IpcMode: 'private',
      CgroupnsMode: 'private' as const,
      ReadonlyRootfs: true,
      MaskedPaths: MASKED_PATHS,
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: [
        'no-new-privileges',
        `seccomp=${lockdown.seccomp}`,
        ...(lockdown.appArmor ? ['apparmor=docker-default'] : []),
      ],
      ShmSize: SHM_BYTES,
      Memory: own.memoryBytes,
      MemorySwap: own.memoryBytes,
      // Gone from version 2 of cgroups, and an error there.
      ...(lockdown.cgroupVersion === 1 ? { MemorySwappiness: 0 } : {}),
      OomKillDisable: false,
      OomScoreAdj: 500,
      CpuShares: 512,
      Ulimits: [
        { Name: 'nofile', Soft: OPEN_FILES, Hard: OPEN_FILES },
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'fsize', Soft: FILE_SIZE_BYTES, Hard: FILE_SIZE_BYTES },
        { Name: 'memlock', Soft: 65_536, Hard: 65_536 },
        { Name: 'msgqueue', Soft: 0, Hard: 0 },
        // Regardless of the engine's own: no nice value below 0, and no real-time priority.
        { Name: 'nice', Soft: 0, Hard: 0 },
        { Name: 'rtprio', Soft: 0, Hard: 0 },
        { Name: 'stack', Soft: STACK_BYTES.soft, Hard: STACK_BYTES.hard },
      ],
      LogConfig: { Type: 'none', Config: {} },
      AutoRemove: false,
      RestartPolicy: { Name: 'no' as const },
      Init: false,
      Runtime: lockdown.runtime,
    },
  }
}
