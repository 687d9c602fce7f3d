import { DATA_SERVICES, factsOf, SERVICES } from '@runhive/stack/services'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { findWorkloads, selects } from './manifest.ts'
import { OVERLAYS, type Overlay, render } from './overlay.ts'

const Ports = z.array(z.object({ port: z.number(), protocol: z.enum(['TCP', 'UDP']).optional() })).min(1)
const Peer = z.strictObject({
  podSelector: z.unknown().optional(),
  namespaceSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
})
const Peers = z.array(Peer).min(1)
const Policy = z.strictObject({
  podSelector: z.unknown(),
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
  ingress: z.array(z.strictObject({ from: Peers, ports: Ports })).default([]),
  egress: z.array(z.strictObject({ to: Peers, ports: Ports })).default([]),
})

interface Pod {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}
const NAMESPACE = 'kubernetes.io/metadata.name'
/** Who else there is: of other namespaces, and beyond the cluster. */
const outside: Pod[] = ['monitoring', 'ingress', 'kube-system', 'elsewhere'].map((namespace) => ({
  ...{ name: namespace, namespace },
  labels: { 'app.kubernetes.io/name': 'nats' }, // An impostor's label counts for nothing in another namespace.
}))

function podsOf(overlay: Overlay): Pod[] {
  const pods = findWorkloads(render(overlay)).map(({ kind, name, namespace, labels }) => ({
    ...{ namespace, labels },
    name: kind === 'Job' ? 'migrate' : name,
  }))
  return pods.filter(({ name }, at) => pods.findIndex((other) => other.name === name) === at)
}

/** `from → to:port` for all that the policies let through: at both ends, where both ends are ours. */
function edgesOf(overlay: Overlay): { inside: string[]; beyond: string[] } {
  const policies = render(overlay)
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ metadata, spec }) => ({ namespace: metadata.namespace ?? '', ...Policy.parse(spec) }))
  const own = podsOf(overlay)
  const about = (pod: Pod) =>
    policies.filter((policy) => policy.namespace === pod.namespace && selects(policy.podSelector, pod.labels))
  const isPeer = (peer: z.output<typeof Peer>, pod: Pod, namespace: string) =>
    peer.ipBlock === undefined &&
    (peer.namespaceSelector === undefined
      ? pod.namespace === namespace
      : selects(peer.namespaceSelector, { [NAMESPACE]: pod.namespace })) &&
    (peer.podSelector === undefined || selects(peer.podSelector, pod.labels))
  const ports = (rules: z.output<typeof Ports>) => rules.map(({ port }) => port)

  const out = own.flatMap((from) =>
    about(from).flatMap(({ egress, namespace }) =>
      egress.flatMap((rule) =>
        [...own, ...outside]
          .filter((to) => rule.to.some((peer) => isPeer(peer, to, namespace)))
          .flatMap((to) => ports(rule.ports).map((port) => ({ from, to, port }))),
      ),
    ),
  )
  const into = own.flatMap((to) =>
    about(to).flatMap(({ ingress, namespace }) =>
      ingress.flatMap((rule) =>
        [...own, ...outside]
          .filter((from) => rule.from.some((peer) => isPeer(peer, from, namespace)))
          .flatMap((from) => ports(rule.ports).map((port) => ({ from, to, port }))),
      ),
    ),
  )
  const say = (edge: { from: Pod; to: Pod; port: number }) =>
    `${edge.from.name} → ${edge.to.name}:${edge.port}`
  const allowedOut = new Set(out.map(say))
  const allowedIn = new Set(into.map(say))
  const isOurs = (pod: Pod) => own.includes(pod)
  const both = [...out, ...into].filter(
    (edge) =>
      (!isOurs(edge.from) || allowedOut.has(say(edge))) && (!isOurs(edge.to) || allowedIn.has(say(edge))),
  )
  const beyond = own.flatMap((from) =>
    about(from).flatMap(({ egress }) =>
      egress.flatMap((rule) =>
        rule.to.flatMap(({ ipBlock }) =>
          ipBlock ? ports(rule.ports).map((port) => `${from.name} → ${ipBlock.cidr}:${port}`) : [],
        ),
      ),
    ),
  )
  return { inside: [...new Set(both.map(say))].sort(), beyond: beyond.sort() }
}

/** The architecture: services meet only on NATS, some have a database, people come through the gateway alone. */
const expected = [
  ...SERVICES.map((name) => `${name} → nats:4222`),
  'nats → nats:6222',
  'ingress → gateway:4000',
  ...SERVICES.map((name) => `monitoring → ${name}:9100`),
  'monitoring → nats:8222',
  ...[...SERVICES, 'nats', 'migrate'].map((name) => `${name} → kube-system:53`),
].sort()
const PRIVATE = '10.0.0.0/8'
const PUBLIC = '0.0.0.0/0'
const expectedBeyond = [
  ...[...DATA_SERVICES, 'migrate'].map((name) => `${name} → ${PRIVATE}:5432`),
  ...SERVICES.flatMap((name) => factsOf(name).reaches?.map((port) => `${name} → ${PUBLIC}:${port}`) ?? []),
].sort()

test.each(OVERLAYS)('in %s exactly the edges of the architecture are open', (overlay) => {
  expect(edgesOf(overlay)).toEqual({ inside: expected, beyond: expectedBeyond })
})

test.each(OVERLAYS)(
  'in %s nothing is open that no policy opens: every pod is denied everything first',
  (overlay) => {
    const manifests = render(overlay)
    const namespaces = new Set(podsOf(overlay).map(({ namespace }) => namespace))
    for (const namespace of namespaces) {
      const deny = manifests.find(
        ({ kind, metadata }) =>
          kind === 'NetworkPolicy' && metadata.name === 'default-deny' && metadata.namespace === namespace,
      )
      expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    }
  },
)

test.each(OVERLAYS)('in %s the way to the Internet leads to no address that is not public', (overlay) => {
  const blocks = render(overlay)
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(({ spec }) =>
      Policy.parse(spec).egress.flatMap(({ to }) =>
        to.flatMap(({ ipBlock }) => (ipBlock?.cidr === PUBLIC ? [ipBlock] : [])),
      ),
    )
  expect(blocks).toHaveLength(3)
  for (const { except } of blocks)
    expect(except).toEqual([
      '10.0.0.0/8',
      '100.64.0.0/10',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '172.16.0.0/12',
      '192.168.0.0/16',
    ])
})
