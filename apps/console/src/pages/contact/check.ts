export const FIELDS = ['name', 'email', 'message'] as const
export type FieldName = (typeof FIELDS)[number]
export type Draft = Readonly<Record<FieldName, string>>

/** The service's limits, in characters. */
export const MAXIMA: Readonly<Record<FieldName, number>> = { name: 200, email: 254, message: 10_000 }

/** What is missing or invalid, before anything is sent. The service decides in the end. */
export function check({ name, email, message }: Draft): Partial<Record<FieldName, string>> {
  return {
    ...(name.trim() === '' && { name: 'Enter your name, so that we know how to address you.' }),
    ...(!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) && {
      email: 'Enter an e-mail address like ada@example.com.',
    }),
    ...(message.trim() === '' && { message: 'Enter what it is about.' }),
  }
}
