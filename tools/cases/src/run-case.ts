import type { Case } from './case.ts'
import { type Answer, abbreviate, isForPeople, judge } from './judge.ts'
import { type Gateway, send } from './send.ts'

export interface Outcome {
  /** `to read`: what is right is said in words, so a person must look at the answer. */
  readonly verdict: 'right' | 'wrong' | 'to read'
  readonly said: string
}

/** Never rejects: a request without an answer is wrong. */
export async function runCase(gateway: Gateway, { exchange, expect }: Case): Promise<Outcome> {
  if (exchange === undefined) return { verdict: 'to read', said: 'says in words what to send' }
  let answer: Answer
  try {
    answer = await send(gateway, exchange)
  } catch (error) {
    return { verdict: 'wrong', said: `no answer: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (isForPeople(expect)) return { verdict: 'to read', said: `${expect.note} → ${describe(answer)}` }
  const failures = judge(expect, answer)
  if (failures.length > 0) return { verdict: 'wrong', said: failures.join(' · ') }
  return { verdict: 'right', said: summarize(answer) }
}

export function toLine(name: string, { verdict, said }: Outcome): string {
  return `${verdict.padEnd(7)}  ${name.padEnd(36)}  ${said.replace(/\s+/g, ' ')}`
}

function summarize({ http, body }: Answer): string {
  const { status = '', message = '' } = (body ?? {}) as { status?: string; message?: string }
  return [http, status, abbreviate(message)].filter((part) => part !== '').join(' ')
}

/** For a person: how it ended, and what the program and the compiler wrote. */
function describe(answer: Answer): string {
  const { run, compile } = (answer.body ?? {}) as Record<
    string,
    Readonly<Record<string, unknown>> | undefined
  >
  const texts = [compile?.stderr, compile?.stdout, run?.stdout, run?.stderr]
  const written = texts
    .filter((text) => typeof text === 'string' && text !== '')
    .map((text) => abbreviate(String(text)))
  return [summarize(answer), ...written].join(' | ')
}
