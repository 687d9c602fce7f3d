import type { Theme } from '../../embed/protocol.ts'

export interface EmbedChoice {
  readonly language: string
  /** As people call it. */
  readonly title: string
  readonly code: string
  readonly theme: Theme
  /** Empty: not known here, because a key is shown only once. */
  readonly key: string
}

/** Where a key belongs that is not known here. */
export const KEY_PLACE = 'rh_YOUR_BROWSER_KEY'

/** The markup for somebody's page. The code in it is readable without the script, too. */
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

/** What of a pasted key is wrong; undefined when nothing is, or nothing is pasted. */
export function checkKey(key: string): string | undefined {
  return key === '' || /^rh_[A-Za-z0-9_-]+$/.test(key)
    ? undefined
    : 'A key starts with rh_ and has no spaces.'
}
