import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Takes mounts off, one after the other. One that is gone meanwhile is fine. */
export async function unmount(paths: ReadonlyArray<string>): Promise<void> {
  for (const path of paths) await run('umount', ['-l', path]).catch(() => undefined)
}
