/** @jsx h */
type Props = Record<string, string> | null
declare global {
  namespace JSX {
    type Element = string
    interface IntrinsicElements {
      [name: string]: unknown
    }
  }
}
const h = (name: string, _props: Props, ...children: string[]) => `<${name}>${children.join('')}</${name}>`
console.log(
  <p>
    <b>bold</b>
  </p>,
)
export {}
