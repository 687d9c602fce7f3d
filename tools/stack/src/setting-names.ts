import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'
import type { Environment } from './service-parts.ts'
import type { ServiceName } from './services.ts'

/**
 * The settings a service knows: those of its tables (`config.ts`, `settings.ts`, `*-settings.ts`) and those that all
 * services share.
 */
export function settingNames(service: ServiceName): string[] {
  const src = join(repositoryRoot, 'services', service, 'src')
  const own = globSync(['config.ts', '**/{settings,*-settings}.ts'], { cwd: src }).map((file) =>
    join(src, file),
  )
  const tables = [...own, join(repositoryRoot, 'libs/process/src/settings.ts')]
  return [...new Set(tables.flatMap((file) => findSettingNames(readFileSync(file, 'utf8'))))]
}

/** Keys of an object literal that are written in capitals: `OPS_PORT:` in a table of settings. */
export function findSettingNames(source: string): string[] {
  return [...source.matchAll(/^\s*([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*):/gm)].map((match) => match[1] ?? '')
}

/**
 * What of an environment a service gets: its own settings and nothing else, so that no process holds a secret of
 * another, and so that a new terminal's variables are no reason to restart it.
 */
export function environmentOf(service: ServiceName, env: Environment): Environment {
  const names = settingNames(service)
  const files = names.map((name) => `${name}_FILE`) // A secret may come as a file.
  const wanted = new Set([...names, ...files, 'PATH', 'HOME', 'TZ', 'NODE_EXTRA_CA_CERTS'])
  return Object.fromEntries(Object.entries(env).filter(([name]) => wanted.has(name)))
}
