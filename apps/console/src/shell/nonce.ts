/**
 * The nonce that the policy of this page allows styles with, for the libraries that inject them. Browsers hide it from
 * attributes; the property has it. undefined where the page was served without one, as in development.
 */
export function readStyleNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')
  const nonce = meta?.nonce || meta?.getAttribute('nonce')
  return nonce && !nonce.startsWith('__') ? nonce : undefined
}
