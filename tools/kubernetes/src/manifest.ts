import * as z from 'zod'

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/**
 * The parts of Kubernetes objects that our rules speak of. The rest of each object is left to Kubernetes' own schemas.
 */
const Labels = z.record(z.string(), z.string())
const Selector = z.looseObject({ matchLabels: Labels.optional() })

const Probe = z.looseObject({
  httpGet: z.object({ path: z.string(), port: z.union([z.string(), z.number()]) }),
  periodSeconds: z.number(),
})
const Variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.unknown().optional(),
})
const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  env: z.array(Variable).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  startupProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  resources: z.object({ requests: Labels, limits: Labels }).optional(),
  securityContext: z.looseObject({}).optional(),
  volumeMounts: z
    .array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }))
    .default([]),
})
const Volume = z.looseObject({
  name: z.string(),
  hostPath: z.unknown().optional(),
  secret: z.looseObject({ secretName: z.string() }).optional(),
  configMap: z.looseObject({ name: z.string() }).optional(),
})
export const PodSpec = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  serviceAccountName: z.string().optional(),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  securityContext: z.looseObject({}).optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  topologySpreadConstraints: z.array(z.looseObject({ labelSelector: Selector })).default([]),
  affinity: z.unknown().optional(),
  nodeSelector: Labels.optional(),
  initContainers: z.array(Container).default([]),
  containers: z.array(Container),
  volumes: z.array(Volume).default([]),
})
export const WorkloadSpec = z.looseObject({
  selector: Selector.optional(),
  strategy: z
    .object({
      type: z.string(),
      rollingUpdate: z.object({ maxUnavailable: z.number(), maxSurge: z.number() }),
    })
    .optional(),
  template: z.object({ metadata: z.object({ labels: Labels }), spec: PodSpec }),
})
export const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional(), labels: Labels.optional() }),
  spec: z.unknown().optional(),
})
export type Manifest = z.output<typeof Manifest>

/** A pod of a Deployment, a StatefulSet or a Job. */
export interface Workload {
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly spec: z.output<typeof WorkloadSpec>
  readonly pod: z.output<typeof PodSpec>
}

export function findWorkloads(manifests: readonly Manifest[]): Workload[] {
  return manifests
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind))
    .map(({ kind, metadata, spec }) => {
      const parsed = WorkloadSpec.parse(spec)
      const { labels } = parsed.template.metadata
      const { name, namespace = '' } = metadata
      return { kind, name, namespace, labels, spec: parsed, pod: parsed.template.spec }
    })
}

/** Whether a selector finds these labels. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = PolicySelector.parse(selector)
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  )
}
const PolicySelector = z.object({
  matchLabels: Labels.optional(),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .optional(),
})
