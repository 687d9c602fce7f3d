import { openConsumers } from './consumers-part.ts'
import { openExecutors } from './executors-part.ts'
import { openGateway } from './gateway-part.ts'
import type { Order } from './processes.ts'

/** A process of the simulation: told by its parent what to be, and asked for its counts. */

const order: Order = JSON.parse(process.argv[2] ?? '')
const part = await open(order)
const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
process.on('message', (question) => {
  if (question === 'read') process.send?.({ ...part.read(), cpuMs: cpuMs() })
})
// Without its parent nobody would stop it.
process.on('disconnect', () => process.exit())
process.send?.('ready')

function open(wanted: Order) {
  if (wanted.kind === 'executors') return openExecutors(wanted.options)
  return wanted.kind === 'gateway' ? openGateway(wanted.options) : openConsumers(wanted.options)
}
