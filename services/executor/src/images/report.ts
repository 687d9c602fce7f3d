import { inspect } from 'node:util'
import { isBase } from './base/base-image.ts'
import type { BuildProgress, BuiltImage } from './build/bring-up-to-date.ts'
import type { CheckedRuntime } from './conformance/check-conformance.ts'
import type { Proofs } from './conformance/proofs.ts'
import { BuildFailed } from './docker/run-build.ts'

const WIDTH = 110

/** Tells a person, line by line, what a build does; the same on a terminal and in a log. */
export interface Report extends Disposable {
  progress(progress: BuildProgress): void
  summary(images: readonly BuiltImage[], ms: number): void
  checked(runtime: CheckedRuntime): void
  /** Which of the images that were checked are proved now. */
  proved(proofs: Proofs, checked: number): void
  failure(cause: unknown): void
}

/** A step may take minutes; this often it is said that it still runs, and what it said last. */
const STILL_MS = 10_000

export function createReport(write: (line: string) => void): Report {
  const tell = (image: string, text: string) => write(`  ${image.padEnd(13)} ${text}`.slice(0, WIDTH))
  let doing = { image: '', step: '', since: 0, last: '' }
  const timer = setInterval(() => {
    if (doing.image === '') return
    tell(doing.image, `${doing.step} still, ${toSeconds(performance.now() - doing.since)}: ${doing.last}`)
  }, STILL_MS)
  const follow = (progress: BuildProgress) => {
    if (progress.kind === 'started')
      doing = { image: progress.image, step: '', since: performance.now(), last: '' }
    if (progress.kind === 'line' && progress.step !== undefined) {
      doing = { ...doing, step: progress.step, since: performance.now(), last: '' }
    } else if (progress.kind === 'line') doing = { ...doing, last: progress.line }
    if (progress.kind === 'finished') doing = { ...doing, image: '' }
  }
  return {
    [Symbol.dispose]: () => clearInterval(timer),
    progress(progress) {
      follow(progress)
      if (progress.kind === 'started') tell(progress.image, `building (${progress.why})`)
      if (progress.kind === 'line') {
        const text = toWorthTelling(progress)
        if (text !== undefined) tell(progress.image, text)
      }
      if (progress.kind === 'finished') tell(progress.image.name, toOutcome(progress.image))
    },
    summary(images, ms) {
      const runtimes = images.reduce((count, { versions }) => count + Object.keys(versions).length, 0)
      const built = images.filter((image) => image.built).length
      write(`${images.length} images, ${built} built, ${runtimes} runtimes, ${toSeconds(ms)}`)
    },
    checked({ runtime, cases, failures, ms }) {
      const passed = cases - new Set(failures.map((failure) => failure.split(':')[0])).size
      write(`  ${runtime.padEnd(24)} ${passed} of ${cases} cases, ${toSeconds(ms)}`)
      for (const failure of failures) write(`    ${failure}`)
    },
    proved(proofs, checked) {
      const images = Object.values(proofs)
      const count = (of: 'runtimes' | 'cases' | 'skipped') =>
        images.reduce((sum, proof) => sum + proof[of], 0)
      write(
        `${images.length} of ${checked} images proved: ${count('runtimes')} runtimes, ${count('cases')} cases, ${count('skipped')} left out with a reason; written to services/executor/languages/proved.json`,
      )
    },
    failure(cause) {
      if (cause instanceof BuildFailed) for (const line of cause.lastLines) write(`    | ${line}`)
      write(`failed: ${cause instanceof BuildFailed ? cause.message : inspect(cause)}`)
    },
  }
}

/** Steps of a Dockerfile, and what mmdebstrap and the registry say; not the thousands of lines inside a step. */
function toWorthTelling({ image, line, step }: { image: string; line: string; step: string | undefined }) {
  if (step !== undefined) return line.replace(/^Step (\S+) : /, '$1 ').replace(/\s+/g, ' ')
  return isBase(image) ? line : undefined
}

function toOutcome({ built, bytes, ms }: BuiltImage): string {
  const size = `${Math.round(bytes / 1e6)} MB`
  return built ? `built in ${toSeconds(ms)}, ${size}` : `up to date, ${size}`
}

function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
