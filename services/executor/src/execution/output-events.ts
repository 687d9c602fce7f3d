import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { OutputStream } from '../cell/phase.ts'
import { createTextStream, type TextStream } from '../domain/output/text-stream.ts'
import type { Clock } from '../pool/clock.ts'

/**
 * Output as events: the first piece at once, because somebody is watching a prompt; what follows is gathered for some
 * milliseconds, because a program that prints line by line must not cost a message per line.
 */
export interface OutputEvents {
  push(stream: OutputStream, bytes: Uint8Array): void
  /** Sends what is waiting, the beginning of a character included. */
  end(): void
}

const GATHER_MS = 20
const GATHER_BYTES = 64 * 1024
/** Alternations between the two streams that are kept apart within one batch. */
const MAX_RUNS = 16

export function createOutputEvents(send: (event: ExecutionEvent) => void, clock: Clock): OutputEvents {
  const texts: Record<OutputStream, TextStream> = { stdout: createTextStream(), stderr: createTextStream() }
  let runs: { stream: OutputStream; chunks: Uint8Array[] }[] = []
  let bytesWaiting = 0
  let timer: Disposable | undefined

  const emit = (stream: OutputStream, piece: ReturnType<TextStream['push']>) => {
    if (piece) send({ kind: 'output', stream, ...piece })
  }
  function flush() {
    for (const { stream, chunks } of runs) emit(stream, texts[stream].push(Buffer.concat(chunks)))
    runs = []
    bytesWaiting = 0
  }
  function pauseOver() {
    timer = undefined
    if (bytesWaiting === 0) return
    flush()
    timer = clock.after(GATHER_MS, pauseOver)
  }
  function gather(stream: OutputStream, bytes: Uint8Array) {
    const last = runs.at(-1)
    const run =
      last?.stream === stream ? last : runs.find((one) => runs.length >= MAX_RUNS && one.stream === stream)
    if (run) run.chunks.push(bytes)
    else runs.push({ stream, chunks: [bytes] })
    bytesWaiting += bytes.length
  }

  return {
    push(stream, bytes) {
      gather(stream, bytes)
      if (timer !== undefined && bytesWaiting < GATHER_BYTES) return
      flush()
      timer ??= clock.after(GATHER_MS, pauseOver)
    },
    end() {
      timer?.[Symbol.dispose]()
      timer = undefined
      flush()
      for (const stream of ['stdout', 'stderr'] as const) emit(stream, texts[stream].end())
    },
  }
}
