import { expect, test } from 'vitest'
import { toRouterType } from './router-type.ts'

const declaration = (type: string) =>
  `export declare function createRouter(deps: Deps): ${type};\nexport type AppRouter = ReturnType<typeof createRouter>;\n`

test("the router's type is taken as written, and what only the server knows becomes any object", () => {
  const written =
    'import("@trpc/server").TRPCBuiltRouter<{ ctx: import("../procedure/context.ts").Context }, { a: string }>'
  expect(toRouterType(declaration(written))).toBe(
    'export type AppRouter = import("@trpc/server").TRPCBuiltRouter<{ ctx: object }, { a: string }>\n',
  )
})

test('a type that would need the server where the client is installed is refused', () => {
  const written = '{ a: import("@runhive/contracts/execution-result").Limits }'
  expect(() => toRouterType(declaration(written))).toThrow('still needs @runhive/contracts/execution-result')
})

test('a declaration without a router is refused', () => {
  expect(() => toRouterType('export {}')).toThrow('no createRouter')
})
