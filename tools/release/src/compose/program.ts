import { type Environment, run } from '../run.ts'

/** The words that begin a command of Compose here: `docker compose` where the plugin is, else `docker-compose`. */
export async function findCompose(env: Environment): Promise<readonly [string, ...string[]]> {
  for (const words of [['docker', 'compose'], ['docker-compose']] as const) {
    const [command, ...args] = words
    const found = await run(command, [...args, 'version'], { env }).then(
      () => true,
      () => false,
    )
    if (found) return words
  }
  throw new Error(
    'neither "docker compose" nor docker-compose is installed. On Debian and Ubuntu: apt-get install docker-compose',
  )
}
