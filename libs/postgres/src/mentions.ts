import pg from 'pg'

/**
 * Where in a database any of these texts occurs, as `schema.table.column`: searches every column of every table of
 * every schema as text. For proving that a credential was never stored and that a removed account has left nothing.
 */
export async function findMentions(adminUrl: string, texts: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows: columns } = await client.query<{ schema: string; table: string; column: string }>(`
      select table_schema as schema, table_name as table, column_name as column
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
      order by 1, 2, 3`)
    const found: string[] = []
    for (const { schema, table, column } of columns) {
      if (await mentions(client, { schema, table, column }, texts)) found.push(`${schema}.${table}.${column}`)
    }
    return found
  } finally {
    await client.end()
  }
}

async function mentions(
  client: pg.Client,
  at: { schema: string; table: string; column: string },
  texts: readonly string[],
): Promise<boolean> {
  const [schema, table, column] = [at.schema, at.table, at.column].map((name) => pg.escapeIdentifier(name))
  // Also as hex, so that a key stored as bytes is found too.
  const { rowCount } = await client.query(
    `select from ${schema}.${table}, unnest($1::text[]) as wanted
     where strpos(${column}::text, wanted) > 0
        or strpos(${column}::text, encode(convert_to(wanted, 'UTF8'), 'hex')) > 0
     limit 1`,
    [[...texts]],
  )
  return (rowCount ?? 0) > 0
}
