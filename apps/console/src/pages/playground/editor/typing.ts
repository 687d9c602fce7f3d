import { RunhiveError } from '@runhive/client'

/** A person's input to a running program. Failures because the program has ended are ignored. */
export interface Typing {
  /** Terminal input, sent in order. */
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
 * One write is in flight at a time, and input that is typed meanwhile goes into the next one. So a plan with a low rate
 * limit slows typing down but loses none of it.
 *
 * @param running the id of the run that accepts input; undefined without one
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
    // The program that would read it is gone.
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

/** Retries as long as the only problem is that it came too early. */
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

/** The beginning of a text. Never splits a character. */
function takeChunk(text: string): string {
  const chunk = text.slice(0, CHUNK_CHARACTERS)
  return text.length > chunk.length && /[\ud800-\udbff]$/.test(chunk) ? chunk.slice(0, -1) : chunk
}
