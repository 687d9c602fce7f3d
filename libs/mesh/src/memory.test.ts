import { describe } from 'vitest'
import { meshConformance } from './conformance.ts'
import type { MeshLogger } from './logger.ts'
import { createMemoryMesh } from './memory.ts'
import type { Mesh } from './mesh.ts'

describe('the mesh in memory', () => {
  meshConformance(() => {
    let mesh: Mesh | undefined
    const open = async (_service: string, options: { log?: MeshLogger } = {}) => {
      mesh ??= createMemoryMesh(options)
      return mesh
    }
    return { open }
  })
})
