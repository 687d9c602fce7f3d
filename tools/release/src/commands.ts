import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { toEnvironment } from '@runhive/stack/environment'
import { currentContracts, findBreaks, releasedContracts } from './check/contracts.ts'
import { prepareCompose } from './compose/prepare.ts'
import { buildImages } from './images/build.ts'
import type { Environment } from './run.ts'
import { storeRelease } from './store/store.ts'
import { storedVersions } from './store/stored.ts'
import { audit } from './supply/audit.ts'
import { listLicences } from './supply/licences.ts'
import { LICENCES_PAGE, licencesPage } from './supply/licences-page.ts'
import { readLock } from './supply/lock.ts'
import { isClean, renderUpgrade } from './upgrade/report.ts'
import { BACKWARDS, FORWARDS, runUpgrade } from './upgrade/upgrade.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const tell = (line: string) => process.stderr.write(`${line}\n`)

interface Given {
  readonly words: ReadonlyArray<string>
  readonly flags: Readonly<{ registry?: boolean; development?: boolean; tag?: string }>
  readonly env: Environment
}

/** Each gives its exit code. */
const COMMANDS: Readonly<Record<string, (given: Given) => Promise<number>>> = {
  images: ({ words, flags, env }) => images(words, flags, env),
  async prepare(given) {
    await images([], given.flags, given.env)
    return secrets(given)
  },
  secrets,
  check,
  upgrade,
  async store({ words: [version = '', commit = 'HEAD'] }) {
    const stored = await storeRelease(version, commit)
    say(`${stored.version} (${stored.commit}): ${Math.round(stored.bytes / 1_000)} kB in deploy/releases`)
    return 0
  },
  async licences() {
    const packages = listLicences(readLock())
    writeFileSync(LICENCES_PAGE, licencesPage(packages))
    say(`${packages.length} packages in docs/licences.md`)
    return 0
  },
  audit: auditPackages,
}

/** The command could not be understood. */
const MISUSED = 2

export async function runRelease(
  argv: ReadonlyArray<string>,
  processEnv: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const env = toEnvironment(processEnv)
  const options = {
    registry: { type: 'boolean' },
    development: { type: 'boolean' },
    tag: { type: 'string' },
  } as const
  try {
    const { positionals, values } = parseArgs({ args: [...argv], options, allowPositionals: true })
    const [name = '', ...words] = positionals
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command) return await command({ words, flags: values, env })
    tell(`release: unknown command "${name}": use one of ${Object.keys(COMMANDS).join(', ')}`)
    return MISUSED
  } catch (error) {
    tell(`release: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

async function images(
  names: ReadonlyArray<string>,
  flags: Given['flags'],
  env: Environment,
): Promise<number> {
  const { registry = false, tag } = flags
  await buildImages({ env, names, registry, ...(tag === undefined ? {} : { tag }), onBuilt: say })
  return 0
}

async function secrets({ flags, env }: Given): Promise<number> {
  const made = prepareCompose(env, { development: flags.development ?? false })
  say(made.length === 0 ? 'all secrets already exist' : `generated ${made.join(', ')}`)
  say('start it: docker compose up -d (or docker-compose up -d), in deploy/compose')
  return 0
}

async function check(): Promise<number> {
  const released = releasedContracts()
  const lines = findBreaks(released, currentContracts())
  for (const line of lines) say(line)
  if (lines.length === 0) say(`the contracts fit ${released.map(({ name }) => name).join(', ')}`)
  return lines.length === 0 ? 0 : 1
}

/** As the issue of a release asks for it. */
const PER_SECOND = 50
const REST_MS = 3_000

async function upgrade({ words, env }: Given): Promise<number> {
  const from = words[0] ?? storedVersions().at(-1) ?? ''
  let dirty = 0
  for (const order of [FORWARDS, BACKWARDS]) {
    const done = await runUpgrade({ env, from, order, perSecond: PER_SECOND, restMs: REST_MS, say: tell })
    say(renderUpgrade(done))
    if (!isClean(done)) dirty += 1
  }
  return dirty === 0 ? 0 : 1
}

async function auditPackages({ env }: Given): Promise<number> {
  const said = await audit(env)
  if (said.kind === 'unknown') {
    tell(
      `the registry does not report vulnerable packages (${said.reason}): use another one with npm_config_registry`,
    )
    return 1
  }
  for (const { severity, name, title } of said.found) say(`${severity}: ${name}: ${title}`)
  if (said.found.length === 0) say('the registry reports no vulnerable packages')
  return said.found.length === 0 ? 0 : 1
}
