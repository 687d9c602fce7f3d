import * as z from 'zod'

/** What an engine says about itself and its host, as far as isolation depends on it. */
export interface EngineFacts {
  readonly version: string
  /** The API version to speak: the engine's newest that we know. */
  readonly apiVersion: string
  readonly kernel: string
  readonly cgroupVersion: 1 | 2
  readonly memoryLimit: boolean
  /** false: memory limits do not cover swap, so MemorySwap is ignored. */
  readonly swapLimit: boolean
  readonly pidsLimit: boolean
  readonly seccomp: boolean
  readonly appArmor: boolean
  /** Names of the OCI runtimes a cell may use. */
  readonly runtimes: readonly string[]
  /** undefined when the engine does not say. */
  readonly runcVersion: string | undefined
  readonly cpus: number
  readonly memoryBytes: number
  /** Where the engine keeps its data, on its own host. */
  readonly rootDir: string
}

const Version = z.object({
  Version: z.string(),
  ApiVersion: z.string().regex(/^1\.\d+$/),
  KernelVersion: z.string().default('unknown'),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).default([]),
})

const Info = z.object({
  CgroupVersion: z.enum(['1', '2']).default('1'),
  MemoryLimit: z.boolean().default(false),
  SwapLimit: z.boolean().default(false),
  PidsLimit: z.boolean().default(false),
  SecurityOptions: z.array(z.string()).nullable().default([]),
  Runtimes: z.record(z.string(), z.unknown()).nullable().default({}),
  NCPU: z.int(),
  MemTotal: z.number(),
  DockerRootDir: z.string(),
})

/** Reads the answers of `/version` and `/info`; rejects what no engine would answer. */
export function toFacts(versionAnswer: unknown, infoAnswer: unknown, newestMinor: number): EngineFacts {
  const version = Version.parse(versionAnswer)
  const info = Info.parse(infoAnswer)
  const security = info.SecurityOptions ?? []
  return {
    version: version.Version,
    apiVersion: `1.${Math.min(Number(version.ApiVersion.slice(2)), newestMinor)}`,
    kernel: version.KernelVersion,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    memoryLimit: info.MemoryLimit,
    swapLimit: info.SwapLimit,
    pidsLimit: info.PidsLimit,
    seccomp: security.some((option) => option.startsWith('name=seccomp')),
    appArmor: security.some((option) => option.startsWith('name=apparmor')),
    runtimes: Object.keys(info.Runtimes ?? {}),
    runcVersion: version.Components.find(({ Name }) => Name === 'runc')?.Version,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    rootDir: info.DockerRootDir,
  }
}
