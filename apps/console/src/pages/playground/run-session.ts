import { RunhiveError, watchExecution } from '@runhive/client'
import { client } from '../../api/client.ts'
import type { ExecutionRequest, ExecutionResult } from '../../api/types.ts'
import { OutputBuffer, type Stream } from '../../execution/output-buffer.ts'
import { fromBase64 } from '../../program/base64.ts'
import { createTyping, type Typing } from './editor/typing.ts'

export type RunPhase =
  | 'idle'
  | 'submitting'
  | 'queued'
  | 'starting'
  | 'compile'
  | 'run'
  | 'finished'
  | 'failed'

/** A snapshot of one run. */
export interface RunState {
  readonly phase: RunPhase
  readonly id?: string
  /** How many executions were ahead of it when it was accepted. */
  readonly position?: number
  readonly result?: ExecutionResult
  /** Why there is no result. */
  readonly error?: unknown
  readonly interactive: boolean
  readonly output: OutputBuffer
  /** Changes with the output, a few times per second. */
  readonly outputVersion: number
}

export interface RunSession extends Typing {
  /** For `useSyncExternalStore`. */
  subscribe(listener: () => void): () => void
  state(): RunState
  /** Runs a program. The previous run is dropped. */
  start(request: ExecutionRequest): Promise<void>
  /** Stops watching, because the visitor has left the page. */
  leave(): void
  /** Cancels the run. Its result still arrives. */
  stop(): void
  /** The receiver of terminal output. Without one the output is buffered. */
  attachTerminal(write: (data: string | Uint8Array) => void): () => void
}

type Event =
  Awaited<ReturnType<ReturnType<typeof watchExecution>['next']>> extends { value: infer V }
    ? Extract<V, { event: unknown }>['event']
    : never

/** A stream may end early when the service restarts: how often it is resumed. */
const MAX_RESUMES = 5
export const isUnderWay = (phase: RunPhase): boolean => !['idle', 'finished', 'failed'].includes(phase)

/** Runs one program after another and publishes their state. */
export function createRunSession(): RunSession {
  const listeners = new Set<() => void>()
  let state: RunState = { phase: 'idle', interactive: false, output: new OutputBuffer(), outputVersion: 0 }
  let abort = new AbortController()
  const terminal = createTerminalPipe()
  const typing = createTyping(client.executions, () => (isUnderWay(state.phase) ? state.id : undefined))

  const set = (change: Partial<RunState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const outputSoon = onceInAWhile(() => set({ outputVersion: state.outputVersion + 1 }))

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
      // Not accepted yet: it is cancelled as soon as it has an id.
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

/** Applies an event to the state. */
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
          state().output.note('Compiled; the program is running.')
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
        state().output.note('Some output is missing here: it arrived faster than this page could process it.')
        return outputSoon()
      case 'finished':
        return set({ phase: 'finished', result: event.result, outputVersion: state().outputVersion + 1 })
    }
  }
}

/** The minimum interval between renders of continuous output: rendering more often would leave no time for others. */
const SHOW_EVERY_MS = 80

/** Throttles calls to before a frame, and not every frame. The first call happens at once. */
function onceInAWhile(work: () => void): () => void {
  let asked = false
  let last = 0
  const run = () => {
    asked = false
    last = performance.now()
    work()
  }
  return () => {
    if (asked) return
    asked = true
    // A hidden page has no frames.
    const soon = () => (document.hidden ? run() : requestAnimationFrame(run))
    setTimeout(soon, Math.max(0, last + SHOW_EVERY_MS - performance.now()))
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
      // A full reset, because the previous program may have left the terminal in any state.
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
