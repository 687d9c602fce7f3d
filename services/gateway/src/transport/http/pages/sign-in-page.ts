import type { PublicError } from '../../../errors/public-error.ts'

interface Failure {
  readonly status: number
  /** One sentence for the person who signs in. */
  readonly sentence: string
}

const REASONS: Readonly<Record<string, Failure>> = {
  denied: { status: 403, sentence: 'You cancelled the sign-in, so nothing was done.' },
  expired: { status: 400, sentence: 'The sign-in took too long and was abandoned.' },
  mismatch: {
    status: 400,
    sentence: 'This sign-in was not started in this browser, or it has already been used.',
  },
  invalid_token: { status: 400, sentence: 'The response of the sign-in provider could not be verified.' },
  email_unverified: { status: 403, sentence: 'The sign-in provider has not verified your e-mail address.' },
  issuer_unavailable: { status: 503, sentence: 'The sign-in provider is unreachable at the moment.' },
}

/** What went wrong, in words for the person who signs in or out. */
export function describeFailure({ status, message, details }: PublicError): Failure {
  const reason = typeof details.reason === 'string' ? REASONS[details.reason] : undefined
  return reason ?? { status, sentence: message }
}

/** Nothing that a request carried is shown. */
export function toFailurePage({
  sentence,
  again,
  requestId,
}: {
  sentence: string
  again: string
  requestId: string
}): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Runhive: that did not work</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}small{color:#666}</style>
<h1>That did not work</h1>
<p>${sentence}</p>
<p><a href="${again}">Try again</a> or <a href="/">go back</a></p>
<p><small>Request ${requestId}</small></p>
</html>
`
}
