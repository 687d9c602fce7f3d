import { availableParallelism } from 'node:os'
import {
  CommonSettings,
  parseSettings,
  SettingsError,
  toCommonConfig,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'
import { LimitSettings, toOperatorLimits } from './domain/limits/limit-settings.ts'

const MIB = 1024 * 1024
const cores = availableParallelism()

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  ...CommonSettings,
  ...LimitSettings,
  DOCKER_HOST: z
    .string()
    .regex(/^(unix:\/\/\/|tcp:\/\/)/, 'must be such as unix:///var/run/docker.sock or tcp://127.0.0.1:2375')
    .default('unix:///var/run/docker.sock')
    .describe('address of the Docker engine; access to it is root on that host'),
  DOCKER_CERT_PATH: z.string().optional().meta({
    description:
      'for an engine on another host: a folder with `ca.pem`, `cert.pem` and `key.pem`. With it, the connection uses mutual TLS; without it, `tcp://` is allowed only on loopback',
    allowed: 'a path',
  }),
  DOCKER_TLS_VERIFY: z
    .string()
    .optional()
    .describe(
      "a setting of Docker's own client; refused without `DOCKER_CERT_PATH`, which alone turns on TLS and always verifies",
    ),
  EXECUTOR_ID: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
      'must be at most 63 letters, digits, dots, dashes, underscores',
    )
    .optional()
    .meta({
      description:
        "name of this executor in labels, events and logs. Two executors with the same id on one engine remove each other's cells; if the id changes at a restart, cells left by a crash stay until their deadline",
      default: '`INSTANCE_NAME`',
    }),
  EXECUTOR_CONCURRENCY: wholeNumber({ min: 1, max: 256, default: Math.max(2, cores * 2) }).meta({
    description: 'executions run at once; each may use up to `EXECUTOR_CPU_PERCENT` of processor time',
    default: 'twice the processors, at least 2',
  }),
  EXECUTOR_SLOTS: wholeNumber({ min: 1, max: 1024 }).optional().meta({
    description:
      'cells alive at once: running, warm, starting or being removed. The host needs memory for this many times the memory limit',
    default: 'twice `EXECUTOR_CONCURRENCY`, and `EXECUTOR_WARM`',
  }),
  EXECUTOR_WARM: wholeNumber({ min: 0, max: 256, default: Math.max(4, cores * 2) }).meta({
    description: 'warm cells kept even without demand; about 14 MB each',
    default: 'twice the processors, at least 4',
  }),
  EXECUTOR_WARM_IMAGE: z
    .string()
    .min(1)
    .default('core')
    .describe('image of the warm cells that `EXECUTOR_WARM` keeps'),
  EXECUTOR_CREATORS: wholeNumber({ min: 1, max: 64, default: Math.max(2, cores) }).meta({
    description:
      'cells created at once; a number above that of the processors makes each slower and none faster',
    default: 'the processors, at least 2',
  }),
  EXECUTOR_UID_BASE: wholeNumber({ min: 10_000, max: 2_000_000_000, default: 20_000 }).describe(
    'first of the uids that cells run as, one per slot; no account of the host may use any of them',
  ),
  EXECUTOR_RUNTIME: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'must be the name of a runtime')
    .default('runc')
    .describe('OCI runtime of the cells, as named in the engine: `runc`, `crun`, or `runsc` for gVisor'),
  EXECUTOR_NETWORK: z
    .enum(['slot', 'none'], 'must be slot or none')
    .default('slot')
    .describe(
      '`slot`: cells join the empty network of a pause container, one at a time, which halves the cost of a cell; `none`: each cell gets an empty network of its own',
    ),
  EXECUTOR_CPU_PERCENT: wholeNumber({ min: 10, max: 6_400, default: 100 }).describe(
    'processor time of a cell, in hundredths of a processor',
  ),
  EXECUTOR_WORK_MIB: wholeNumber({ min: 1, max: 4_096, default: 64 }).describe(
    "size of a cell's `/work`, MiB; in memory, and part of the memory limit",
  ),
  EXECUTOR_TMP_MIB: wholeNumber({ min: 1, max: 4_096, default: 32 }).describe(
    "size of a cell's `/tmp`, MiB; in memory, and part of the memory limit",
  ),
  EXECUTOR_KILL_GRACE_MS: wholeNumber({ min: 50, max: 10_000, default: 500 }).describe(
    'how long a cell may take to report after being told to kill its program, milliseconds; then its container is removed',
  ),
  EXECUTOR_READY_TIMEOUT_MS: wholeNumber({ min: 500, max: 120_000, default: 15_000 }).describe(
    'how long a container may take from its start until it is ready, milliseconds',
  ),
  EXECUTOR_REAP_EVERY_MS: wholeNumber({ min: 1_000, max: 3_600_000, default: 30_000 }).describe(
    'interval at which unknown containers are removed, milliseconds',
  ),
  EXECUTOR_CACHE_MIB: wholeNumber({ min: 0, max: 16_384, default: 256 }).describe(
    'memory for compiled programs, MiB, which the same account can reuse within 15 minutes; 0 turns the cache off',
  ),
})

/** A job may hang this long outside its phases before it is given up, milliseconds. */
const STALL_MS = 10_000
/** Warm cells are replaced after this, milliseconds. */
const MAX_WARM_MS = 30 * 60_000

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Throws when root on a host would be given away: Docker's protocol without TLS has neither passwords nor secrets. */
function toDocker(settings: z.output<typeof Settings>) {
  const { DOCKER_HOST: host, DOCKER_CERT_PATH: certPath, DOCKER_TLS_VERIFY: verify } = settings
  if (verify !== undefined && certPath === undefined)
    throw new SettingsError(['DOCKER_CERT_PATH is not set; with DOCKER_TLS_VERIFY it must be'])
  const url = URL.parse(host)
  if (url === null) throw new SettingsError(['DOCKER_HOST must be a URL'])
  if (url.protocol === 'unix:') return { host }
  if (certPath === undefined && !LOOPBACK.test(url.hostname))
    throw new SettingsError([
      'DOCKER_CERT_PATH is not set; with a DOCKER_HOST that is not on loopback it must be the folder of ca.pem, cert.pem and key.pem',
    ])
  return { host, certPath }
}

export type Config = ReturnType<typeof parseConfig>

/** Reads the environment. Throws one error that names everything wrong with it. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  const limits = toOperatorLimits(settings)
  const { EXECUTOR_CONCURRENCY: concurrency, EXECUTOR_WARM: warm } = settings
  const jobMs =
    limits.run.wallMs.max + limits.compile.wallMs.max + 2 * settings.EXECUTOR_KILL_GRACE_MS + STALL_MS
  return {
    ...toCommonConfig(settings),
    docker: toDocker(settings),
    executorId: settings.EXECUTOR_ID ?? settings.INSTANCE_NAME,
    concurrency,
    slots: Math.max(concurrency, settings.EXECUTOR_SLOTS ?? 2 * concurrency + warm),
    warm,
    warmImage: settings.EXECUTOR_WARM_IMAGE,
    creators: settings.EXECUTOR_CREATORS,
    uidBase: settings.EXECUTOR_UID_BASE,
    runtime: settings.EXECUTOR_RUNTIME,
    network: settings.EXECUTOR_NETWORK,
    limits,
    cacheBytes: settings.EXECUTOR_CACHE_MIB * MIB,
    cellSize: {
      memoryBytes: limits.run.memoryBytes.default,
      processes: limits.run.processes.default,
      cpus: settings.EXECUTOR_CPU_PERCENT / 100,
      workBytes: settings.EXECUTOR_WORK_MIB * MIB,
      tmpBytes: settings.EXECUTOR_TMP_MIB * MIB,
    },
    killGraceMs: settings.EXECUTOR_KILL_GRACE_MS,
    readyTimeoutMs: settings.EXECUTOR_READY_TIMEOUT_MS,
    stallMs: STALL_MS,
    reapEveryMs: settings.EXECUTOR_REAP_EVERY_MS,
    maxWarmMs: MAX_WARM_MS,
    /** Deadline of a cell from its creation: waiting, its job, and time to be removed. */
    cellLifeMs: MAX_WARM_MS + Math.max(jobMs, limits.interactive.wallMs.max) + 5 * 60_000,
    /** How long closing may take: the longest job may just have begun. */
    graceMs: jobMs + 20_000,
  }
}
