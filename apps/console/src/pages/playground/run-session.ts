import { RunhiveError, watchExecution } from '@runhive/client'
import { client } from '../../api/client.ts'
import type { ExecutionRequest, ExecutionResult } from '../../api/types.ts'
import { fromBase64 } from '../../execution/bytes.ts'
import { OutputBuffer, type Stream } from '../../execution/output-buffer.ts'

export type RunPhase =
  | 'idle'
  | 'submitting'
  | 'queued'
  | 'starting'
  | 'compile'
  | 'run'
  | 'finished'
  | 'failed'

/** What is known of one run at one moment. */
export interface RunState {
  readonly phase: RunPhase
  readonly id?: string
  /** How many were in front of it when it was accepted. */
  readonly position?: number
  readonly result?: ExecutionResult
  /** Why there is no result. */
  readonly error?: unknown
  readonly interactive: boolean
  readonly output: OutputBuffer
  /** Changes with the output, at most once a frame. */
  readonly outputVersion: number
}

export interface RunSession {
  /** For `useSyncExternalStore`. */
  subscribe(listener: () => void): () => void
  state(): RunState
  /** Runs it; what ran before is forgotten. */
  start(request: ExecutionRequest): Promise<void>
  /** Stops watching: somebody has gone to another page. */
  leave(): void
  /** Ends the run. Its result still comes. */
  stop(): void
  /** Where output of a terminal goes. What comes while there is nobody waits. */
  attachTerminal(write: (data: string | Uint8Array) => void): () => void
  /** Input of a terminal, in order. */
  type(data: string): void
  resize(size: { columns: number; rows: number }): void
  interrupt(): void
}

type Event =
  Awaited<ReturnType<ReturnType<typeof watchExecution>['next']>> extends { value: infer V }
    ? Extract<V, { event: unknown }>['event']
    : never

/** A stream may end early when the service is restarted: it is taken up again this often. */
const MAX_RESUMES = 5
/** Of one write, bytes at most; characters take up to three. */
const TYPED_CHARACTERS = 16_000

export const isUnderWay = (phase: RunPhase): boolean => !['idle', 'finished', 'failed'].includes(phase)

/** Runs one program after another and tells how they go. */
export function createRunSession(): RunSession {
  const listeners = new Set<() => void>()
  let state: RunState = { phase: 'idle', interactive: false, output: new OutputBuffer(), outputVersion: 0 }
  let abort = new AbortController()
  const terminal = createTerminalPipe()
  const typing = createTyping(() => state)

  const set = (change: Partial<RunState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const outputSoon = onceAFrame(() => set({ outputVersion: state.outputVersion + 1 }))

  const handle = createHandler({ state: () => state, set, outputSoon, terminal })

  async function watch(id: string, signal: AbortSignal): Promise<void> {
    let after = 0
    for (let resumes = 0; ; resumes += 1) {
      try {
        for await (const { number, event } of watchExecution(client, id, { after, signal })) {
          if (signal.aborted) return
          after = number
          handle(event)
        }
        return
      } catch (error) {
        const cut = error instanceof RunhiveError && error.code === 'STREAM_ENDED'
        if (!cut || resumes >= MAX_RESUMES || signal.aborted) throw error
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => state,
    async start(request) {
      abort.abort()
      abort = new AbortController()
      const { signal } = abort
      terminal.clear()
      state = {
        phase: 'submitting',
        interactive: request.interactive ?? false,
        output: new OutputBuffer(),
        outputVersion: 0,
      }
      set({})
      try {
        const { id } = await client.executions.submit.mutate(request)
        if (signal.aborted) return void client.executions.cancel.mutate({ id }).catch(() => undefined)
        set({ id, phase: 'queued' })
        await watch(id, signal)
      } catch (error) {
        if (!signal.aborted) set({ phase: 'failed', error })
      }
    },
    leave: () => abort.abort(),
    stop() {
      const { id } = state
      // Not accepted yet: it is cancelled as soon as it has a name.
      if (id === undefined) {
        abort.abort()
        set({ phase: 'idle' })
      } else void client.executions.cancel.mutate({ id }).catch((error: unknown) => set({ error }))
    },
    attachTerminal: terminal.attach,
    ...typing,
  }
}

interface Handling {
  state(): RunState
  set(change: Partial<RunState>): void
  outputSoon(): void
  readonly terminal: TerminalPipe
}

/** What each event changes. */
function createHandler({ state, set, outputSoon, terminal }: Handling): (event: Event) => void {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  const output = (stream: Stream, text: string) => {
    state().output.append(stream, text)
    outputSoon()
  }
  return (event) => {
    switch (event.kind) {
      case 'queued':
        return set({ position: event.position })
      case 'started':
        return set({ phase: 'starting' })
      case 'phase':
        if (event.name === 'run' && !state().output.isEmpty)
          state().output.note('The compiler is done; the program runs.')
        return set({ phase: event.name })
      case 'output': {
        const bytes = event.base64 === undefined ? undefined : fromBase64(event.base64)
        if (state().interactive) terminal.write(bytes ?? event.text ?? '')
        return output(
          event.stream,
          bytes ? decoders[event.stream].decode(bytes, { stream: true }) : (event.text ?? ''),
        )
      }
      case 'skipped':
        state().output.note('Some output is missing here: it came faster than this page could take it.')
        return outputSoon()
      case 'finished':
        return set({ phase: 'finished', result: event.result, outputVersion: state().outputVersion + 1 })
    }
  }
}

/** However often it is asked for, it happens once in each frame; in a hidden page, which has no frames, once in a while. */
function onceAFrame(work: () => void): () => void {
  let asked = false
  const run = () => {
    asked = false
    work()
  }
  return () => {
    if (asked) return
    asked = true
    if (document.hidden) setTimeout(run, 250)
    else requestAnimationFrame(run)
  }
}

interface TerminalPipe {
  write(data: string | Uint8Array): void
  clear(): void
  attach(write: (data: string | Uint8Array) => void): () => void
}

function createTerminalPipe(): TerminalPipe {
  let waiting: (string | Uint8Array)[] = []
  let sink: ((data: string | Uint8Array) => void) | undefined
  return {
    write(data) {
      if (sink) sink(data)
      else waiting.push(data)
    },
    clear() {
      waiting = []
      // A full reset: nothing of the program before is left, whatever state it left the terminal in.
      sink?.('\x1bc')
    },
    attach(write) {
      sink = write
      for (const data of waiting.splice(0)) write(data)
      return () => {
        if (sink === write) sink = undefined
      }
    },
  }
}

/** What a person does to a running program, one thing after the other. What fails because the program is gone is no news. */
function createTyping(state: () => RunState): Pick<RunSession, 'type' | 'resize' | 'interrupt'> {
  let last: Promise<unknown> = Promise.resolve()
  let typed = ''
  const then = (send: (id: string) => Promise<unknown> | undefined) => {
    last = last.then(() => {
      const { id, phase } = state()
      return id !== undefined && isUnderWay(phase) ? send(id)?.catch(() => undefined) : undefined
    })
  }
  /** What is typed while a write is under way goes with the next one. */
  const flush = () => {
    last = last.then(() => {
      const chunk = takeChunk(typed)
      typed = typed.slice(chunk.length)
      if (typed !== '') flush()
      then((id) => client.executions.write.mutate({ id, data: chunk }))
    })
  }
  return {
    type(data) {
      typed += data
      if (typed === data) flush()
    },
    resize: (size) => then((id) => client.executions.resize.mutate({ id, ...size })),
    interrupt: () => then((id) => client.executions.signal.mutate({ id, signal: 'SIGINT' })),
  }
}

/** The beginning of a text, never half of a character. */
function takeChunk(text: string): string {
  const chunk = text.slice(0, TYPED_CHARACTERS)
  return text.length > chunk.length && /[\ud800-\udbff]$/.test(chunk) ? chunk.slice(0, -1) : chunk
}
