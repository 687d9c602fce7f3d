import { globSync } from 'node:fs'
import { join } from 'node:path'
import { PlainError } from '../command.ts'
import { addToDeployments } from './deployments.ts'
import { type Files, openFiles } from './edit-files.ts'
import { addPackage } from './packages.ts'

/**
 * Everything about a new service that nothing derives: its source, and one line or block in each place that lists
 * services.
 */
export interface NewService {
  readonly name: string
  /** Of its operations page under `./dev up`. */
  readonly opsPort: number
}

/** Names of other things on the mesh, on NATS and in deployments. */
const TAKEN = [
  'operator',
  'running',
  'executions',
  'nats',
  'postgres',
  'issuer',
  'mailbox',
  'migrate',
  'roles',
]
const TEMPLATE = 'tools/dev/src/new-service/template'

/**
 * Writes the files of a service; gives their paths. What is written from code is not among them:
 * docs/adding-a-service.md.
 */
export function writeService(root: string, name: string): string[] {
  const files = openFiles(root)
  assertFree(root, name)
  const service = { name, opsPort: nextOpsPort(files) }
  for (const path of globSync('**/*.template', { cwd: join(root, TEMPLATE) })) {
    const text = files.read(`${TEMPLATE}/${path}`)
    files.write(fill(path.replace(/\.template$/, ''), name), fill(text, name))
  }
  for (const path of ['tsconfig.json', 'src/main.ts'])
    files.write(`services/${name}/${path}`, files.read(`services/contact/${path}`))
  addPackage(root, files, name)
  addToCode(files, service)
  addToDeployments(files, name)
  return [...files.written]
}

function assertFree(root: string, name: string): void {
  if (!/^[a-z]{2,20}$/.test(name)) {
    throw new PlainError(`"${name}" cannot be the name of a service: it must be 2 to 20 letters a to z`)
  }
  const there = globSync([`services/${name}`, `libs/contracts/src/${name}.ts`], { cwd: root })
  if (TAKEN.includes(name) || there.length > 0) throw new PlainError(`there is a ${name} already`)
}

const fill = (text: string, name: string) => text.replaceAll('__name__', name)

const LIST = 'tools/stack/src/services.ts'

function nextOpsPort(files: Files): number {
  const ports = [...files.read(LIST).matchAll(/opsPort: (\d+)/g)].map(([, port]) => Number(port))
  return Math.max(...ports) + 1
}

function addToCode(files: Files, { name, opsPort }: NewService): void {
  files.replace(LIST, '  executor: {', `  ${name}: { opsPort: ${opsPort} },\n  executor: {`)
  const roles = 'libs/contracts/src/roles.ts'
  files.replace(roles, '\n} satisfies Readonly<Record<string, Role>>', (found) => {
    return `\n  ${name}: { serves: [${name}] },${found}`
  })
  files.write(roles, `import { ${name} } from './${name}.ts'\n${files.read(roles)}`)
  files.replace('biome.json', /^( *)"@runhive\/gateway\/\*\*",\n/m, (found, indent) => {
    return `${found}${indent}"@runhive/${name}/**",\n`
  })
  files.repeatLine('docs/architecture.md', '| `services/contact` |', { of: 'contact', by: name })
  files.replace('docs/architecture.md', new RegExp(`^\\| \`services/${name}\` \\|.*$`, 'm'), () => {
    return `| \`services/${name}\` | answers \`libs/contracts/src/${name}.ts\` |`
  })
  files.repeatLine('deploy/nats/README.md', '| contact |', { of: 'contact', by: name })
}
