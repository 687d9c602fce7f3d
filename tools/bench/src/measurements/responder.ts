import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import { echo, RAW_SUBJECT } from './echo.ts'

/** A process of its own, as a service is: answers the typed echo and the raw one, until its parent goes. */
const url = process.argv[2] ?? ''
const mesh = await connectMesh({ url, service: 'bench' })
await mesh.serve(echo, { echo: async (input) => input })
const raw = await connectRawNats(url)
raw.echo(RAW_SUBJECT)
process.send?.('ready')
process.on('disconnect', () => process.exit())
