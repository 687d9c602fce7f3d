import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { promisify } from 'node:util'
import { listContainers } from '@runhive/stack/engine'
import { goThrough, type Journey, openJourneyStack } from './journey-stack.ts'

/** A stack that runs already, as the file that `RUNHIVE_JOURNEYS_AT` names describes it. */
export interface Target {
  readonly url: string
  readonly issuerUrl: string
  readonly mailboxUrl: string
  /** Of an administrator, reachable from here. */
  readonly databaseUrl: string
  readonly receiverHost: string
  readonly dockerHost: string
  readonly executorId: string
  /** Words that begin the commands `create-key` and `make-operator` there. */
  readonly createKey: readonly [string, ...string[]]
  readonly makeOperator: readonly [string, ...string[]]
}

/**
 * For journeys that no part needs to be stopped for: a stack of their own with these settings, or the one that
 * `RUNHIVE_JOURNEYS_AT` describes, which has been given settings to the same effect.
 */
export async function openJourney(settings: Readonly<Record<string, string>> = {}): Promise<Journey> {
  const { RUNHIVE_JOURNEYS_AT } = env
  if (RUNHIVE_JOURNEYS_AT === undefined) return openJourneyStack(settings)
  const target = JSON.parse(readFileSync(RUNHIVE_JOURNEYS_AT, 'utf8')) as Target // written by tools/release
  const { url, issuerUrl, mailboxUrl, databaseUrl, receiverHost } = target
  return goThrough({
    databaseUrl,
    receiverHost,
    stack: {
      url,
      issuerUrl,
      mailboxUrl,
      createKey: (account = 'development') =>
        run([...target.createKey, '--account', account, '--name', `${account} key`]),
      makeOperator: async (email) => {
        await run([...target.makeOperator, '--email', email])
      },
      containers: (kind) => listContainers(target.dockerHost, target.executorId, kind),
    },
  })
}

async function run([command, ...args]: readonly [string, ...string[]]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args)
  return stdout.trim()
}
