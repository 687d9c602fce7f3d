import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { authorizationFile, deployedAuthorization } from './nats-authorization.ts'
import { isNatsLogin } from './nats-logins.ts'

/**
 * Writes the logins of a deployment anew. `--second executor` prints them instead, with a second login `executor-2` beside the
 * first, for as long as a password is being changed; may be given several times.
 */
const { second = [] } = parseArgs({ options: { second: { type: 'string', multiple: true } } }).values
const unknown = second.find((name) => !isNatsLogin(name))
if (unknown !== undefined) throw new Error(`there is no login ${unknown}`)
if (second.length > 0) process.stdout.write(deployedAuthorization(second.filter(isNatsLogin)))
else writeFileSync(authorizationFile, deployedAuthorization())
