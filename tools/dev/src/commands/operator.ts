import { makeOperator } from '@runhive/stack/database/make-operator'
import { StackError } from '@runhive/stack/stack-error'
import { type Invocation, PlainError } from '../command.ts'
import { stateDir } from '../repository.ts'

export async function run({ words, env }: Invocation): Promise<number> {
  const [email] = words
  if (email === undefined) {
    throw new PlainError(
      'name the account: ./dev operator ada@example.com, which must have signed in before.',
    )
  }
  try {
    await makeOperator({ stateDir, env, email })
  } catch (cause) {
    if (cause instanceof StackError)
      throw new PlainError(`${email} could not be made an operator: ${cause.message}`, { cause })
    throw cause
  }
  process.stdout.write(`${email} is an operator now.\n`)
  return 0
}
