import { connectMesh } from '@runhive/mesh/nats/connect'
import { openDatabase } from '@runhive/postgres/open'
import { createLimitStore } from '../../db/limit-store.ts'
import type { Schema } from '../../db/schema.ts'
import { releaseFinished } from '../release-finished.ts'

// Releases as auth does, and is killed with its first batch, `before` or `after` that is in the database: nothing of the
// batch is acknowledged. Arguments: URL of NATS, URL of the database, when.
const [natsUrl = '', databaseUrl = '', when] = process.argv.slice(2)
const die = () => void process.kill(process.pid, 'SIGKILL')

const mesh = await connectMesh({ url: natsUrl, service: 'auth' })
const store = createLimitStore(openDatabase<Schema>(databaseUrl))
await releaseFinished({
  mesh,
  log: { error: () => undefined },
  async release(slots) {
    if (when === 'before') die()
    await store.release(slots, { giveBack: false })
    die()
  },
})
