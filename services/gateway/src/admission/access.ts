/** Who may call a procedure, and what a call counts as. */
export interface Access {
  /**
   * `anyone`: no credential needed. `owner` (when not said): an API key or a session. `session`: a person who has
   * signed in, never a key. `operator`: the same, with that role.
   */
  who?: 'anyone' | 'owner' | 'session' | 'operator'
  /** It asks for an execution, and admission counts it as one. */
  takesSlot?: boolean
}

export type Who = NonNullable<Access['who']>
