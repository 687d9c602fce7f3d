import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { type Environment, run } from '../run.ts'
import { findCompose } from './program.ts'

export const COMPOSE_FOLDER = join(repositoryRoot, 'deploy/compose')

/** One deployment of the compose files, under a name of its own. */
export interface Project {
  readonly name: string
  /** Runs Compose with these words and gives its stdout. */
  compose(...words: string[]): Promise<string>
  /** The id of a service's container. */
  container(service: string): Promise<string>
  /** What the engine says about a service's container. */
  inspect(service: string): Promise<Inspected>
}

/** What of `docker inspect` is read here. */
export interface Inspected {
  readonly Id: string
  readonly State: {
    readonly Status: string
    readonly ExitCode: number
    readonly Health?: { readonly Status: string }
  }
  readonly Config: {
    readonly User: string
    readonly Env: string[]
    readonly Labels: Readonly<Record<string, string>>
  }
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean
    readonly Privileged: boolean
    readonly CapDrop: string[] | null
    readonly CapAdd: string[] | null
    readonly SecurityOpt: string[] | null
    readonly Memory: number
    readonly PidsLimit: number | null
  }
  readonly Mounts: ReadonlyArray<{
    readonly Source: string
    readonly Destination: string
    readonly RW: boolean
  }>
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string; readonly Gateway: string }>>
    readonly Ports: Readonly<Record<string, ReadonlyArray<{ HostIp: string; HostPort: string }> | null>>
  }
}

export async function openProject(options: {
  name: string
  files: ReadonlyArray<string>
  env: Environment
}): Promise<Project> {
  const { name, files, env } = options
  const [command, ...words] = await findCompose(env)
  const named = [...words, '-p', name, ...files.flatMap((file) => ['-f', join(COMPOSE_FOLDER, file)])]
  const project: Project = {
    name,
    compose: (...args) => run(command, [...named, ...args], { env }),
    async container(service) {
      const ids = await run('docker', psArguments(name, service), { env })
      const [id = '', ...others] = ids.trim().split('\n')
      if (id === '' || others.length > 0)
        throw new Error(`${service} of ${name} has no container, or several`)
      return id
    },
    async inspect(service) {
      const said = await run('docker', ['inspect', await project.container(service)], { env })
      const [found] = JSON.parse(said) as Inspected[]
      if (!found) throw new Error(`the engine does not know ${service}`)
      return found
    },
  }
  return project
}

/** By the labels that both versions of Compose give: their names for containers differ. */
function psArguments(project: string, service: string): string[] {
  const labels = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`]
  return ['ps', '-aq', '--no-trunc', ...labels.flatMap((label) => ['--filter', `label=${label}`])]
}
