import type { CommandEntry } from './command.ts'
import { createHelp } from './commands/help.ts'

/** What `./dev` can do. The order is that of `./dev help`. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  up: {
    summary: 'start everything and print a curl line to paste',
    usage: '[--yes]',
    options: { yes: { type: 'boolean', short: 'y' } },
    words: 0,
    load: () => import('./commands/up.ts'),
  },
  down: {
    summary: 'stop everything that up started; data and images stay',
    usage: '',
    options: {},
    words: 0,
    load: () => import('./commands/down.ts'),
  },
  status: {
    summary: 'show each part: running, ready, pid, port, uptime',
    usage: '',
    options: {},
    words: 0,
    load: () => import('./commands/status.ts'),
  },
  logs: {
    summary: 'show the logs of one part or of all',
    usage: '[part] [-f]',
    options: { follow: { type: 'boolean', short: 'f' } },
    words: 1,
    load: () => import('./commands/logs.ts'),
  },
  key: {
    summary: 'print a working development API key, alone on stdout',
    usage: '',
    options: {},
    words: 0,
    load: () => import('./commands/key.ts'),
  },
  operator: {
    summary: 'give the operator role to the account that signed in with this address',
    usage: '<email>',
    options: {},
    words: 1,
    load: () => import('./commands/operator.ts'),
  },
  test: {
    summary: 'lint, type-check and test everything; with a filter, only the tests of matching files',
    usage: '[filter] [--yes]',
    options: { yes: { type: 'boolean', short: 'y' } },
    words: 1,
    load: () => import('./commands/test.ts'),
  },
  imports: {
    summary: 'find import cycles, imports across boundaries, and folders that import each other',
    usage: '',
    options: {},
    words: 0,
    load: () => import('./commands/imports.ts'),
  },
  bench: {
    summary: 'measure the running stack against plain Docker',
    usage:
      '[--parts services,core,tracing,streaming,tests,fairness] [--rounds n] [--runs n] [--executions n] [--against commit] [--json file]',
    options: {
      parts: { type: 'string' },
      rounds: { type: 'string' },
      runs: { type: 'string' },
      executions: { type: 'string' },
      against: { type: 'string' },
      json: { type: 'string' },
    },
    words: 0,
    passThrough: true,
    load: () => loadTool('tools/bench/src/main.ts'),
  },
  trace: {
    summary: 'run one program on a private stack and print where its time went, span by span',
    usage: '[language [file]]',
    options: {},
    words: 2,
    load: () => loadTool('tools/bench/src/tracing/main.ts'),
  },
  cases: {
    summary: 'send realistic requests to a private stack, and report wrong responses',
    usage: '[folder]',
    options: {},
    words: 1,
    load: () => import('./commands/cases.ts'),
  },
  drills: {
    summary: 'break parts of a private stack under load, and count what was lost: it must be nothing',
    usage: [
      '[executor] [nats] [postgres] [clock] [edge] [executors] [cluster] [gateways] [auths] [primary] [engines]',
      '[engine] [disk] [--attacks=names] [--each] [--seconds=600] [--strength=1]',
    ].join(' '),
    options: {
      attacks: { type: 'string' },
      each: { type: 'boolean' },
      seconds: { type: 'string' },
      strength: { type: 'string' },
    },
    words: Number.POSITIVE_INFINITY,
    passThrough: true,
    load: () => loadTool('tools/drills/src/main.ts'),
  },
  scale: {
    summary: 'measure how cost, queueing, fairness and fan-out grow with hundreds of simulated executors',
    usage: 'simulate|executors|rates|report [--quick] [--write] [--series=cost,queueing,fairness,fanOut]',
    options: { quick: { type: 'boolean' }, write: { type: 'boolean' }, series: { type: 'string' } },
    words: 1,
    passThrough: true,
    load: () => loadTool('tools/scale/src/main.ts'),
  },
  images: {
    summary: 'build the language images that are missing or out of date',
    usage: '[names… | --all] [--fresh] [--check] [--yes]',
    options: {
      all: { type: 'boolean' },
      fresh: { type: 'boolean' },
      check: { type: 'boolean' },
      yes: { type: 'boolean', short: 'y' },
    },
    words: Number.POSITIVE_INFINITY,
    passThrough: true,
    load: () => import('./commands/images.ts'),
  },
  new: {
    summary: 'make a service that answers one procedure and is deployed, permitted, scraped and tested',
    usage: 'service <name>',
    options: {},
    words: 2,
    load: () => import('./commands/new.ts'),
  },
  bundle: {
    summary: 'bundle each program of each service into one file, in dist',
    usage: '[parts…]',
    options: {},
    words: Number.POSITIVE_INFINITY,
    passThrough: true,
    load: () => import('./commands/bundle.ts'),
  },
  release: {
    summary: 'images, prepare, secrets, check, upgrade, store, licences, audit: see docs/releasing.md',
    usage: '<command> […]',
    options: {
      registry: { type: 'boolean' },
      development: { type: 'boolean' },
      tag: { type: 'string' },
      yes: { type: 'boolean', short: 'y' },
    },
    words: Number.POSITIVE_INFINITY,
    passThrough: true,
    load: () => import('./commands/release.ts'),
  },
  migrate: {
    summary: 'apply all database migrations',
    usage: '',
    options: {},
    words: 0,
    load: () => import('./commands/migrate.ts'),
  },
  doctor: {
    summary: 'report what is missing or weak on this machine, and how to fix it',
    usage: '',
    options: {},
    words: 0,
    load: () => import('./commands/doctor.ts'),
  },
  help: {
    summary: 'this list; with a command, how to use it',
    usage: '[command]',
    options: {},
    words: 1,
    bare: true,
    load: async () => createHelp(COMMANDS),
  },
}

async function loadTool(path: string) {
  return (await import('./commands/tool.ts')).createTool(path)
}
