import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@runhive/stack/repository'
import { parseAllDocuments } from 'yaml'
import * as z from 'zod'
import { type Json, Manifest } from './manifest.ts'
import { merge } from './merge.ts'

export const KUBERNETES = join(repositoryRoot, 'deploy/kubernetes')
export const OVERLAYS = ['small', 'production'] as const
export type Overlay = (typeof OVERLAYS)[number]

const Generator = z.object({
  name: z.string(),
  namespace: z.string(),
  files: z.array(z.string()).default([]),
  literals: z.array(z.string()).default([]),
})
export const Kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  resources: z.array(z.string()).default([]),
  images: z.array(z.object({ name: z.string(), newName: z.string(), newTag: z.string() })).default([]),
  configMapGenerator: z.array(Generator).default([]),
  secretGenerator: z.array(Generator).default([]),
  replicas: z.array(z.object({ name: z.string(), count: z.int() })).default([]),
  patches: z
    .array(
      z.union([
        z.strictObject({ path: z.string() }),
        z.strictObject({ target: z.object({ kind: z.string(), name: z.string() }), patch: z.string() }),
      ]),
    )
    .default([]),
})
export type Kustomization = z.output<typeof Kustomization>

export function readKustomization(folder: string): Kustomization {
  const [document] = readYaml(join(folder, 'kustomization.yaml'))
  return Kustomization.parse(document)
}

/** Each document of a file. Throws where the file is no YAML, and at a key given twice. */
export function readYaml(file: string): Json[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { uniqueKeys: true }).map((document) => {
    const [error] = document.errors
    if (error) throw new Error(`${file}: ${error.message}`)
    return document.toJS() as Json
  })
}

/** Every file of Kubernetes objects or of kustomize, below `deploy/kubernetes`. */
export function allFiles(): string[] {
  return globSync('**/*.yaml', { cwd: KUBERNETES }).map((file) => join(KUBERNETES, file))
}

/** What `kubectl kustomize` makes of an overlay, but for names of generated objects, which keep theirs, and secrets. */
export function render(overlay: Overlay): Manifest[] {
  return renderFolder(join(KUBERNETES, 'overlays', overlay)).map((object) => Manifest.parse(object))
}

function renderFolder(folder: string): Json[] {
  const { resources, patches } = readKustomization(folder)
  let objects = resources.flatMap((resource) => {
    const path = join(folder, resource)
    return statSync(path).isDirectory() ? renderFolder(path) : readYaml(path)
  })
  for (const patch of patches) {
    if (!('path' in patch)) continue // Takes away a number of replicas, which no rule here is about.
    for (const change of readYaml(join(folder, patch.path))) {
      const id = idOf(change)
      if (!objects.some((object) => idOf(object) === id)) throw new Error(`${patch.path}: there is no ${id}`)
      objects = objects.map((object) => (idOf(object) === id ? merge(object, change) : object))
    }
  }
  return objects
}

function idOf(object: Json): string {
  const { kind, metadata } = Manifest.parse(object)
  return `${kind} ${metadata.namespace}/${metadata.name}`
}
