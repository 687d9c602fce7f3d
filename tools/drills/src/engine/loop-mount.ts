import { execFile } from 'node:child_process'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)
/** A user's PATH often lacks the folders of administration tools. */
const env = { PATH: '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin' }
const run = (command: string, args: string[]) => execute(command, args, { env })

/** The kernel does not allow loop devices here, as in most containers. */
export class NoDiskError extends Error {
  constructor(cause: unknown) {
    super('no disk could be mounted from a file', { cause })
    this.name = 'NoDiskError'
  }
}

/**
 * A file system of a fixed size at `path`, stored in the sparse file `image`. Disposing unmounts it and removes both.
 * Rejects with {@link NoDiskError} where loop devices are not available.
 */
export async function mountLoop(path: string, image: string, bytes: number): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  await writeFile(image, '')
  opened.defer(() => rm(image, { force: true }))
  await truncate(image, bytes)
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', image])
  await mkdir(path)
  await run('mount', ['-o', 'loop', image, path]).catch((cause) => {
    throw new NoDiskError(cause)
  })
  opened.defer(async () => {
    // Lazily: mounts below it that a killed engine left behind must not keep it mounted.
    await run('umount', ['-l', path])
    await rm(path, { recursive: true, force: true })
  })
  return opened.move()
}
