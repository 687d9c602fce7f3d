import { execFile } from 'node:child_process'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Drill } from '../drill.ts'
import type { PrivateEngine } from './private-engine.ts'

const run = promisify(execFile)

/** What the file system may need for the metadata of a file that fills nearly all of it. */
const LEFT_OVER_BYTES = 32 * 1024 * 1024
/** A removed container frees space: how often that space is filled too. */
const AGAIN_MS = 100

/** Fills every block of the disk with Docker's folder, repeatedly, and frees them later. */
export function diskFull(engine: PrivateEngine): Drill {
  return {
    name: 'disk',
    title: 'the disk with Docker’s folder is full',
    outageMs: 20_000,
    async disturb(_scene, { outageMs }) {
      const filler = join(engine.dataRoot, 'filler')
      try {
        await takeMost(filler, engine.dataRoot)
        const until = Date.now() + outageMs
        while (Date.now() < until) {
          await takeRest(filler)
          await delay(AGAIN_MS)
        }
        await takeRest(filler)
        return (await isFull(join(engine.dataRoot, 'probe'))) ? [] : ['the disk did not stay full']
      } finally {
        await rm(filler, { force: true })
      }
    },
  }
}

async function takeMost(filler: string, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  await run('fallocate', ['-l', String(Math.max(1, bavail * bsize - LEFT_OVER_BYTES)), filler])
}

/** Writes until no block is free: `dd` failing is the expected end. */
async function takeRest(filler: string): Promise<void> {
  const args = ['if=/dev/zero', `of=${filler}`, 'bs=4k', 'oflag=append', 'conv=notrunc']
  await run('dd', args).catch(() => undefined)
}

async function isFull(probe: string): Promise<boolean> {
  try {
    await writeFile(probe, Buffer.alloc(64 * 1024))
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOSPC'
  } finally {
    await rm(probe, { force: true })
  }
}
