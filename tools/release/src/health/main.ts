/**
 * The health check of an image, which has no curl: exit code 0 when the service on `OPS_PORT` of this host says it is
 * ready.
 */
const port = process.env.OPS_PORT ?? ''
const page = process.argv[2] ?? 'readyz'
const answer = await fetch(`http://127.0.0.1:${port}/${page}`, { signal: AbortSignal.timeout(4_000) }).catch(
  (error: Error) => ({ ok: false, text: async () => String(error.cause ?? error) }),
)
process.stdout.write(`${await answer.text()}\n`)
process.exitCode = answer.ok ? 0 : 1
