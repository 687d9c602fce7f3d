import { RpcError } from '@runhive/contracts/define'

/** Addresses become subjects: one with a wildcard would hear other addresses' calls. */
export function checkAddress(address: string): string {
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)?$/.test(address)) return address
  throw new RpcError('INTERNAL', { message: 'an address is one or two tokens of a-z, 0-9 and -' })
}
