import { askToRun } from './ask.ts'
import { type Host, openHost } from './host.ts'
import { THEMES, type Theme } from './protocol.ts'

/**
 * For other people's pages: `<script src="https://…/embed.js" defer></script>` makes each `<pre data-runhive>`
 * runnable. It needs `data-language` and `data-key` (a browser key that names the page's origin), and accepts
 * `data-version`, `data-stdin`, `data-title` and `data-theme`. Without the script, or until the service answers, the
 * code stays readable.
 */

const script = document.currentScript
const ORIGIN = script instanceof HTMLScriptElement ? new URL(script.src).origin : location.origin
/** So that a snippet is loaded before the reader has scrolled to it. */
const AHEAD = '600px'

const seen = new WeakSet<Element>()
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      near.unobserve(target)
      if (target instanceof HTMLElement) bringToLife(target)
    }
  },
  { rootMargin: AHEAD },
)

function bringToLife(pre: HTMLElement): void {
  const { language = '', key = '', version, stdin, title = language } = pre.dataset
  const asked = { origin: ORIGIN, key, page: location.origin }
  const extra = { ...(version ? { version } : {}), ...(stdin ? { stdin } : {}) }
  const host: Host = openHost({
    origin: ORIGIN,
    snippet: { title, code: readCode(pre), theme: readTheme(pre.dataset.theme) },
    run: (source) => askToRun({ ...asked, request: { language, source, ...extra } }),
    // The frame shows the code from now on.
    onShown: () => {
      // A style, because a page's own rule for `pre` may be stronger than the attribute.
      pre.style.display = 'none'
    },
  })
  pre.after(host.frame)
}

/** The code without the final line break of the markup. */
const readCode = (pre: HTMLElement): string => (pre.textContent ?? '').replace(/^\n/, '').replace(/\s+$/, '')

const readTheme = (asked: string | undefined): Theme => THEMES.find((theme) => theme === asked) ?? 'auto'

function look(): void {
  for (const pre of document.querySelectorAll('pre[data-runhive][data-language][data-key]')) {
    if (seen.has(pre)) continue
    seen.add(pre)
    near.observe(pre)
  }
}

/** Single-page applications insert snippets later. */
new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true })
look()
