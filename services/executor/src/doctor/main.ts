import { parseConfig } from '../config.ts'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'

/** `./dev doctor`: says in one sentence each what is missing or weak here, and exits with 1 when cells cannot run. */

const MARKS: Record<Finding['level'], string> = { ok: 'ok  ', note: 'note', weak: 'WEAK', bad: 'BAD ' }

// The settings ask for a mesh; the doctor connects to none.
const config = parseConfig({ NATS_URL: 'nats://127.0.0.1:4222', ...process.env })
const findings = await examine(config)
for (const { level, text } of findings) console.log(`${MARKS[level]}  ${text}`)
process.exitCode = findings.some(({ level }) => level === 'bad') ? 1 : 0
