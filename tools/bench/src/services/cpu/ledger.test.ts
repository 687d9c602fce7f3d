import { expect, test } from 'vitest'
import { CpuLedger } from './ledger.ts'
import { ownerOfBackend, ownerOfPart } from './owners.ts'

test('what threads used before the first reading is not counted, and what new ones used is', () => {
  const ledger = new CpuLedger([{ thread: 1, owner: 'auth', ms: 500 }])
  ledger.add([
    { thread: 1, owner: 'auth', ms: 510 },
    { thread: 2, owner: 'auth', ms: 7 },
  ])
  expect(ledger.totals()).toEqual({ auth: 17 })
})

test('the time of a thread that has ended stays counted, also when another one gets its number', () => {
  const ledger = new CpuLedger([])
  ledger.add([{ thread: 3, owner: 'history', ms: 40 }])
  ledger.add([])
  ledger.add([{ thread: 3, owner: 'NATS', ms: 5 }])
  expect(ledger.totals()).toEqual({ history: 40, NATS: 5 })
})

test("parts and backends are counted for services and servers, and neither stand-ins nor the benchmark's queries", () => {
  expect(['gateway', 'nats', 'postgres', 'issuer', 'mailbox'].map(ownerOfPart)).toEqual([
    ...['gateway', 'NATS', undefined, undefined, undefined],
  ])
  expect(['history', undefined, 'postgres'].map(ownerOfBackend)).toEqual([
    ...['Postgres for history', 'Postgres itself', undefined],
  ])
})
