interface Waiting<Q, A> {
  readonly question: Q
  readonly resolve: (answer: A) => void
  readonly reject: (error: unknown) => void
}

export interface BatchOptions<Q, A> {
  /** Answers all of them, in their order, or rejects for all of them. */
  readonly answer: (questions: readonly Q[]) => Promise<readonly A[]>
  /** Questions in one batch at most. */
  readonly size: number
  /** Batches under way at once at most. */
  readonly inFlight: number
}

/** Asks one question, or several together. */
export interface Ask<Q, A> {
  (question: Q): Promise<A>
  all(questions: readonly Q[]): Promise<A[]>
}

/**
 * Sends questions in batches when they come faster than they are answered. A question goes at once and alone while
 * fewer batches than `inFlight` are under way; others leave together when one of those is answered. No batch waits to
 * fill up.
 */
export function createBatches<Q, A>(options: BatchOptions<Q, A>): Ask<Q, A> {
  const waiting: Waiting<Q, A>[] = []
  let underWay = 0

  const leave = async () => {
    const batch = waiting.splice(0, options.size)
    underWay += 1
    try {
      const answers = await options.answer(batch.map(({ question }) => question))
      batch.forEach(({ resolve, reject }, index) => {
        const answer = answers[index]
        if (answer === undefined) reject(new Error('a question in a batch got no answer'))
        else resolve(answer)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      underWay -= 1
      go()
    }
  }

  const go = () => {
    while (waiting.length > 0 && underWay < options.inFlight) void leave()
  }

  const wait = (question: Q) =>
    new Promise<A>((resolve, reject) => void waiting.push({ question, resolve, reject }))
  const all = (questions: readonly Q[]) => {
    const answers = Promise.all(questions.map(wait))
    go()
    return answers
  }
  const one = (question: Q) => {
    const answer = wait(question)
    go()
    return answer
  }
  return Object.assign(one, { all })
}
