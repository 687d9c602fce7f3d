import type { AskedRequest } from '../../api/types.ts'
import { KeyValue } from '../../design/data/stat.tsx'

/** The fields of the request besides files and input, without empty ones. */
export function ProgramFacts({ request }: { request: AskedRequest }) {
  const { language, version, args, compilerArgs, env, limits, compileLimits, tests, comparison } = request
  const entries = [
    ['Language', version === undefined ? language : `${language} ${version}`],
    ['Arguments', args.map(quoted).join(' ')],
    ['Compiler arguments', compilerArgs.map(quoted).join(' ')],
    [
      'Environment',
      Object.entries(env)
        .map(([name, value]) => `${name}=${quoted(value)}`)
        .join(' '),
    ],
    ['Requested limits', described(limits)],
    ['Compile limits', described(compileLimits)],
    ['Files returned', request.collect.map(quoted).join(' ')],
    ['Tests', tests ? `${tests.length}, compared by ${comparison.mode}` : ''],
    ['Interactive', request.interactive ? 'on a terminal; typed input is not stored' : ''],
  ] as const
  return (
    <KeyValue
      entries={entries.flatMap(([name, text]) =>
        text === '' ? [] : [[name, <bdi key={name}>{text}</bdi>] as const],
      )}
    />
  )
}

/** Quoted as for a shell where necessary. */
const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : JSON.stringify(text))

const described = (limits: AskedRequest['limits']): string =>
  Object.entries(limits)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
