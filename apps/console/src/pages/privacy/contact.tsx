import { Link } from '@tanstack/react-router'
import { Card } from '../../design/card.tsx'
import { buttonClass } from '../../design/controls/button.tsx'

/** Who answers. `email` is null if the operator has configured none. */
export function Contact({ email }: { email: string | null }) {
  return (
    <Card
      title="Contact"
      lead="The operator of this installation is responsible for it, and answers your questions."
    >
      {email !== null && (
        <p>
          Write to <a href={`mailto:${email}`}>{email}</a>, or use the form.
        </p>
      )}
      <div>
        <Link to="/contact" className={buttonClass()}>
          Write to the operator
        </Link>
      </div>
    </Card>
  )
}
