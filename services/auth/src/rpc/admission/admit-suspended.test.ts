import { expect, test } from 'vitest'
import { ACCOUNT, openAdmissionWorld, openSession, PLAN } from '../../testing/admission.ts'

test.each(['server', 'browser'] as const)(
  'a %s key of a suspended account is refused whatever it asks, and told why, and nothing is counted but the request',
  async (kind) => {
    const origins = kind === 'browser' ? ['https://docs.example.com'] : []
    await using auth = await openAdmissionWorld({ key: { suspended: true, kind, origins } })
    for (const procedure of ['executions.run', 'executions.get', 'executions.cancel', 'health.status']) {
      const executionId = '0199c7a2-7c1f-7000-8000-000000000001'
      await expect(
        auth.ask({ procedure, executionId, origin: 'https://docs.example.com' }),
      ).rejects.toMatchObject({
        code: 'FORBIDDEN',
        data: { scope: 'suspended', rate: { limit: 10 } },
      })
    }
    expect(auth.seen.limitRequests.map(({ execution }) => execution)).toEqual(Array(4).fill(undefined))
  },
)

test('a session of a suspended account may see, take along and remove what is its own, and write to the operator', async () => {
  await using auth = await openAdmissionWorld({
    sessions: { mine: openSession('operator', { suspended: true }) },
    plan: { ...PLAN, allowance: { ...PLAN.allowance, burst: 60 } },
  })
  const ask = (procedure: string) => auth.ask({ credential: { kind: 'session', token: 'mine' }, procedure })
  const stays = [
    'account.get',
    'account.export',
    'account.remove',
    'account.receipt',
    'contact.send',
    'site.get',
  ]
  const own = ['executions.request', 'executions.export', 'executions.remove', 'keys.list', 'keys.remove']
  for (const procedure of [...stays, ...own]) {
    await expect(ask(procedure)).resolves.toMatchObject({ accountId: ACCOUNT })
  }
  const taken = ['executions.run', 'executions.submit', 'executions.watch', 'executions.write', 'keys.create']
  const operators = ['admin.accounts', 'admin.resumeAccount', 'contact.inbox', 'contact.reply']
  for (const procedure of [...taken, ...operators, 'keys.update', 'webhooks.test', 'executions.fly']) {
    await expect(ask(procedure)).rejects.toMatchObject({ code: 'FORBIDDEN', data: { scope: 'suspended' } })
  }
})
