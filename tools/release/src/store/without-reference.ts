import type { Plugin } from 'esbuild'

/** Leaves out the API reference's page and its script of five megabytes: `/docs` is then not found. */
export const withoutReference: Plugin = {
  name: 'without-reference',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@scalar\/fastify-api-reference$/ }, () => ({
      path: 'reference',
      namespace: 'left-out',
    }))
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'export default async () => {}',
      loader: 'js',
    }))
  },
}
