import { type Invocation, PlainError } from '../command.ts'
import { writeService } from '../new-service/new-service.ts'
import { inRepository, repositoryRoot } from '../repository.ts'
import { runLogged } from '../run-program.ts'

/** Programs, so that they see what has just been written. */
const WRITERS = ['tools/stack/src/nats/write-authorization.ts', 'tools/dev/src/pages/write.ts']

export async function run({ words: [what, name], env, progress }: Invocation): Promise<number> {
  if (what !== 'service' || name === undefined) throw new PlainError('say ./dev new service NAME')
  const written = writeService(repositoryRoot, name)
  const source = written.filter((path) => /\.(ts|json)$/.test(path) && !path.includes('package-lock'))
  await progress.step('formatting, and writing what is made from code', async () => {
    const biome = inRepository('node_modules/.bin/biome')
    await runLogged('new', { command: biome, args: ['check', '--write', ...source], env })
    for (const writer of WRITERS)
      await runLogged('new', { command: process.execPath, args: [inRepository(writer)], env })
  })
  const kept = written.filter((path) => !path.startsWith('node_modules/'))
  process.stdout.write(`${kept.sort().join('\n')}\n\n`)
  process.stdout.write(`docs/adding-a-service.md says how to go on. Check it: ./dev test services/${name}\n`)
  return 0
}
