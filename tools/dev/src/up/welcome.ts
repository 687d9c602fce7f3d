/** What `up` prints at the end: where it is, the key, and requests to paste. */
export function welcome(options: { url: string; key: string; seconds: string }): string {
  const { url, key } = options
  const python = { language: 'python', source: 'print("Hello from Python")' }
  const c = { language: 'c', source: '#include <stdio.h>\nint main(void) { puts("Hello from C"); }' }
  const java = {
    language: 'java',
    source:
      'class Main { public static void main(String[] args) { System.out.println("Hello from Java"); } }',
  }
  return [
    `Runhive is up (${options.seconds} s).`,
    '',
    `  URL  ${url}`,
    `  key  ${key}`,
    '',
    'Paste one of these (Python, C, Java):',
    '',
    ...[python, c, java].flatMap((request) => [curl(url, key, request), '']),
    `Console: ${url}   Reference: ${url}/docs   Stop: ./dev down`,
  ].join('\n')
}

function curl(url: string, key: string, request: object): string {
  // In single quotes a shell changes nothing; a single quote itself has to leave them for a moment.
  const body = JSON.stringify(request).replaceAll("'", String.raw`'\''`)
  return `curl -s '${url}/api/v1/executions?wait=true' -H 'authorization: Bearer ${key}' -H 'content-type: application/json' \\\n  -d '${body}'`
}
