import { readStyleNonce } from '../../../shell/nonce.ts'

/**
 * Lets xterm's styles through the policy of the page while a terminal is open. xterm creates style elements without a
 * nonce and writes 24-bit colours into style attributes, with no setting for either. Returns a function that ends it.
 */
export function letStylesIn(): () => void {
  const nonce = readStyleNonce()
  if (nonce === undefined) return () => undefined
  const create = (name: string, options?: ElementCreationOptions) => {
    const element = Document.prototype.createElement.call(document, name, options)
    if (name === 'style') element.setAttribute('nonce', nonce)
    if (name === 'span') throughObjectModel(element)
    return element
  }
  // An own property hides the prototype's, until it is deleted.
  Object.defineProperty(document, 'createElement', { value: create, configurable: true })
  return () => void Reflect.deleteProperty(document, 'createElement')
}

/** The policy forbids styles in markup, but not through the object model. */
function throughObjectModel(element: HTMLElement): void {
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value
    else Element.prototype.setAttribute.call(element, name, value)
  }
}
