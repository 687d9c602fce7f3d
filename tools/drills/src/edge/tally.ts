/** What an attacker has done so far, and the answers it got. */
export interface Report {
  /** Counts by kind: requests, messages, megabytes. */
  readonly done: Readonly<Record<string, number>>
  /** Answers by HTTP status and code, `429 RATE_LIMITED`. */
  readonly answers: Readonly<Record<string, number>>
  /** Connections: open now, the most at once, and ended by the other side. */
  readonly connections: { readonly open: number; readonly most: number; readonly ended: number }
  /** Processor time of the attacker itself, seconds. */
  readonly cpuSeconds: number
}

export interface Tally {
  did(what: string, count?: number): void
  /** Reads status and code off the beginning of an answer's text. */
  answered(text: string): void
  opened(): void
  /** `byUs`: the attacker closed it itself. */
  closed(byUs: boolean): void
  report(): Report
}

export function openTally(): Tally {
  const done: Record<string, number> = {}
  const answers: Record<string, number> = {}
  const connections = { open: 0, most: 0, ended: 0 }
  return {
    did(what, count = 1) {
      done[what] = (done[what] ?? 0) + count
    },
    answered(text) {
      const answer = describeAnswer(text)
      if (answer !== undefined) answers[answer] = (answers[answer] ?? 0) + 1
    },
    opened() {
      connections.open += 1
      connections.most = Math.max(connections.most, connections.open)
    },
    closed(byUs) {
      connections.open -= 1
      if (!byUs) connections.ended += 1
    },
    report() {
      const { user, system } = process.cpuUsage()
      return { done, answers, connections, cpuSeconds: (user + system) / 1e6 }
    },
  }
}

/** `503 QUEUE_FULL` for an error, `200` otherwise; undefined for text that does not start like an answer. */
export function describeAnswer(text: string): string | undefined {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
  if (status === undefined) return undefined
  const code = Number(status) < 400 ? undefined : /"code":"([A-Z_]+)"/.exec(text)?.[1]
  return code === undefined ? status : `${status} ${code}`
}
