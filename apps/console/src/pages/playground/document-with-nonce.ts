import { readStyleNonce } from '../../shell/nonce.ts'

/** The page's document, whose new style elements carry the nonce that its policy asks for: xterm has no setting for one. */
export function documentWithNonce(): Document {
  const nonce = readStyleNonce()
  return new Proxy(document, {
    get(target, property) {
      if (property === 'createElement') {
        return (name: string, options?: ElementCreationOptions) => {
          const element = target.createElement(name, options)
          if (nonce !== undefined && name === 'style') element.setAttribute('nonce', nonce)
          return element
        }
      }
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, property, value) => Reflect.set(target, property, value),
  })
}
