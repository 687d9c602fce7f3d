import { execFile } from 'node:child_process'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from '@runhive/stack/repository'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const urlOf = (path: string) => JSON.stringify(new URL(path, `file://${repositoryRoot}/`).href)

test("an executor's engine is replaced, and everything else of that module is as it was", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'runhive-replace-'))
  const program = `
    import { replaceEngine } from ${urlOf('tools/bench/src/services/cells/replace-engine.ts')}
    replaceEngine(${urlOf('services/executor/src/')})
    const engine = await import(${urlOf('services/executor/src/docker/engine.ts')})
    const other = await import(${urlOf('services/executor/src/docker/demux.ts')})
    const opened = await engine.openEngine({ host: 'unix:///nowhere' }).catch((error) => error.message)
    console.log(JSON.stringify([String(engine.openEngine), typeof engine.EngineError, typeof other.demux, opened]))
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder.path,
  })
  const [opener, ...others] = JSON.parse(stdout) as string[]
  expect(opener).toContain('standInFor')
  // It still asks the real one who it is.
  expect(others).toEqual(['function', 'function', expect.stringContaining('no Docker engine')])
})
