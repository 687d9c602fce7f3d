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
  /** What containers are made with; undefined when the engine does not say. */
  readonly runc: EngineComponent | undefined
  readonly containerd: EngineComponent | undefined
  /** Who made the engine, such as `Docker Engine - Community`; distributions say nothing. */
  readonly maker: string
  readonly cpus: number
  readonly memoryBytes: number
  /** Where the engine keeps its data, on its own host. */
  readonly rootDir: string
}

/** A program that belongs to the engine. */
export interface EngineComponent {
  readonly version: string
  /**
   * What it was built from: a commit, or at Debian the package's own version. Undefined when the engine does not say.
   */
  readonly builtFrom: string | undefined
}

const Version = z.object({
  Version: z.string(),
  Platform: z.object({ Name: z.string().default('') }).nullish(),
  ApiVersion: z.string().regex(/^1\.\d+$/),
  KernelVersion: z.string().default('unknown'),
  Components: z
    .array(
      z.object({
        Name: z.string(),
        Version: z.string(),
        Details: z.object({ GitCommit: z.string().optional() }).nullish(),
      }),
    )
    .default([]),
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
    runc: findComponent(version, 'runc'),
    containerd: findComponent(version, 'containerd'),
    maker: version.Platform?.Name ?? '',
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    rootDir: info.DockerRootDir,
  }
}

function findComponent({ Components }: z.output<typeof Version>, name: string): EngineComponent | undefined {
  const found = Components.find(({ Name }) => Name === name)
  return found && { version: found.Version, builtFrom: found.Details?.GitCommit || undefined }
}
