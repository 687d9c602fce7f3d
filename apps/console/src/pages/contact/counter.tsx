import { toCount } from '../../design/data/quantities.ts'

/** From here on screen readers announce how much is left. */
const NEAR = 500

/** The length of a text, and its limit. */
export function Counter({ length, maximum }: { length: number; maximum: number }) {
  const left = maximum - length
  return (
    <>
      {toCount(length)} of {toCount(maximum)} characters
      <span role="status" className="visually-hidden">
        {left <= NEAR && left % 100 === 0 ? `${toCount(left)} characters left` : ''}
      </span>
    </>
  )
}
