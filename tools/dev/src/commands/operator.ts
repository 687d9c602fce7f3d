import { makeOperator } from '@runhive/stack/database/make-operator'
import { StackError } from '@runhive/stack/stack-error'
import { type Invocation, PlainError } from '../command.ts'
import { stateDir } from '../repository.ts'

export async function run({ words, env }: Invocation): Promise<number> {
  const [email] = words
  if (email === undefined) {
    throw new PlainError('say whose: ./dev operator ada@example.com, who has signed in before.')
  }
  try {
    await makeOperator({ stateDir, env, email })
  } catch (cause) {
    if (cause instanceof StackError)
      throw new PlainError(`${email} did not become an operator: ${cause.message}`, { cause })
    throw cause
  }
  process.stdout.write(`${email} is an operator now.\n`)
  return 0
}
