// Runs before any package is installed: until ensurePackages() has returned, node: built-ins only.
import { runCommandLine } from './command-line.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), process.env)
