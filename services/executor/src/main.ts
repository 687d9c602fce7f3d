import { runUntilSignal } from '@runhive/process/lifecycle'
import { parseConfig } from './config.ts'
import { openService } from './service.ts'

const config = parseConfig(process.env)
await runUntilSignal(() => openService(config), { graceMs: config.graceMs })
