import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { authorizationFile, deployedAuthorization } from './authorization.ts'
import { type FormerLogins, isNatsLogin } from './logins.ts'

/**
 * Writes the logins of a deployment anew. With an option it prints them instead:
 *
 * - `--second executor`: a second login `executor-2` beside the first, for as long as a password is being changed;
 *   several times.
 * - `--also deploy/releases/0.1.0/logins.json`: each may do in addition what that release's may, for as long as both
 *   run.
 */
const { second = [], also } = parseArgs({
  options: { second: { type: 'string', multiple: true }, also: { type: 'string' } },
}).values
const unknown = second.find((name) => !isNatsLogin(name))
if (unknown !== undefined) throw new Error(`there is no login ${unknown}`)
const former = also === undefined ? {} : (JSON.parse(readFileSync(also, 'utf8')) as FormerLogins)
const plain = second.length === 0 && also === undefined
const text = deployedAuthorization({ second: second.filter(isNatsLogin), also: former })
if (plain) writeFileSync(authorizationFile, text)
else process.stdout.write(text)
