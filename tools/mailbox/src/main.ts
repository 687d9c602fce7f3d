import { runUntilSignal } from '@runhive/process/lifecycle'
import { parseConfig } from './config.ts'
import { startMailbox } from './mailbox.ts'

await runUntilSignal(() => startMailbox(parseConfig(process.env)))
