/**
 * The nonce with which this page's policy allows styles, for libraries that inject them. Browsers hide it from the
 * attribute, but the property has it. undefined if the page was served without one, as in development.
 */
export function readStyleNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')
  const nonce = meta?.nonce || meta?.getAttribute('nonce')
  return nonce && !nonce.startsWith('__') ? nonce : undefined
}
