import {
  MAX_HEIGHT,
  MIN_HEIGHT,
  type Outcome,
  readFromFrame,
  type Snippet,
  type ToFrame,
} from './protocol.ts'

export interface HostOptions {
  /** Origin of the service, which serves the frame. */
  readonly origin: string
  readonly snippet: Snippet
  /** Never rejects. */
  readonly run: (code: string) => Promise<Outcome>
  /** Called when the frame shows the snippet. */
  readonly onShown?: () => void
}

export interface Host {
  /** To be inserted into the page. It has no height until it shows something. */
  readonly frame: HTMLIFrameElement
  /** Shows another snippet in the same frame. */
  show(snippet: Snippet): void
  /** Stops listening. */
  close(): void
}

/**
 * A frame that shows code and asks this page to run it. This page makes the request, because its origin may use the
 * key.
 */
export function openHost({ origin, snippet, run, onShown }: HostOptions): Host {
  const frame = createFrame(origin, snippet)
  let shown = snippet
  let isReady = false
  const send = (message: ToFrame) => frame.contentWindow?.postMessage(message, origin)
  const show = (next: Snippet) => {
    shown = next
    if (isReady) send({ runhive: 'show', snippet: shown })
  }
  const hear = ({ origin: from, source, data }: MessageEvent) => {
    if (from !== origin || source === null || source !== frame.contentWindow) return
    const message = readFromFrame(data)
    if (message?.runhive === 'ready') {
      isReady = true
      show(shown)
    }
    if (message?.runhive === 'height') {
      frame.style.height = `${Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, message.height))}px`
      onShown?.()
    }
    if (message?.runhive === 'run') {
      void run(message.code).then((outcome) => send({ runhive: 'outcome', run: message.run, outcome }))
    }
  }
  addEventListener('message', hear)
  return { frame, show, close: () => removeEventListener('message', hear) }
}

function createFrame(origin: string, { title }: Snippet): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  // The frame may run its own script with its own origin, and nothing else.
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin')
  frame.referrerPolicy = 'no-referrer'
  frame.title = `${title}: code to run`
  frame.src = `${origin}/embed`
  Object.assign(frame.style, { display: 'block', width: '100%', height: '0', border: '0' })
  return frame
}
