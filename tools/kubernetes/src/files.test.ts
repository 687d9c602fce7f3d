import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findWorkloads, Manifest } from './manifest.ts'
import { allFiles, KUBERNETES, OVERLAYS, readKustomization, readYaml, render } from './overlay.ts'

const files = allFiles()
const folders = files.filter((file) => basename(file) === 'kustomization.yaml').map((file) => dirname(file))

test('every file is YAML, and is named by the kustomization beside it', () => {
  expect(files.length).toBeGreaterThan(15)
  for (const file of files) expect(readYaml(file).length).toBeGreaterThan(0)
  for (const folder of [...folders, join(KUBERNETES, '../nats')]) {
    const { resources, patches, configMapGenerator } = readKustomization(folder)
    const named = [
      ...resources,
      ...patches.flatMap((patch) => ('path' in patch ? [patch.path] : [])),
      ...configMapGenerator.flatMap((generator) => generator.files),
    ]
    for (const name of named) expect(existsSync(join(folder, name)), `${folder}: ${name}`).toBe(true)
    const beside = files.filter((file) => dirname(file) === folder).map((file) => basename(file))
    expect(beside.filter((file) => file !== 'kustomization.yaml' && !named.includes(file))).toEqual([])
  }
})

/** Kubernetes' own schemas of these; the others are of cert-manager and KEDA. */
const OWN = /^(v1|apps\/|batch\/|policy\/|autoscaling\/|networking\.k8s\.io\/)/

test.each(OVERLAYS)(
  'every object of %s has the fields that its kind demands, of the types that it demands',
  async (overlay) => {
    const manifests = render(overlay)
    const own = manifests.filter(({ apiVersion }) => OWN.test(apiVersion))
    expect(own.length).toBeGreaterThan(30)
    for (const manifest of own) {
      const { [manifest.kind]: Model } = await import(
        `kubernetes-models/${manifest.apiVersion}/${manifest.kind}`
      )
      expect(() => new Model(manifest).validate(), `${manifest.kind} ${manifest.metadata.name}`).not.toThrow()
    }
  },
)

test('a schema does find an object that is wrong', async () => {
  const { Deployment } = await import('kubernetes-models/apps/v1/Deployment')
  const [gateway] = render('small').filter(({ kind }) => kind === 'Deployment')
  const wrong = { ...gateway, spec: { ...(gateway?.spec as object), replicas: 'two' } }
  expect(() => new Deployment(wrong as never).validate()).toThrow(/replicas must be integer/)
})

test.each(OVERLAYS)(
  'no object of %s is there twice, and every one says in which namespace it is',
  (overlay) => {
    const manifests = render(overlay)
    const ids = manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    const namespaces = manifests
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => metadata.name)
    for (const { kind, metadata } of manifests) {
      if (kind === 'Namespace') continue
      expect(namespaces, `${kind} ${metadata.name}`).toContain(metadata.namespace)
    }
  },
)

test.each(OVERLAYS)(
  '%s gives every image a place and a version, and every volume and variable what it names',
  (overlay) => {
    const folder = join(KUBERNETES, 'overlays', overlay)
    const { images, secretGenerator, configMapGenerator } = readKustomization(folder)
    const manifests = render(overlay)
    const generated = [
      ...secretGenerator,
      ...configMapGenerator,
      ...readKustomization(join(KUBERNETES, '../nats')).configMapGenerator,
    ]
    // Made by cert-manager; public halves of authorities, which README.md has people make.
    const others = ['nats-tls', 'nats-ca', 'database-ca']
    for (const { name, namespace, pod } of findWorkloads(manifests)) {
      for (const { image } of pod.containers) expect(images.map((each) => each.name)).toContain(image)
      const text = JSON.stringify(pod)
      const wanted = [
        ...text.matchAll(
          /"(?:secretName|configMap|secret|configMapKeyRef)":(?:"([^"]+)"|\{"name":"([^"]+)")/g,
        ),
      ]
      for (const [, secret, map] of wanted) {
        const known = generated.filter((each) => each.namespace === namespace).map((each) => each.name)
        expect([...known, ...others], name).toContain(secret ?? map)
      }
      for (const [, key] of text.matchAll(/"configMapKeyRef":\{"name":"site","key":"([^"]+)"/g)) {
        expect(
          configMapGenerator.find((each) => each.name === 'site')?.literals.map((line) => line.split('=')[0]),
        ).toContain(key)
      }
    }
  },
)

test('no number is written in octal: YAML 1.1 and 1.2 read it differently', () => {
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/: 0[0-7]+\b/)
})

test('no secret is in any file', () => {
  for (const file of files) {
    expect(readYaml(file).filter((object) => Manifest.safeParse(object).data?.kind === 'Secret')).toEqual([])
    expect(readFileSync(file, 'utf8')).not.toMatch(/postgres(ql)?:\/\/|(nats|tls):\/\/|BEGIN [A-Z ]*PRIVATE/)
  }
})
