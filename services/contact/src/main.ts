import { runUntilSignal } from '@runhive/process/lifecycle'
import { parseConfig } from './config.ts'
import { openService } from './service.ts'

await runUntilSignal(() => openService(parseConfig(process.env)))
