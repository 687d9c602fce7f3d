import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Unmounts one after the other. A mount that has already gone is no error. */
export async function unmount(paths: ReadonlyArray<string>): Promise<void> {
  for (const path of paths) await run('umount', ['-l', path]).catch(() => undefined)
}
