/** Says what is being done and for how long. Plain lines: the same on a terminal and in a log. */
export interface Progress {
  /** Announces a step, says every ten seconds that it still runs, and how long it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>
  /** Announces a step that shows its progress itself. */
  say(title: string): void
  /** Something worth knowing about the step under way. */
  note(line: string): void
}

const STILL_MS = 10_000
/** Shorter steps are announced, but their time is not worth a line. */
const WORTH_TELLING_MS = 1_000

export function createProgress(
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): Progress {
  return {
    say: (title) => write(`· ${title}`),
    note: (line) => write(`  ${line}`),
    async step(title, work) {
      const start = now()
      const seconds = () => ((now() - start) / 1_000).toFixed(1)
      write(`· ${title}`)
      const timer = setInterval(() => write(`  still ${title} (${seconds()} s)`), STILL_MS)
      try {
        const result = await work()
        if (now() - start >= WORTH_TELLING_MS) write(`  done in ${seconds()} s`)
        return result
      } catch (error) {
        write(`  failed after ${seconds()} s`)
        throw error
      } finally {
        clearInterval(timer)
      }
    },
  }
}
