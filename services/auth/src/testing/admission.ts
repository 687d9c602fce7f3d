import type { Plan } from '@runhive/contracts/account'
import { auth } from '@runhive/contracts/auth'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { createIdentify } from '../admission/callers.ts'
import { type AdmitRequest, createDecide, type Decided } from '../admission/decide.ts'
import type { KeyRecord } from '../domain/admission.ts'
import { createApiKey } from '../domain/api-key.ts'
import type { Answer, LimitRequest } from '../domain/limits.ts'
import { createKeyVerifier } from '../keys/key-verifier.ts'
import { createMemoryLimits } from '../limits/memory.ts'
import { admit } from '../rpc/admission/admit.ts'
import type { VerifiedSession } from '../sessions/sessions.ts'
import { recordOf } from './key-record.ts'

export const NOW = new Date('2030-01-01T00:00:00Z')
export const ACCOUNT = '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11'

export const PLAN: Plan = {
  name: 'free',
  allowance: { requestsPerMinute: 60, burst: 10, executionsPerDay: 5, concurrentExecutions: 2 },
  maxKeys: 3,
  retentionDays: 7,
}

/** Somebody who has signed in, as the table of sessions has them. */
export const openSession = (role: 'user' | 'operator', { suspended = false } = {}): VerifiedSession => ({
  accountId: ACCOUNT,
  role,
  suspended,
  sessionId: 's1',
  expiresAt: new Date('2030-02-01T00:00:00Z'),
  extended: true,
})

export interface AdmissionWorld {
  readonly key?: Partial<KeyRecord>
  readonly sessions?: Readonly<Record<string, VerifiedSession>>
  readonly plan?: Plan
  readonly anonymousExecutions?: boolean
}

/** auth's admission on a mesh of this process, with a table that holds one key, and limits in memory. */
export async function openAdmissionWorld(world: AdmissionWorld = {}) {
  const key = createApiKey()
  const plan = world.plan ?? PLAN
  const record = recordOf(key, { accountId: ACCOUNT, plan, ...world.key })
  const seen = { lookUps: [] as string[], used: [] as string[], limitRequests: [] as LimitRequest[] }
  const decided: Decided[] = []
  const memory = createMemoryLimits({ now: () => NOW })
  const decide = createDecide({
    identify: createIdentify({
      verifyKey: createKeyVerifier({
        find: async (id) => {
          seen.lookUps.push(id)
          return id === record.id ? record : undefined
        },
        now: () => NOW,
        monotonicMs: () => 0,
      }),
      verifySession: async (token) => world.sessions?.[token],
    }),
    limits: {
      async take(request): Promise<Answer> {
        seen.limitRequests.push(request)
        return memory.take(request) as Answer
      },
    },
    malformedLimits: createMemoryLimits({ now: () => NOW }),
    findPlanOf: async () => plan,
    findAnonymousPlan: async () => ({ ...plan, name: 'anonymous' }),
    anonymousExecutions: world.anonymousExecutions ?? false,
    contactLimits: { requestsPerMinute: 2, burst: 5 },
    anonymousAccount: async (ip) => `anon-${(ip ?? 'none').replaceAll('.', '-')}`,
  })
  const mesh = createMemoryMesh()
  const note = (_request: AdmitRequest, made: Decided) => void decided.push(made)
  const handler = admit({
    decide,
    lastUsed: { note: ({ id }) => void seen.used.push(id) },
    note,
    noteFailure: () => undefined,
  })
  await mesh.serve({ name: auth.name, procedures: { admit: auth.procedures.admit } }, { admit: handler })
  const client = mesh.connect(auth)
  type Input = Parameters<typeof client.admit>[0]
  const ask = (change: Partial<Input> = {}) =>
    client.admit({ credential: { kind: 'key', token: key.token }, procedure: 'executions.get', ...change })
  const askWith = (token: string, procedure = 'executions.get') =>
    ask({ credential: { kind: 'key', token }, procedure })
  return { key, seen, decided, ask, askWith, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}
