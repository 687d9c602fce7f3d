import { createHash } from 'node:crypto'
import { createTestDatabase } from '@runhive/postgres/testing'
import { expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import type { Schema } from './db/schema.ts'
import { FLOW_PURPOSE, openFlow } from './sign-in/flow.ts'
import { createSeal } from './sign-in/seal.ts'
import { readEverything } from './testing/everything.ts'
import { CLIENT, startIssuer } from './testing/issuer.ts'
import { openWorld, SECRET, signIn } from './testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A secret as it could stand in a column. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]
}

test('who steals the database finds no key, no session, no secret of a sign-in: not in any column of any table', async () => {
  await using database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  await using issuer = await startIssuer()
  await using world = await openWorld(database.db, {
    config: { secret: SECRET, oidc: { issuer: issuer.issuer, ...CLIENT } },
  })
  const { token, flow, url } = await signIn(world, 'victim')
  const { accountId = '', sessionId = '' } = (await world.verifySession(token)) ?? {}
  const made = await world.auth.createKey({ accountId, key: { name: 'mine' } })
  await world.auth.updateKey({ accountId, id: made.key.id, change: { name: 'still mine' } })
  const opened = openFlow(createSeal(SECRET, FLOW_PURPOSE), flow)
  if (!opened) throw new Error('this test does not know how flows are sealed')

  const everything = await readEverything(database.db)
  // It does look where they would be.
  const digest = createHash('sha256').update(token).digest('hex')
  for (const there of [accountId, sessionId, made.key.id, 'victim@example.test', digest]) {
    expect(everything).toContain(there)
  }
  const secrets = {
    'the session token': token,
    'the key': made.token,
    "the key's secret": made.token.slice(19, 51),
    'the flow': flow,
    'its state': opened.state,
    'its nonce': opened.nonce,
    'its verifier': opened.verifier,
    'the code of the issuer': new URL(url).searchParams.get('code') ?? '',
    'the client secret': CLIENT.clientSecret,
    'our own secret': SECRET,
  }
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(20)
    for (const form of formsOf(secret)) expect(everything, name).not.toContain(form)
  }
})
