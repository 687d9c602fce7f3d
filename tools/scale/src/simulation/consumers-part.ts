import { executionEvents } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { Part } from './part.ts'

export interface ConsumersOptions {
  readonly natsUrl: string
  readonly replicas: number
}

/** Those who hear of every end: auth ends leases, history records and sends webhooks. Without what they do with it. */
export async function openConsumers({ natsUrl, replicas }: ConsumersOptions): Promise<Part> {
  const open = (service: string) => connectMesh({ url: natsUrl, service, replicas })
  const [auth, history] = [await open('auth'), await open('history')]
  const consumers = [
    { mesh: auth, consumer: 'auth' },
    { mesh: history, consumer: 'records' },
  ]
  let consumed = 0
  for (const { mesh, consumer } of consumers) {
    await mesh.log(executionEvents).consume({ consumer, kinds: ['finished'] }, async (events) => {
      consumed += events.length
    })
  }
  return { read: () => ({ counts: { consumed }, samples: {} }) }
}
