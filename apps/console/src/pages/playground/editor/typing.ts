import { RunhiveError } from '@runhive/client'

/** What a person does to a running program. What fails because the program is gone is no news. */
export interface Typing {
  /** Input of a terminal; its order is kept. */
  type(data: string): void
  resize(size: { columns: number; rows: number }): void
  interrupt(): void
}

/** Of the client's `executions`. */
export interface TypingCalls {
  readonly write: { mutate(input: { id: string; data: string }): Promise<unknown> }
  readonly resize: { mutate(input: { id: string; columns: number; rows: number }): Promise<unknown> }
  readonly signal: { mutate(input: { id: string; signal: 'SIGINT' }): Promise<unknown> }
}

/** Of one write; a character takes up to three bytes. */
const CHUNK_CHARACTERS = 16_000

/**
 * One write is under way at a time, and what is typed meanwhile goes together with the next. So a plan that allows few requests makes
 * typing slower, and loses nothing of it.
 *
 * @param running the id of the run that takes input; undefined when none does
 */
export function createTyping(calls: TypingCalls, running: () => string | undefined): Typing {
  let typed = ''
  let writing = false
  async function write() {
    if (writing) return
    writing = true
    for (let id = running(); typed !== '' && id !== undefined; id = running()) {
      const data = takeChunk(typed)
      typed = typed.slice(data.length)
      await writeInTime(calls, { id, data }, running)
    }
    // Nobody is left to read it.
    typed = ''
    writing = false
  }
  const send = (call: (id: string) => Promise<unknown>) => {
    const id = running()
    if (id !== undefined) call(id).catch(() => undefined)
  }
  return {
    type(data) {
      typed += data
      void write()
    },
    resize: (size) => send((id) => calls.resize.mutate({ id, ...size })),
    interrupt: () => send((id) => calls.signal.mutate({ id, signal: 'SIGINT' })),
  }
}

/** Tries again for as long as the only thing wrong is that it came too early. */
async function writeInTime(
  { write }: TypingCalls,
  input: { id: string; data: string },
  running: () => string | undefined,
): Promise<void> {
  while (running() === input.id) {
    try {
      await write.mutate(input)
      return
    } catch (error) {
      if (!(error instanceof RunhiveError) || error.code !== 'RATE_LIMITED') return
      const { promise, resolve } = Promise.withResolvers<void>()
      setTimeout(resolve, error.retryAfterMs ?? 1_000)
      await promise
    }
  }
}

/** The beginning of a text, never half of a character. */
function takeChunk(text: string): string {
  const chunk = text.slice(0, CHUNK_CHARACTERS)
  return text.length > chunk.length && /[\ud800-\udbff]$/.test(chunk) ? chunk.slice(0, -1) : chunk
}
