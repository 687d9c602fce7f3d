import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const LEAST = { NATS_URL: 'nats://127.0.0.1:4222' }
const MIB = 1024 * 1024

test('only the mesh must be named; everything else has a default that fits together', () => {
  const config = parseConfig(LEAST)
  expect(config.docker).toEqual({ host: 'unix:///var/run/docker.sock' })
  expect(config.slots).toBeGreaterThanOrEqual(config.concurrency + config.warm)
  expect(config.executorId).toBe(config.instanceName)
})

test('a warm cell is made with the limits of a request that asks for nothing', () => {
  const { cellSize, limits } = parseConfig({ ...LEAST, LIMIT_MEMORY_MIB: '128', LIMIT_PROCESSES: '32' })
  expect(cellSize).toMatchObject({ memoryBytes: 128 * MIB, processes: 32 })
  expect([limits.run.memoryBytes.default, limits.compile.memoryBytes.default]).toEqual([128 * MIB, 128 * MIB])
})

test('a default above its maximum becomes the maximum', () => {
  const { limits } = parseConfig({ ...LEAST, LIMIT_WALL_MS: '9000', LIMIT_WALL_MS_MAX: '5000' })
  expect(limits.run.wallMs).toMatchObject({ default: 5000, max: 5000 })
})

test('there are never fewer slots than executions that may run', () => {
  expect(parseConfig({ ...LEAST, EXECUTOR_SLOTS: '1', EXECUTOR_CONCURRENCY: '3' }).slots).toBe(3)
})

test('every wrong setting is named in one message', () => {
  const wrong = {
    ...LEAST,
    DOCKER_HOST: 'here',
    EXECUTOR_WARM: '-1',
    EXECUTOR_NETWORK: 'bridge',
    LIMIT_CPU_MS: '1.5',
  }
  expect(() => parseConfig(wrong)).toThrow(/DOCKER_HOST must be/)
  expect(() => parseConfig(wrong)).toThrow(/EXECUTOR_WARM must be/)
  expect(() => parseConfig(wrong)).toThrow(/LIMIT_CPU_MS/)
  expect(() => parseConfig(wrong)).toThrow(/EXECUTOR_NETWORK must be slot or none/)
})

test('what a cell may live is longer than the longest job, and closing waits for that', () => {
  const config = parseConfig(LEAST)
  const jobMs = config.limits.run.wallMs.max + config.limits.compile.wallMs.max
  expect(config.cellLifeMs).toBeGreaterThan(config.maxWarmMs + jobMs)
  expect(config.graceMs).toBeGreaterThan(jobMs)
})

test('an engine on another host is reached over TLS or not at all', () => {
  const docker = (env: Record<string, string>) => parseConfig({ ...LEAST, ...env }).docker
  const remote = { DOCKER_HOST: 'tcp://10.0.0.7:2376' }
  const certificates = { DOCKER_CERT_PATH: '/run/secrets/docker' }
  expect(docker({ ...remote, ...certificates, DOCKER_TLS_VERIFY: '1' })).toEqual({
    host: 'tcp://10.0.0.7:2376',
    certPath: '/run/secrets/docker',
  })
  expect(docker({ DOCKER_HOST: 'tcp://127.0.0.1:2375' })).toEqual({ host: 'tcp://127.0.0.1:2375' })
  expect(() => docker(remote)).toThrow(/DOCKER_CERT_PATH is not set/)
  expect(() => docker({ DOCKER_HOST: 'tcp://127.0.0.1:2375', DOCKER_TLS_VERIFY: '1' })).toThrow(
    /DOCKER_CERT_PATH is not set; with DOCKER_TLS_VERIFY it must be/,
  )
})
