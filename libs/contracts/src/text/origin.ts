/**
 * An origin as browsers send it in `Origin`, of one that a person wrote: lower case, names of other scripts as browsers
 * write them (`xn--…`), without the default port and without a slash at its end. Otherwise what is wrong with it,
 * as the
 * end of a sentence.
 */
export function readOrigin(text: string): { readonly origin: string } | { readonly problem: string } {
  if (text === 'null') return { problem: 'must not be null: every page without an origin sends that' }
  if (text.includes('*')) return { problem: 'must name one host: wildcards are not supported' }
  const url = URL.parse(text)
  // A browser would forgive more, such as backslashes: what is written so is a mistake.
  if (url === null || !/^https?:\/\/[^\s\\@]+$/i.test(text)) return { problem: EXAMPLE }
  if (url.href !== `${url.origin}/`) return { problem: `${EXAMPLE}, without a path` }
  return { origin: url.origin }
}

const EXAMPLE = 'must be an origin like https://docs.example.com'
