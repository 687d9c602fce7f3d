/** A command that runs a program with a key, to be pasted into a shell. `key` is a key, or a shell variable. */
export function curlWith(key: string, origin: string): string {
  return [
    `curl '${origin}/api/v1/executions?wait=true' \\`,
    `  -H "authorization: Bearer ${key}" \\`,
    "  -H 'content-type: application/json' \\",
    `  -d '{ "language": "python", "source": "print(6 * 7)" }'`,
  ].join('\n')
}
