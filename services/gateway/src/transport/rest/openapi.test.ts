import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { openTestGateway } from '../../testing/gateway.ts'

interface Document {
  readonly openapi: string
  readonly paths: Record<
    string,
    Record<
      string,
      {
        summary?: string
        parameters?: Array<{ name: string; in: string }>
        requestBody?: { content: Record<string, { schema: { properties: object; required: string[] } }> }
        responses: Record<string, { content?: object }>
        security?: object[]
      }
    >
  >
}

async function getDocument(): Promise<Document> {
  await using gateway = await openTestGateway({ hold: false })
  return (await gateway.ask('/api/openapi.json')).body as unknown as Document
}

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const document = await getDocument()
  const result = await new Validator().validate(document as never)
  expect(result.errors).toBeUndefined()
  expect(result.valid).toBe(true)
  expect(document.openapi).toBe('3.1.0')
})

/** The part of the public interface that exists; each line of it is promised in writing. */
const ROUTES = [
  ['get', '/status', ['200', 'default']],
  ['get', '/status/history', ['200', 'default']],
  ['get', '/site', ['200', 'default']],
  ['get', '/languages', ['200', 'default']],
  ['post', '/executions', ['200', '202', 'default']],
  ['get', '/executions', ['200', 'default']],
  ['get', '/executions/{id}', ['200', 'default']],
  ['get', '/executions/{id}/request', ['200', 'default']],
  ['get', '/executions/{id}/events', ['200', '204', 'default']],
  ['post', '/executions/{id}/cancel', ['200', 'default']],
  ['post', '/executions/{id}/stdin', ['200', 'default']],
  ['post', '/executions/{id}/signal', ['200', 'default']],
  ['post', '/executions/{id}/resize', ['200', 'default']],
  ['delete', '/executions/{id}', ['200', 'default']],
  ['get', '/executions/export', ['200', 'default']],
  ['get', '/keys', ['200', 'default']],
  ['post', '/keys', ['200', 'default']],
  ['patch', '/keys/{id}', ['200', 'default']],
  ['delete', '/keys/{id}', ['200', 'default']],
  ['get', '/account', ['200', 'default']],
  ['patch', '/account', ['200', 'default']],
  ['delete', '/account', ['202', 'default']],
  ['get', '/account/usage', ['200', 'default']],
  ['get', '/account/export', ['200', 'default']],
  ['get', '/account/receipts/{id}', ['200', 'default']],
  ['get', '/account/sessions', ['200', 'default']],
  ['delete', '/account/sessions', ['200', 'default']],
  ['delete', '/account/sessions/{id}', ['200', 'default']],
  ['get', '/webhooks/secret', ['200', 'default']],
  ['post', '/webhooks/secret/rotate', ['200', 'default']],
  ['get', '/webhooks/deliveries', ['200', 'default']],
  ['post', '/webhooks/test', ['200', 'default']],
  ['post', '/contact', ['200', 'default']],
  ['get', '/admin/contact', ['200', 'default']],
  ['post', '/admin/contact/{id}/reply', ['200', 'default']],
  ['post', '/admin/contact/{id}/archive', ['200', 'default']],
  ['delete', '/admin/contact/{id}', ['200', 'default']],
  ['get', '/admin/overview', ['200', 'default']],
  ['get', '/admin/accounts', ['200', 'default']],
  ['patch', '/admin/accounts/{id}', ['200', 'default']],
  ['post', '/admin/accounts/{id}/suspend', ['200', 'default']],
  ['post', '/admin/accounts/{id}/resume', ['200', 'default']],
  ['get', '/admin/plans', ['200', 'default']],
  ['post', '/admin/plans', ['200', 'default']],
  ['get', '/admin/analytics', ['200', 'default']],
] as const

test('the document tells of every route and of no other', async () => {
  const { paths } = await getDocument()
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => [
      method,
      path,
      Object.keys(responses).toSorted(),
    ]),
  )
  const promised = ROUTES.map(([method, path, statuses]) => [method, path, [...statuses]])
  expect(told.toSorted()).toEqual(promised.toSorted())
})

test.each(ROUTES)('%s %s exists', async (method, path) => {
  await using gateway = await openTestGateway({ hold: false })
  const url = `/api/v1${path.replace('{id}', '0192f0c1-2d3e-7abc-8def-0123456789ab')}`
  const { body } = await gateway.ask(url, { method: method.toUpperCase() })
  expect(body.message ?? '').not.toBe('Not found.')
})

test('the choice between waiting and not is a query parameter, and resuming is a header', async () => {
  const { paths } = await getDocument()
  expect(paths['/executions']?.post?.parameters).toMatchObject([
    { in: 'query', name: 'wait' },
    { in: 'header', name: 'Idempotency-Key' },
  ])
  expect(paths['/executions/{id}/events']?.get?.parameters).toMatchObject([
    { in: 'path', name: 'id' },
    { in: 'header', name: 'Last-Event-ID' },
  ])
})

test('a body may say null for what it need not give, and its key as a header; what is begun says where it is', async () => {
  const { paths } = await getDocument()
  const run = paths['/executions']?.post
  const names = run?.parameters?.map((parameter) => `${parameter.in} ${parameter.name}`)
  expect(names).toEqual(['query wait', 'header Idempotency-Key'])
  const properties = run?.requestBody?.content['application/json']?.schema.properties
  expect(properties).toMatchObject({
    language: { type: 'string' },
    stdin: { type: ['string', 'null'], default: '' },
    limits: { type: ['object', 'null'], properties: { wallMs: { type: ['integer', 'null'] } } },
    tests: { type: ['array', 'null'], items: { properties: { stdin: { type: ['string', 'null'] } } } },
    comparison: { anyOf: expect.arrayContaining([{ type: 'null' }]) },
  })
  expect(run?.responses['202']).toMatchObject({ headers: { Location: {} } })
})

test('what only a person may do asks for a session, what is for anyone asks for nothing, the rest takes both', async () => {
  const { paths } = await getDocument()
  const session = [{ session: [] }]
  expect(paths['/keys']?.post?.security).toEqual(session)
  expect(paths['/admin/plans']?.get?.security).toEqual(session)
  expect(paths['/contact']?.post?.security).toEqual([])
  expect(paths['/account/receipts/{id}']?.get?.security).toEqual([])
  expect(paths['/executions']?.post?.security).toBeUndefined()
})

test('a change takes the id from the path alone', async () => {
  const { paths } = await getDocument()
  const change = paths['/keys/{id}']?.patch
  expect(change?.parameters).toMatchObject([{ in: 'path', name: 'id' }])
  const { properties, required } = change?.requestBody?.content['application/json']?.schema ?? {}
  expect(Object.keys(properties ?? {})).not.toContain('id')
  expect(required ?? []).not.toContain('id')
})

test('what has an id in its path does not ask for it in its body as well, and says what it does in a few words', async () => {
  const { paths } = await getDocument()
  for (const [path, methods] of Object.entries(paths)) {
    for (const { summary, requestBody } of Object.values(methods)) {
      expect(summary).toMatch(/^\S.{5,70}[^.]$/)
      const { properties = {}, required = [] } = requestBody?.content['application/json']?.schema ?? {}
      if (!path.includes('{id}')) continue
      expect([path, Object.keys(properties)]).not.toEqual([path, expect.arrayContaining(['id'])])
      expect([path, required]).not.toEqual([path, expect.arrayContaining(['id'])])
    }
  }
  const bodyOf = (path: string) => paths[path]?.post?.requestBody?.content['application/json']?.schema
  expect(Object.keys(bodyOf('/executions/{id}/stdin')?.properties ?? {})).toEqual(['data', 'encoding', 'end'])
  expect(bodyOf('/executions/{id}/signal')?.required).toEqual(['signal'])
  expect(bodyOf('/executions/{id}/resize')?.required).toEqual(['columns', 'rows'])
  expect(bodyOf('/executions/{id}/cancel')).toBeUndefined()
})

test('an export is told as lines', async () => {
  const { paths } = await getDocument()
  for (const path of ['/account/export', '/executions/export']) {
    expect(Object.keys(paths[path]?.get?.responses['200']?.content ?? {})).toEqual(['application/x-ndjson'])
  }
})
