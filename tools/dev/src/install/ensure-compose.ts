import { PlainError } from '../command.ts'
import type { Progress } from '../progress.ts'
import { runLogged } from '../run-program.ts'
import { aptEnvironment, findProgram, isDebianLike, isRoot, withPackageLists } from './debian.ts'

type Environment = Readonly<Record<string, string>>

/** What Debian and Ubuntu call it, the newer ones first: `docker-compose` is the older version 1 on older ones. */
const PACKAGES = ['docker-compose-v2', 'docker-compose']

/** Makes sure that there is a Compose, which the tests of the deployment start. */
export async function ensureCompose(options: { env: Environment; progress: Progress }): Promise<void> {
  const { env, progress } = options
  if (findProgram('docker-compose', env.PATH ?? '') || (await hasPlugin(env))) return
  if (!isDebianLike() || !isRoot()) {
    throw new PlainError(
      'Docker Compose is missing, and it is installed automatically only for root on Debian or Ubuntu: see https://docs.docker.com/compose/install.',
    )
  }
  await progress.step('installing docker-compose with apt-get', () =>
    withPackageLists(env, () => installOne(env)),
  )
}

async function installOne(env: Environment): Promise<void> {
  const failures: unknown[] = []
  for (const name of PACKAGES) {
    const args = ['install', '--yes', '--no-install-recommends', name]
    try {
      return await runLogged('compose-install', { command: 'apt-get', args, env: aptEnvironment(env) })
    } catch (error) {
      failures.push(error)
    }
  }
  throw new AggregateError(failures)
}

function hasPlugin(env: Environment): Promise<boolean> {
  return runLogged('compose', { command: 'docker', args: ['compose', 'version'], env }).then(
    () => true,
    () => false,
  )
}
