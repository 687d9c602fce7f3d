import { executionRequests } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { openDatabase } from '@runhive/postgres/open'
import { record } from '../db/record.ts'
import type { Schema } from '../db/schema.ts'
import { recordFinished } from '../record-finished.ts'

// Records as history does, and is killed with its first batch, `before` or `after` that is in the database: nothing of
// the batch is acknowledged. Arguments: URL of NATS, URL of the database, when.
const [natsUrl = '', databaseUrl = '', when] = process.argv.slice(2)
const die = () => void process.kill(process.pid, 'SIGKILL')

const mesh = await connectMesh({ url: natsUrl, service: 'history' })
const db = openDatabase<Schema>(databaseUrl)
await recordFinished({
  mesh,
  requests: mesh.log(executionRequests),
  retention: { defaultDays: 30, maxDays: 30 },
  seal: () => Promise.reject(new Error('nothing is to be encrypted')),
  log: { warn: () => undefined, error: () => undefined },
  now: () => new Date(),
  async record(finished) {
    if (when === 'before') die()
    const now = new Date()
    await record(db, finished, { now, maxPending: 1_000, logUntil: now })
    die()
  },
})
