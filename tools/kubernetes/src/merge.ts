import type { Json } from './manifest.ts'

/** What tells the elements of a list of Kubernetes objects apart: the first of these that they have. */
const KEYS = ['mountPath', 'containerPort', 'name'] as const

/**
 * A strategic merge patch, as kustomize applies it, as far as our overlays need it: objects are merged by name, lists
 * of named elements by their names, everything else is replaced.
 */
export function merge(target: Json | undefined, patch: Json): Json {
  if (Array.isArray(target) && Array.isArray(patch)) return mergeLists(target, patch)
  if (!isObject(target) || !isObject(patch)) return patch
  const merged: Record<string, Json> = { ...target }
  for (const [name, value] of Object.entries(patch)) merged[name] = merge(target[name], value)
  return merged
}

function mergeLists(target: Json[], patch: Json[]): Json[] {
  const key = KEYS.find((name) =>
    [...target, ...patch].every((element) => isObject(element) && name in element),
  )
  if (key === undefined) return patch
  const keyOf = (element: Json) => (isObject(element) ? element[key] : undefined)
  const isIn = (list: Json[], element: Json) => list.find((other) => keyOf(other) === keyOf(element))
  return [
    ...target.map((element) => {
      const change = isIn(patch, element)
      return change === undefined ? element : merge(element, change)
    }),
    ...patch.filter((element) => isIn(target, element) === undefined),
  ]
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
