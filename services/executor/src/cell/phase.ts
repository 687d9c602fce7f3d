// What the host asks of a cell for one phase, and what the cell answers when the phase is over.

export type OutputStream = 'stdout' | 'stderr'

/** Why the host ends a phase before the program does: its wall watchdog, the caller, or its own output budget. */
export type KillReason = 'wall' | 'cancelled' | 'output'

/** Every limit is a positive integer; there is no value that means "unlimited". */
export interface PhaseLimits {
  readonly wallMs: number
  /** CPU time of all processes of the phase together. */
  readonly cpuMs: number
  /** The phase is killed when it writes more than this many bytes to stdout. */
  readonly stdoutBytes: number
  /** The phase is killed when it writes more than this many bytes to stderr. */
  readonly stderrBytes: number
  /** Largest single file, RLIMIT_FSIZE. */
  readonly fileSizeBytes: number
  /** Descriptors of one process, RLIMIT_NOFILE. */
  readonly openFiles: number
  /** RLIMIT_STACK. */
  readonly stackBytes: number
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface PhaseSpec {
  /** Program and arguments; a program without a slash is looked up in `env.PATH`. */
  readonly argv: readonly string[]
  /** The whole environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  /** Folder relative to the work folder, or absolute; the work folder itself by default. */
  readonly cwd?: string
  readonly limits: PhaseLimits
  /** `none` (the default) gives the program an empty stdin; `open` lets writeStdin feed it until endStdin. */
  readonly stdin?: 'open' | 'none'
  /**
   * Gives the program a terminal of this size (1 to 1000 each) for stdin, stdout and stderr; pipes without it. All it
   * writes is `stdout` then, as a terminal shows it: `\n` comes as `\r\n`, and input is echoed.
   */
  readonly terminal?: TerminalSize
}

export interface PhaseOptions {
  /** Called for every piece of output in order, never after the phase has ended. */
  readonly onOutput: (stream: OutputStream, bytes: Uint8Array) => void
  /**
   * Aborting kills the phase as `cancelled`, and the promise still settles with what the cell reports.
   * A signal that is aborted beforehand rejects with its reason and starts nothing.
   */
  readonly signal?: AbortSignal
}

export type PhaseOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  /** `signal` is a name such as `SIGSEGV`, or `SIG40` for one without a name. */
  | { readonly kind: 'signaled'; readonly signal: string }
  /** The program never started; `error` is an errno name such as `ENOENT`, or `E999` for one without a name. */
  | { readonly kind: 'spawnFailed'; readonly error: string }

/** What ended the phase: `none` is the program itself; `killed` is a cancellation by the host. */
export type PhaseLimit = 'none' | 'wall' | 'cpu' | 'output' | 'killed'

/** Measurements of one finished phase; null is "this host cannot tell". */
export interface PhaseEnd {
  readonly outcome: PhaseOutcome
  readonly limit: PhaseLimit
  /** From just before the fork to the end of the main process, monotonic clock. */
  readonly wallMicros: number
  /** All processes of the phase, from the cgroup. */
  readonly cpuMicros: number | null
  readonly peakMemoryBytes: number | null
  /** Processes of this phase that the kernel killed for memory. */
  readonly oomKills: number | null
  /** What the program really wrote, which may be more than was forwarded. */
  readonly stdoutBytes: number
  readonly stderrBytes: number
  /** Packets crossed the cell's network namespace, so the slot must not be used again. */
  readonly networkUsed: boolean
  /** A process or thread more than the limit was asked for, and refused. */
  readonly forksRefused: boolean
}
