import '../design/tokens.css'
import './frame.css'
import { type FromFrame, type Outcome, readToFrame, type Snippet } from './protocol.ts'
import { openView } from './view.ts'

/**
 * The page inside the frame. It knows no key, makes no requests and stores nothing: it shows code, asks the embedding
 * page to run it, and shows the output from that page as text.
 */

/** The origin that showed something here first. Messages from others are ignored from then on. */
let around: string | undefined
let run = 0
let snippet: Snippet | undefined

const view = openView({
  onRun(code) {
    run += 1
    view.showBusy()
    say({ runhive: 'run', run, code })
  },
})

function say(message: FromFrame): void {
  if (around !== undefined) parent.postMessage(message, around)
}

addEventListener('message', ({ source, origin, data }) => {
  if (source !== parent || (around !== undefined && origin !== around)) return
  const message = readToFrame(data)
  if (message?.runhive === 'show') {
    around = origin
    show(message.snippet)
  }
  if (message?.runhive === 'outcome' && message.run === run) showOutcome(message.outcome)
})

function show(next: Snippet): void {
  const { theme } = next
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  if (next.code !== snippet?.code || next.title !== snippet.title) {
    // An earlier run belongs to other code.
    run += 1
    view.showSnippet(next)
  }
  snippet = next
  tellHeight()
}

function showOutcome(outcome: Outcome): void {
  view.showOutcome(outcome)
}

/** Sent even if nothing changed, because the embedding page has not given the frame a height yet. */
function tellHeight(): void {
  say({ runhive: 'height', height: Math.ceil(view.root.getBoundingClientRect().height) })
}

new ResizeObserver(tellHeight).observe(view.root)
// Says only that the frame is here. The origin of the embedding page is known once it has answered.
if (parent !== window) parent.postMessage({ runhive: 'ready' } satisfies FromFrame, '*')
