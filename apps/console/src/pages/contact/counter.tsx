import { toCount } from '../../design/data/figures.ts'

/** From where on somebody who listens is told how much is left. */
const NEAR = 500

/** How much of a text is there, and how much there may be. */
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
