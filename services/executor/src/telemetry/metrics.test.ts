import type { ExecutionResult, Phase } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

const phase = (fields: Partial<Phase>): Phase => ({
  status: 'succeeded',
  exitCode: 0,
  signal: null,
  limit: null,
  stdout: '',
  stderr: '',
  encoding: 'utf8',
  truncated: { stdout: false, stderr: false },
  stdoutBytes: 0,
  stderrBytes: 0,
  wallMs: 10,
  cpuMs: 5,
  memoryBytes: 1,
  ...fields,
})

const result = (fields: Partial<ExecutionResult>): ExecutionResult => ({
  id: '01a207ed-8ab9-70cf-a93e-3fece82cb651',
  language: 'c',
  runtime: 'c-gcc-14',
  status: 'succeeded',
  message: '',
  timings: { queuedMs: 0, cellMs: 3, compileMs: 0, runMs: 0, totalMs: 0 },
  metadata: {},
  stored: true,
  createdAt: '2030-01-01T00:00:00.000Z',
  finishedAt: '2030-01-01T00:00:00.000Z',
  ...fields,
})

const open = () =>
  createMetrics(() => ({
    pools: () => ({ core: { warm: 2, target: 3, starting: 1, waiting: 0 } }),
    slots: { total: 8, free: 5, held: 1 },
    running: () => 1,
  }))

test('what ended a phase is counted by phase and limit, of every test too', async () => {
  const metrics = open()
  metrics.finished(result({ status: 'timed_out', run: phase({ status: 'timed_out', limit: 'wall' }) }))
  metrics.finished(result({ compile: phase({ limit: 'memory' }), status: 'compile_failed' }))
  const slow = { name: '1', status: 'timed_out' as const, message: '', run: phase({ limit: 'cpu' }) }
  metrics.finished(result({ tests: [slow, slow] }))
  const text = await metrics.registry.metrics()
  expect(text).toContain('runhive_limits_hit_total{phase="run",limit="wall"} 1')
  expect(text).toContain('runhive_limits_hit_total{phase="compile",limit="memory"} 1')
  expect(text).toContain('runhive_limits_hit_total{phase="run",limit="cpu"} 2')
  expect(text).toContain('runhive_executions_total{status="timed_out"} 1')
  expect(text).toContain('runhive_cell_seconds_count{phase="run"} 3')
})

test('a compilation that the cache had is not timed as one', async () => {
  const metrics = open()
  metrics.finished(result({ compile: phase({}), compileCached: false }))
  metrics.finished(result({ compile: phase({}), compileCached: true }))
  const text = await metrics.registry.metrics()
  expect(text).toContain('runhive_compilations_total{cache="miss"} 1')
  expect(text).toContain('runhive_compilations_total{cache="hit"} 1')
  expect(text).toContain('runhive_cell_seconds_count{phase="compile"} 1')
})

test('pools, slots and what runs are read when somebody asks', async () => {
  const text = await open().registry.metrics()
  expect(text).toContain('runhive_pool_cells{image="core",state="warm"} 2')
  expect(text).toContain('runhive_slots{state="used"} 2')
  expect(text).toContain('runhive_slots{state="held"} 1')
  expect(text).toContain('runhive_executions_running 1')
})
