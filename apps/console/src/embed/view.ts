import { buildParts, type Parts } from './parts.ts'
import type { Outcome, Snippet } from './protocol.ts'

export interface View {
  readonly root: HTMLElement
  showSnippet(snippet: Snippet): void
  showBusy(): void
  showOutcome(outcome: Outcome): void
}

const MIN_LINES = 2
const MAX_LINES = 30

/** The view of the frame. Text is never inserted as markup. */
export function openView({ onRun }: { onRun: (code: string) => void }): View {
  const parts = buildParts()
  let written = ''
  let busy = false
  const setBusy = (now: boolean) => {
    busy = now
    parts.press.setAttribute('aria-disabled', String(now))
    parts.press.textContent = now ? 'Running' : 'Run'
  }
  const start = () => {
    if (!busy) onRun(parts.code.value)
  }
  const showCode = () => {
    parts.code.value = written
    clear(parts)
    resize(parts, written)
  }
  parts.code.addEventListener('input', () => resize(parts, written))
  parts.code.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    start()
  })
  parts.press.addEventListener('click', start)
  parts.reset.addEventListener('click', () => {
    showCode()
    parts.code.focus()
  })
  clear(parts)
  return {
    root: parts.root,
    showSnippet(snippet) {
      written = snippet.code
      parts.title.textContent = snippet.title
      parts.code.setAttribute('aria-label', `${snippet.title} code`)
      setBusy(false)
      showCode()
    },
    showBusy() {
      setBusy(true)
      showSummary(parts, '', 'Running…')
    },
    showOutcome(outcome) {
      setBusy(false)
      showOutput(parts, outcome)
    },
  }
}

function resize({ code, reset }: Parts, written: string): void {
  code.rows = Math.min(MAX_LINES, Math.max(MIN_LINES, code.value.split('\n').length))
  reset.hidden = code.value === written
}

function clear({ output, summary }: Parts): void {
  output.hidden = true
  summary.hidden = true
}

function showOutput(parts: Parts, { good, summary, stdout, stderr }: Outcome): void {
  parts.stdout.textContent = stdout
  parts.stderr.textContent = stderr
  parts.output.hidden = stdout === '' && stderr === ''
  const silent = good && parts.output.hidden ? ' It wrote nothing.' : ''
  showSummary(parts, good ? 'good' : 'bad', summary + silent)
}

function showSummary({ summary }: Parts, tone: 'good' | 'bad' | '', text: string): void {
  summary.hidden = false
  summary.className = `summary ${tone}`
  summary.textContent = text
}
