import '../design/tokens.css'
import './frame.css'
import { type FromFrame, type Outcome, readToFrame, type Snippet } from './protocol.ts'
import { openView } from './view.ts'

/**
 * The page inside the frame. It knows no key, asks nobody anything and keeps nothing: it shows code, asks the page around it
 * to run it, and shows as text what that page says came out.
 */

/** The first to show something here; from then on nobody else is heard. */
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
    // What was asked for before belongs to other code.
    run += 1
    view.showSnippet(next)
  }
  snippet = next
  tellHeight()
}

function showOutcome(outcome: Outcome): void {
  view.showOutcome(outcome)
}

/** Also when nothing changed: the page around has given the frame no height yet. */
function tellHeight(): void {
  say({ runhive: 'height', height: Math.ceil(view.root.getBoundingClientRect().height) })
}

new ResizeObserver(tellHeight).observe(view.root)
// Nothing but that it is here: to whom is known when the page around has answered.
if (parent !== window) parent.postMessage({ runhive: 'ready' } satisfies FromFrame, '*')
