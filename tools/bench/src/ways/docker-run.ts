import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { assertAnswer, INLINE_ARGV } from './program.ts'

const run = promisify(execFile)
const MIB = 1024 * 1024

export interface DockerRunOptions {
  readonly image: string
  readonly dockerHost: string
  readonly seccompFile: string
  readonly uid: number
  readonly memoryBytes: number
  readonly processes: number
}

/**
 * `docker run --rm` with the hardening of a cell: what one gets by writing the same safety as a command line.
 * Resolves when the command has ended, and with it the container.
 */
export async function dockerRun(options: DockerRunOptions): Promise<void> {
  const { stdout } = await run('docker', toArguments(options), { maxBuffer: MIB })
  assertAnswer('docker run', stdout)
}

function toArguments({
  image,
  dockerHost,
  seccompFile,
  uid,
  memoryBytes,
  processes,
}: DockerRunOptions): string[] {
  const [program = '', ...rest] = INLINE_ARGV
  const own = `uid=${uid},gid=${uid}`
  return [
    ...[
      '--host',
      dockerHost,
      'run',
      '--rm',
      '--network',
      'none',
      '--ipc',
      'private',
      '--cgroupns',
      'private',
    ],
    ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--security-opt', `seccomp=${seccompFile}`, '--user', `${uid}:${uid}`, '--hostname', 'sandbox'],
    ...['--tmpfs', `/work:rw,exec,nosuid,nodev,size=${64 * MIB},nr_inodes=20000,mode=0700,${own}`],
    ...['--tmpfs', `/tmp:rw,noexec,nosuid,nodev,size=${32 * MIB},nr_inodes=20000,mode=1777`],
    ...[
      '--shm-size',
      String(16 * MIB),
      '--memory',
      String(memoryBytes),
      '--memory-swap',
      String(memoryBytes),
    ],
    ...['--pids-limit', String(processes), '--cpus', '1', '--cpu-shares', '512', '--oom-score-adj', '500'],
    ...['--ulimit', 'nofile=1024', '--ulimit', 'core=0', '--ulimit', `fsize=${64 * MIB}`],
    ...['--log-driver', 'none', '--workdir', '/work', '--env', 'HOME=/work', '--env', 'LANG=C.UTF-8'],
    ...['--entrypoint', program, image, ...rest],
  ]
}
