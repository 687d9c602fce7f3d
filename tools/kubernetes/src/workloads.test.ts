import { parseConfig as parseExecutor } from '@runhive/executor/config'
import { DATA_SERVICES, SERVICES } from '@runhive/stack/services'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { findWorkloads, type Manifest, selects, type Workload } from './manifest.ts'
import { OVERLAYS, render } from './overlay.ts'

const rendered = OVERLAYS.map((overlay) => ({ overlay, manifests: render(overlay) }))
const workloads = rendered.flatMap(({ overlay, manifests }) =>
  findWorkloads(manifests).map((workload) => ({ overlay, ...workload })),
)
const services = workloads.filter(({ kind }) => kind === 'Deployment')
const each = (list: typeof workloads) =>
  list.map((workload) => [`${workload.overlay}/${workload.name}`, workload] as const)

test('every service, every migration and NATS are in every overlay', () => {
  for (const overlay of OVERLAYS) {
    const names = workloads.filter((workload) => workload.overlay === overlay).map(({ name }) => name)
    const migrations = DATA_SERVICES.map((name) => `${name}-migrate`)
    expect(names.sort()).toEqual([...SERVICES, ...migrations, 'nats'].sort())
  }
})

test.each(each(workloads))(
  '%s is nobody, owns nothing, writes nothing, and may become nobody else',
  (_name, { pod }) => {
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(pod.serviceAccountName).toBeUndefined()
    expect([pod.hostNetwork, pod.hostPID, pod.hostIPC]).toEqual([undefined, undefined, undefined])
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod.initContainers).toEqual([])
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(Object.keys(container.resources?.requests ?? {})).toEqual(['cpu', 'memory'])
      expect(Object.keys(container.resources?.limits ?? {})).toEqual(['memory'])
    }
  },
)

test.each(each(workloads))(
  '%s mounts what it has, secrets read-only; only the executor has a folder of its node',
  (name, { pod }) => {
    const volumes = new Set(pod.volumes.map((volume) => volume.name))
    for (const { volumeMounts } of pod.containers) {
      for (const mount of volumeMounts) {
        if (name.endsWith('/nats') && mount.name === 'streams') continue
        expect(volumes, mount.name).toContain(mount.name)
        if (mount.name !== 'docker') expect(mount.readOnly, mount.name).toBe(true)
      }
    }
    const hostPaths = pod.volumes.filter(({ hostPath }) => hostPath !== undefined)
    expect(hostPaths.map(({ hostPath }) => hostPath)).toEqual(
      name.endsWith('/executor') ? [{ path: '/run/runhive-docker', type: 'Directory' }] : [],
    )
  },
)

test.each(each(workloads))(
  '%s finds its own pods and only those, by every selector that is about it',
  (_name, workload) => {
    const { kind, spec, pod, labels } = workload
    if (kind !== 'Job') expect(selects(spec.selector, labels)).toBe(true)
    for (const { labelSelector } of pod.topologySpreadConstraints)
      expect(selects(labelSelector, labels)).toBe(true)
    const others = workloads.filter(
      ({ overlay, name }) => overlay === workload.overlay && name !== workload.name,
    )
    if (kind !== 'Job') for (const other of others) expect(selects(spec.selector, other.labels)).toBe(false)
  },
)

const Budget = z.object({ maxUnavailable: z.literal(1), selector: z.unknown() })

test.each(each(workloads.filter(({ kind }) => kind !== 'Job')))(
  '%s has a budget of one pod',
  (_name, workload) => {
    const { manifests = [] } = rendered.find(({ overlay }) => overlay === workload.overlay) ?? {}
    const budgets = inNamespace(manifests, 'PodDisruptionBudget', workload).map(({ spec }) =>
      Budget.parse(spec),
    )
    expect(budgets.filter(({ selector }) => selects(selector, workload.labels))).toHaveLength(1)
  },
)

const ServiceSpec = z.looseObject({
  selector: z.record(z.string(), z.string()),
  ports: z.array(z.object({ name: z.string(), port: z.number(), targetPort: z.string() })),
})

test.each(OVERLAYS)('every Service of %s leads to a port that a pod of its namespace has', (overlay) => {
  const { manifests = [] } = rendered.find((each) => each.overlay === overlay) ?? {}
  const found = manifests.filter(({ kind }) => kind === 'Service')
  expect(found.map(({ metadata }) => metadata.name).sort()).toEqual(['gateway', 'nats', 'nats-servers'])
  for (const { metadata, spec } of found) {
    const { selector, ports } = ServiceSpec.parse(spec)
    const [workload, ...more] = findWorkloads(inNamespace(manifests, undefined, metadata)).filter(
      ({ labels }) => selects({ matchLabels: selector }, labels),
    )
    expect(more).toEqual([])
    const names = workload?.pod.containers.flatMap((container) => container.ports.map((port) => port.name))
    for (const { targetPort } of ports) expect(names).toContain(targetPort)
  }
})

test.each(each(services))(
  '%s is asked how it is on its ops port, and is not killed for being busy',
  (_name, { pod }) => {
    const [container] = pod.containers
    const ops = container?.ports.find(({ name }) => name === 'ops')?.containerPort
    const settings = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? [])
    expect(settings).toMatchObject({ OPS_HOST: '0.0.0.0', OPS_PORT: String(ops) })
    expect(container?.startupProbe?.httpGet).toEqual({ path: '/healthz', port: 'ops' })
    expect(container?.livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'ops' })
    expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'ops' })
  },
)

test.each(each(services))(
  '%s is replaced without a moment in which too few are there, and has the time to finish',
  (name, { spec, pod }) => {
    const isExecutor = name.endsWith('/executor')
    expect(spec.strategy?.rollingUpdate).toEqual(
      isExecutor ? { maxUnavailable: 1, maxSurge: 0 } : { maxUnavailable: 0, maxSurge: 1 },
    )
    const preStopSeconds = isExecutor ? 0 : 5
    const graceMs = isExecutor ? parseExecutor({ NATS_URL: 'nats://nats:4222' }).graceMs : 20_000
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(graceMs / 1_000 + preStopSeconds)
  },
)

test('an executor is alone on its node, and its node is for executors', () => {
  for (const { pod, labels } of services.filter(({ name }) => name === 'executor')) {
    expect(pod.nodeSelector).toEqual({ 'runhive.dev/executor': 'true' })
    expect(pod.affinity).toEqual({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: { matchLabels: { 'app.kubernetes.io/name': labels['app.kubernetes.io/name'] } },
          },
        ],
      },
    })
  }
})

/** Objects of one kind, or of any, in the namespace of something. */
function inNamespace(
  manifests: readonly Manifest[],
  kind: string | undefined,
  { namespace }: Pick<Workload, 'namespace'> | { namespace?: string | undefined },
): Manifest[] {
  return manifests.filter(
    (manifest) => (kind === undefined || manifest.kind === kind) && manifest.metadata.namespace === namespace,
  )
}
