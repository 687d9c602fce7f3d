import { execFile } from 'node:child_process'
import { rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Drill } from '../drill.ts'
import type { PrivateEngine } from './private-engine.ts'

const run = promisify(execFile)

/** What the file system may need to describe such a file. */
const LEFT_OVER_BYTES = 32 * 1024 * 1024

/** Every byte of the disk with Docker's folder is taken, and given back later. */
export function diskFull(engine: PrivateEngine): Drill {
  return {
    name: 'disk',
    title: 'the disk with Docker’s folder is full',
    outageMs: 20_000,
    async disturb(_scene, { outageMs }) {
      const filler = join(engine.dataRoot, 'filler')
      try {
        await fill(filler, engine.dataRoot)
        await delay(outageMs)
        const { bavail } = await statfs(engine.dataRoot)
        return bavail < 16 ? [] : ['the disk did not stay full']
      } finally {
        await rm(filler, { force: true })
      }
    },
  }
}

/** Nearly all of it at once; what is left over `dd` takes block by block, and ends when there is none. */
async function fill(filler: string, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  await run('fallocate', ['-l', String(Math.max(1, bavail * bsize - LEFT_OVER_BYTES)), filler])
  await run('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k', 'oflag=append', 'conv=notrunc']).catch(
    () => undefined,
  )
}
