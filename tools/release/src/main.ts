import { runRelease } from './commands.ts'

/** `./dev release <command> …`. */
process.exitCode = await runRelease(process.argv.slice(2), process.env)
