import type { Site } from '../../api/site.ts'
import { count } from '../../design/time-words.ts'

type Facts = Site['privacy']

/** Said instead of a fact that its service cannot tell now: nothing is made up. */
export const NOT_KNOWN =
  'Not known at the moment: the part of the service that knows is away. Look again in a minute.'

export interface Kept {
  readonly what: string
  readonly why: string
  /** How long, from the settings of this installation. */
  readonly until: string
}

const days = (number: number | null, words: (days: string) => string): string =>
  number === null ? NOT_KNOWN : words(count(number, 'day'))

/** Everything that is kept of people. Each time in it is a setting of this installation. */
export function listKept(facts: Facts): Kept[] {
  return [...ofPeople(facts), ...ofPrograms(facts), ...ofService(facts)]
}

function ofPeople({ sessionDays }: Facts): Kept[] {
  return [
    {
      what: 'Your e-mail address, your name, and the number that your sign-in provider has for you',
      why: 'to know you again when you sign in',
      until: 'Until you delete the account.',
    },
    {
      what: 'Each sign-in: when, from which address, with which browser; of the session itself a fingerprint only',
      why: 'so that you stay signed in, and see where you are',
      until: days(sessionDays, (time) => `Until you sign out, or ${time} without use.`),
    },
    {
      what: 'API keys: name, limits, when last used; of the key itself a fingerprint only',
      why: 'so that your programs can sign in',
      until: 'Until you remove the key or delete the account.',
    },
    {
      what: 'If the operator suspends your account: since when, and the reason, which you are shown',
      why: 'so that an account that harms the service or others can be stopped',
      until: 'Until it is resumed or you delete the account.',
    },
  ]
}

function ofPrograms({ plans, watchableHours, webhookLogDays, usageDays }: Facts): Kept[] {
  return [
    {
      what: 'The programs you run: files, input, arguments, environment, limits, your metadata. Never what you type while one runs, nor your webhook’s address',
      why: 'to run it, and your history: there you can open it and run it again. With “store” off it is overwritten once it has run, and of whoever is not signed in no program is kept',
      until:
        'As long as what came of it. Compiled programs wait in memory to be used again by your account alone.',
    },
    {
      what: 'What came of it: output, files it was asked to bring back, messages, timings',
      why: 'your history. With “store” off, none of it enters the history',
      until: describePlans(plans),
    },
    {
      what: 'The events of a run, its output among them',
      why: 'so that a watcher whose connection breaks can go on',
      until: `${count(watchableHours, 'hour')}. With “store” off they are overwritten after the answer; where nobody waits for it, or a webhook was asked for, half an hour after the end.`,
    },
    {
      what: 'Numbers of a day and language: runs, errors, CPU time',
      why: 'your usage, and planning the service',
      until: days(usageDays, (time) => `${time}. They outlive the executions they count, not the account.`),
    },
    {
      what: 'Webhooks you asked for: address, tries, answers’ status',
      why: 'to deliver them, and to show you how that went',
      until: days(webhookLogDays, (time) => `${time} after the last try.`),
    },
  ]
}

function ofService({ usageDataDays, contactDays }: Facts): Kept[] {
  return [
    {
      what: 'Each request: time, what was asked, whether it was admitted, address, browser or program, key. Never what it carried',
      why: 'to enforce limits and find abuse',
      until: days(usageDataDays, (time) => `${time}, or until you delete the account.`),
    },
    {
      what: 'Messages of the contact form: name, e-mail address, message, and our replies',
      why: 'to answer you. The operator is told of them by mail',
      until: days(contactDays, (time) => `${time}, or until you delete the account with that address.`),
    },
  ]
}

function describePlans(plans: Facts['plans']): string {
  if (plans === null) return NOT_KNOWN
  const each = plans.map(
    ({ name, retentionDays }) => `${count(retentionDays, 'day')} with the plan “${name}”`,
  )
  // At most: a setting may hold for less than a plan says, and history tells it only while it is there.
  return each.length === 0 ? NOT_KNOWN : `At most ${each.join(', ')}; sooner when you delete it.`
}
