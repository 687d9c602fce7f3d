import { runUntilSignal } from '@runhive/process/lifecycle'
import { parseConfig } from './config.ts'
import { startIssuer } from './issuer.ts'

await runUntilSignal(() => startIssuer(parseConfig(process.env)))
