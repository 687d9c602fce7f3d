import type { Site } from '../../api/site.ts'
import { count } from '../../design/data/time-words.ts'

type Facts = Site['privacy']

/** Shown instead of a fact whose service is away. */
export const NOT_KNOWN = 'Unknown at the moment: part of the service is unavailable. Try again in a minute.'

export interface Kept {
  readonly what: string
  readonly why: string
  /** The retention time, from the settings of this installation. */
  readonly until: string
}

const days = (number: number | null, words: (days: string) => string): string =>
  number === null ? NOT_KNOWN : words(count(number, 'day'))

/** All personal data that is stored. Each retention time is a setting of this installation. */
export function listKept(facts: Facts): Kept[] {
  return [...ofPeople(facts), ...ofPrograms(facts), ...ofService(facts)]
}

function ofPeople({ sessionDays }: Facts): Kept[] {
  return [
    {
      what: 'Your e-mail address, your name, and your id at the sign-in provider',
      why: 'to recognise you when you sign in',
      until: 'Until you delete the account.',
    },
    {
      what: 'Each sign-in: time, address and browser; of the session itself only a fingerprint',
      why: 'so that you stay signed in, and can see where',
      until: days(sessionDays, (time) => `Until you sign out, or ${time} without use.`),
    },
    {
      what: 'API keys: name, limits, time of last use; of the key itself only a fingerprint',
      why: 'so that your programs can sign in',
      until: 'Until you remove the key or delete the account.',
    },
    {
      what: 'If the operator suspends your account: the time and the reason, which is shown to you',
      why: 'to stop accounts that harm the service or others',
      until: 'Until it is resumed or you delete the account.',
    },
  ]
}

function ofPrograms({ plans, watchableHours, webhookLogDays, usageDays }: Facts): Kept[] {
  return [
    {
      what: 'The programs you run: files, input, arguments, environment, limits, your metadata. Never what you type while one is running, nor the address of your webhook',
      why: 'to run them, and for your history, where you can open and rerun them. With “store” off a program is overwritten once it has run; programs of signed-out callers are never stored',
      until: 'As long as the result. Compiled programs are cached in memory for your account only.',
    },
    {
      what: 'Results: output, files it was told to return, messages, timings',
      why: 'for your history. With “store” off, nothing of it enters the history',
      until: describePlans(plans),
    },
    {
      what: 'The events of a run, including its output',
      why: 'so that a watcher whose connection breaks can resume',
      until: `${count(watchableHours, 'hour')}. With “store” off they are overwritten after the response; if nobody waits for it, or there is a webhook, half an hour after the end.`,
    },
    {
      what: 'Daily totals by language: runs, errors, CPU time',
      why: 'to show your usage, and to plan capacity',
      until: days(
        usageDays,
        (time) => `${time}. They outlive the executions they count, but not the account.`,
      ),
    },
    {
      what: 'Webhooks you requested: address, attempts, response status',
      why: 'to deliver them, and to show you the outcome',
      until: days(webhookLogDays, (time) => `${time} after the last attempt.`),
    },
  ]
}

function ofService({ usageDataDays, contactDays }: Facts): Kept[] {
  return [
    {
      what: 'Each request: time, procedure, whether it was admitted, address, browser or program, key. Never its content',
      why: 'to enforce limits and detect abuse',
      until: days(usageDataDays, (time) => `${time}, or until you delete the account.`),
    },
    {
      what: 'Messages of the contact form: name, e-mail address, message, and our replies',
      why: 'to answer you. The operator is notified by mail',
      until: days(contactDays, (time) => `${time}, or until you delete the account with that address.`),
    },
  ]
}

function describePlans(plans: Facts['plans']): string {
  if (plans === null) return NOT_KNOWN
  const each = plans.map(
    ({ name, retentionDays }) => `${count(retentionDays, 'day')} with the plan “${name}”`,
  )
  // "At most", because a setting may be shorter than the plan's time, and is known only while history is up.
  return each.length === 0 ? NOT_KNOWN : `At most ${each.join(', ')}; sooner when you delete it.`
}
