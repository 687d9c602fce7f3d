import type { Files } from './edit-files.ts'

/** A service without a database, in every file that deploys or scrapes services one by one. */
export function addToDeployments(files: Files, name: string): void {
  addToCompose(files, name)
  addToKubernetes(files, name)
  const prometheus = 'deploy/prometheus/prometheus.example.yaml'
  const job = `  - job_name: runhive-${name}\n    static_configs:\n      - targets: ['${name}-1:9400']\n`
  files.write(prometheus, `${files.read(prometheus).trimEnd()}\n${job}`)
}

function addToCompose(files: Files, name: string): void {
  const compose = 'deploy/compose/compose.yaml'
  const service = `
  ${name}:
    <<: *service
    image: "runhive/${name}:\${RUNHIVE_VERSION}"
    environment:
      INSTANCE_NAME: ${name}
      LOG_LEVEL: "\${LOG_LEVEL:-info}"
      NATS_URL_FILE: /run/secrets/${name}-nats-url
    secrets: [${name}-nats-url]
    networks: [mesh]
    depends_on:
      nats: { condition: service_healthy }
`
  files.replace(compose, '\nnetworks:\n', (found) => service + found)
  files.repeatLine(compose, '  gateway-nats-url: {', { of: 'gateway', by: name })
}

const NETWORK_POLICIES = 'deploy/kubernetes/base/network-policies.yaml'

function addToKubernetes(files: Files, name: string): void {
  const base = 'deploy/kubernetes/base'
  const manifest = files
    .read(`${base}/contact.yaml`)
    .replace(/^#.*\n/, `# Answers libs/contracts/src/${name}.ts.\n`)
    .replace(/^.*DATABASE_URL_FILE.*\n/m, '')
    .replaceAll(/\bcontact\b/g, name)
  files.write(`${base}/${name}.yaml`, manifest)
  files.repeatLine(`${base}/kustomization.yaml`, '  - contact.yaml', { of: 'contact', by: name })
  files.replace(
    NETWORK_POLICIES,
    /values: \[(gateway, [^\]]*)\]/g,
    (_, names) => `values: [${names}, ${name}]`,
  )
  files.write(NETWORK_POLICIES, `${files.read(NETWORK_POLICIES).trimEnd()}\n${policy(name)}`)
  for (const overlay of ['production', 'small']) {
    const kustomization = `deploy/kubernetes/overlays/${overlay}/kustomization.yaml`
    for (const start of ['  - { name: runhive/gateway,', '  - { name: gateway, namespace: '])
      files.repeatLine(kustomization, start, { of: 'gateway', by: name })
  }
  const production = 'deploy/kubernetes/overlays/production'
  files.repeatLine(`${production}/kustomization.yaml`, '  - path: tls-gateway.yaml', {
    of: 'gateway',
    by: name,
  })
  const tls = files.read(`${production}/tls-gateway.yaml`).replaceAll(/\bgateway\b/g, name)
  files.write(`${production}/tls-${name}.yaml`, tls)
}

const policy = (name: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: runhive }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: ${name} } }
  policyTypes: [Egress]
  egress:
    - to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: nats } } }]
      ports: [{ port: 4222 }]
`
