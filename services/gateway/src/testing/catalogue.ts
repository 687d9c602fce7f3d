import type { LimitRanges, Runtime } from '@runhive/contracts/executor'

export const RANGES: LimitRanges = {
  wallMs: { min: 100, max: 60_000, default: 10_000 },
  cpuMs: { min: 100, max: 30_000, default: 5_000 },
  memoryBytes: { min: 16_777_216, max: 536_870_912, default: 268_435_456 },
  outputBytes: { min: 1, max: 16_777_216, default: 1_048_576 },
  processes: { min: 1, max: 128, default: 64 },
}

/** Of interactive runs. */
const INTERACTIVE = {
  wallMs: { min: 100, max: 3_600_000, default: 600_000 },
  idleMs: { min: 1_000, max: 900_000, default: 120_000 },
}

const runtime = (
  fields: Pick<Runtime, 'id' | 'language' | 'version' | 'aliases'> & Partial<Pick<Runtime, 'alternative'>>,
): Runtime => ({
  alternative: false,
  ...fields,
  name: fields.language,
  fileName: 'main',
  compiled: fields.language === 'c',
  refusedFlags:
    fields.language === 'c' ? [{ pattern: '-o.*|-c', reason: 'the program is always called a.out' }] : [],
  limits: RANGES,
  compileLimits: RANGES,
  interactive: INTERACTIVE,
})

export const RUNTIMES: Runtime[] = [
  runtime({ id: 'python-3.9', language: 'python', version: '3.9.2', aliases: ['py', 'python3'] }),
  runtime({ id: 'python-3.13', language: 'python', version: '3.13.5', aliases: ['py', 'python3'] }),
  runtime({ id: 'c-gcc-12', language: 'c', version: '12.2.0', aliases: ['gcc'] }),
]
