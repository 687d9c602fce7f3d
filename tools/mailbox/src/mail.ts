import { type AddressObject, simpleParser } from 'mailparser'

/** A mail as it was taken. */
export interface Mail {
  /** 1 for the first one. */
  readonly number: number
  readonly receivedAt: string
  /** The recipients of the SMTP envelope, which may differ from the headers. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  /** Every header line, in order, as name in lower case and decoded value. */
  readonly headers: ReadonlyArray<{ readonly name: string; readonly line: string }>
  readonly subject: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly replyTo: readonly string[]
  readonly messageId: string
  readonly inReplyTo: string
  readonly references: readonly string[]
  readonly text: string
  /** Whether any part of it is HTML. */
  readonly hasHtml: boolean
  readonly attachments: number
  /** Byte for byte, as latin1. */
  readonly raw: string
}

type Taken = Pick<Mail, 'number' | 'receivedAt' | 'envelope'>

export async function parseMail(raw: Buffer, taken: Taken): Promise<Mail> {
  const parsed = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true })
  return {
    ...taken,
    headers: parsed.headerLines.map(({ key, line }) => ({ name: key, line })),
    subject: parsed.subject ?? '',
    from: addresses(parsed.from),
    to: addresses(parsed.to),
    replyTo: addresses(parsed.replyTo),
    messageId: parsed.messageId ?? '',
    inReplyTo: parsed.inReplyTo ?? '',
    references: [parsed.references ?? []].flat(),
    text: parsed.text ?? '',
    hasHtml: typeof parsed.html === 'string',
    attachments: parsed.attachments.length,
    raw: raw.toString('latin1'),
  }
}

function addresses(header: AddressObject | AddressObject[] | undefined): string[] {
  return [header ?? []].flat().flatMap(({ value }) => value.flatMap(({ address }) => address ?? []))
}
