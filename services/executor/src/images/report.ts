import type { BuildProgress, BuiltImage } from './build-images.ts'
import { BuildFailed } from './run-build.ts'

const WIDTH = 110

/** Tells a person, line by line, what a build does; the same on a terminal and in a log. */
export interface Report {
  progress(progress: BuildProgress): void
  summary(images: readonly BuiltImage[], ms: number): void
  failure(cause: unknown): void
}

export function createReport(write: (line: string) => void): Report {
  const tell = (image: string, text: string) => write(`  ${image.padEnd(9)} ${text}`.slice(0, WIDTH))
  return {
    progress(progress) {
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
    failure(cause) {
      if (cause instanceof BuildFailed) for (const line of cause.lastLines) write(`    | ${line}`)
      write(`failed: ${cause instanceof Error ? cause.message : String(cause)}`)
    },
  }
}

/** Steps of a Dockerfile, and what mmdebstrap and the registry say; not the thousands of lines inside a step. */
function toWorthTelling({ image, line, step }: { image: string; line: string; step: string | undefined }) {
  if (step !== undefined) return line.replace(/^Step (\S+) : /, '$1 ').replace(/\s+/g, ' ')
  return image === 'base' ? line : undefined
}

function toOutcome({ built, bytes, ms }: BuiltImage): string {
  const size = `${Math.round(bytes / 1e6)} MB`
  return built ? `built in ${toSeconds(ms)}, ${size}` : `up to date, ${size}`
}

function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
