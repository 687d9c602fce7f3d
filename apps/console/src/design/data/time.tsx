import { agoInWords, toMoment } from './time-words.ts'

interface TimeProps {
  /** An ISO time. */
  readonly at: string
  /** "5 minutes ago" instead of the date; the date is in its tooltip. */
  readonly ago?: boolean
}

/** A moment, in the visitor's time zone. */
export function Time({ at, ago }: TimeProps) {
  const moment = toMoment(at)
  return (
    <time dateTime={at} title={ago ? moment : at}>
      {ago ? agoInWords(at, new Date()) : moment}
    </time>
  )
}
