import { MAX_CODE } from './protocol.ts'

export type Parts = ReturnType<typeof buildParts>

/** The elements of the frame, in the document. */
export function buildParts() {
  const title = make('span', 'title')
  const reset = make('button', 'quiet', 'Reset')
  const press = make('button', 'run', 'Run')
  const code = make('textarea', 'code')
  // Until it gets its content.
  code.setAttribute('aria-label', 'Code')
  Object.assign(code, { spellcheck: false, maxLength: MAX_CODE, wrap: 'off' })
  code.setAttribute('autocapitalize', 'off')
  code.setAttribute('autocomplete', 'off')
  code.setAttribute('aria-keyshortcuts', 'Control+Enter')
  const stdout = make('pre', 'stdout')
  const stderr = make('pre', 'stderr')
  const output = make('div', 'output', stdout, stderr)
  output.setAttribute('role', 'region')
  output.setAttribute('aria-label', 'Output')
  // So that the keyboard can scroll it.
  output.tabIndex = 0
  const summary = make('p', 'summary')
  summary.setAttribute('role', 'status')
  const root = make('main', 'snippet', make('div', 'head', title, reset, press), code, output, summary)
  document.body.append(root)
  return { root, title, reset, press, code, stdout, stderr, output, summary }
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: Array<Node | string>
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.className = className
  element.append(...children)
  return element
}
