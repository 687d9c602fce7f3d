import { useEffect, useRef } from 'react'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { toMoment } from '../../design/data/time-words.ts'
import { Icon } from '../../design/icon.tsx'
import styles from './contact.module.css'

export interface Receipt {
  /** The address of the answer. */
  readonly email: string
  readonly receivedAt: string
}

/** Confirms the message and says what happens next. Takes the focus, because the form that had it is gone. */
export function Sent({ receipt, onAgain }: { receipt: Receipt; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Card>
      <div className={styles.sent}>
        <span className={styles.mark}>
          <Icon name="check" size={22} />
        </span>
        <h2 ref={heading} tabIndex={-1}>
          Your message has arrived
        </h2>
        <p>
          It was received on {toMoment(receipt.receivedAt)} and is in the inbox of the operator of this
          installation. The answer will be sent to <strong>{receipt.email}</strong>. You do not need to do
          anything else.
        </p>
        <Button onClick={onAgain}>Write another</Button>
      </div>
    </Card>
  )
}
