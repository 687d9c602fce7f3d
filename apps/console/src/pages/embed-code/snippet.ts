import type { Theme } from '../../embed/protocol.ts'

export interface EmbedChoice {
  readonly language: string
  /** Its display name. */
  readonly title: string
  readonly code: string
  readonly theme: Theme
  /** Empty if it is not known here: a key is shown only once. */
  readonly key: string
}

/** The placeholder of a key that is not known here. */
export const KEY_PLACE = 'rh_YOUR_BROWSER_KEY'

/** The markup for a page. Its code is readable without the script too. */
export function toMarkup(origin: string, { language, title, code, theme, key }: EmbedChoice): string {
  const attributes = [
    'data-runhive',
    attribute('data-language', language),
    title === language ? '' : attribute('data-title', title),
    attribute('data-key', key || KEY_PLACE),
    theme === 'auto' ? '' : attribute('data-theme', theme),
  ]
  return [
    `<script src="${escapeHtml(origin)}/embed.js" defer></script>`,
    '',
    `<pre ${attributes.filter(Boolean).join(' ')}>`,
    `${escapeHtml(code.replace(/\s+$/, ''))}</pre>`,
  ].join('\n')
}

const attribute = (name: string, value: string): string => `${name}="${escapeHtml(value)}"`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (found) => ENTITIES[found] ?? found)

/** What is wrong with a pasted key; undefined if it is valid or empty. */
export function checkKey(key: string): string | undefined {
  return key === '' || /^rh_[A-Za-z0-9_-]+$/.test(key)
    ? undefined
    : 'A key starts with rh_ and has no spaces.'
}
