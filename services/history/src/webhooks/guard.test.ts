import { expect, test } from 'vitest'
import { parseAllowance } from './allowance.ts'
import { DeliveryFailure } from './failure.ts'
import { checkTarget, type GuardOptions } from './guard.ts'

const never = new AbortController().signal

function options(change: Partial<GuardOptions> & { allow?: string } = {}): GuardOptions {
  const { allow = '', ...rest } = change
  const allowance = parseAllowance(allow)
  if (!allowance) throw new Error('the test allows nonsense')
  const resolve = async () => ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']
  return { allowance, requireHttps: false, ports: undefined, resolve, ...rest }
}
const check = (url: string, change?: Parameters<typeof options>[0]) =>
  checkTarget(new URL(url), never, options(change))
const failure = async (url: string, change?: Parameters<typeof options>[0]) => {
  const error: unknown = await check(url, change).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof DeliveryFailure ? error.kind : error
}

test('a public name may be asked, at exactly the addresses that were checked', async () => {
  expect((await check('https://hooks.example.org/x')).addresses).toEqual([
    { address: '93.184.215.14', family: 4 },
    { address: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', family: 6 },
  ])
  expect((await check('http://8.8.8.8:81/')).addresses).toEqual([{ address: '8.8.8.8', family: 4 }])
  expect((await check('https://8.8.8.8/', { ports: new Set([443]) })).addresses).toHaveLength(1)
  expect((await check('http://[2600::1]/')).addresses).toEqual([{ address: '2600::1', family: 6 }])
})

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '169.254.169.254',
  '::1',
  'fd00:ec2::254',
  '::ffff:10.0.0.1',
  'nonsense',
])('a name of which any address is not public is refused: %s', async (address) => {
  for (const addresses of [[address], ['8.8.8.8', address], [address, '8.8.8.8', '2600::1']]) {
    expect(await failure('https://hooks.example.org/', { resolve: async () => addresses })).toBe('address')
  }
})

test.each([
  ['decimal', 'http://2130706433/'],
  ['octal', 'http://0177.0.0.1/'],
  ['hex', 'http://0x7f000001/'],
  ['mixed', 'http://0x7f.0.0.01/'],
  ['short', 'http://127.1/'],
  ['zero', 'http://0/'],
  ['full-width digits', 'http://１２７.０.０.１/'],
  ['a dot of another script', 'http://127。0。0。1/'],
  ['a dot at the end', 'http://127.0.0.1./'],
  ['percent', 'http://%31%32%37.0.0.1/'],
  ['metadata as a number', 'http://2852039166/'],
  ['loopback', 'http://[::1]/'],
  ['mapped', 'http://[::ffff:127.0.0.1]/'],
  ['mapped, in hex', 'http://[0:0:0:0:0:ffff:7f00:1]/'],
  ['NAT64', 'http://[64:ff9b::7f00:1]/'],
])('a literal address is what the URL parser makes of it, then checked: %s', async (_name, url) => {
  const resolve = () => Promise.reject(new Error('an address needs no resolver'))
  expect(await failure(url, { resolve })).toBe('address')
})

test('what the operator allows may be asked: a network for its addresses, a host for whatever it has', async () => {
  expect(await failure('http://127.0.0.1:8080/', { allow: '127.0.0.1' })).toBeUndefined()
  expect(await failure('http://127.0.0.2:8080/', { allow: '127.0.0.1' })).toBe('address')
  expect(await failure('http://[::ffff:127.0.0.1]/', { allow: '127.0.0.0/8' })).toBeUndefined()
  const resolve = async () => ['10.0.0.1']
  expect(await failure('http://hooks.internal/', { allow: 'hooks.internal', resolve })).toBeUndefined()
  expect(await failure('http://HOOKS.internal/', { allow: 'hooks.internal', resolve })).toBeUndefined()
  expect(await failure('http://other.internal/', { allow: 'hooks.internal', resolve })).toBe('address')
  expect(await failure('http://10.0.0.1/', { allow: 'hooks.internal', resolve })).toBe('address')
})

test('only names that the operator allows are the system resolver’s', async () => {
  const asked: unknown[] = []
  const resolve: GuardOptions['resolve'] = async (name, { system }) => {
    asked.push([name, system])
    return ['8.8.8.8']
  }
  await check('http://a.example.org/', { resolve, allow: 'b.example.org' })
  await check('http://b.example.org/', { resolve, allow: 'b.example.org' })
  expect(asked).toEqual([
    ['a.example.org', false],
    ['b.example.org', true],
  ])
})

test.each([
  ['ftp://example.org/', {}],
  ['file:///etc/passwd', {}],
  ['data:text/plain,x', {}],
  ['http://user@example.org/', {}],
  ['http://:password@example.org/', {}],
  ['http://example.org/', { requireHttps: true }],
  ['http://example.org/', { ports: new Set([443]) }],
  ['https://example.org:8443/', { ports: new Set([443]) }],
  ['https://example.org:0/', { ports: new Set([443]) }],
])('%s is forbidden with %j, and no name is resolved', async (url, change) => {
  const resolve = () => Promise.reject(new Error('resolved'))
  expect(await failure(url, { ...change, resolve })).toBe('forbidden')
})

test('a name that cannot be resolved, or has no address, is a failure of its own', async () => {
  expect(
    await failure('http://a.example.org/', { resolve: () => Promise.reject(new Error('SERVFAIL')) }),
  ).toBe('name')
  expect(await failure('http://a.example.org/', { resolve: async () => [] })).toBe('name')
})

test('a resolver that never answers holds nobody beyond the time of the try', async () => {
  const abort = new AbortController()
  const asked = Promise.withResolvers<void>()
  const resolve = () => {
    asked.resolve()
    return new Promise<never>(() => {})
  }
  const checking = checkTarget(new URL('http://a.example.org/'), abort.signal, options({ resolve }))
  await asked.promise
  abort.abort(new Error('too late'))
  await expect(checking).rejects.toThrow('too late')
})
