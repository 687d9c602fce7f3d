import { execFile } from 'node:child_process'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A file system of a fixed size at `path`, kept in the file `image`, which takes only as much room as is used. Disposing unmounts
 * it and removes both. Rejects where loop devices are not to be had, such as in most containers.
 */
export async function mountLoop(path: string, image: string, bytes: number): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  await writeFile(image, '')
  opened.defer(() => rm(image, { force: true }))
  await truncate(image, bytes)
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', image])
  await mkdir(path)
  await run('mount', ['-o', 'loop', image, path])
  opened.defer(async () => {
    // Lazily: what an engine that was killed left mounted below must not keep it.
    await run('umount', ['-l', path])
    await rm(path, { recursive: true, force: true })
  })
  return opened.move()
}
