import styles from './skeleton.module.css'

/** A placeholder of the same size as the loading content, so that nothing moves later. Sizes are CSS lengths. */
export function Skeleton({ width = '100%', height = '1rem' }: { width?: string; height?: string }) {
  return <span className={styles.bone} style={{ width, height }} aria-hidden="true" />
}

/** Several lines of it. Announces "Loading" once to screen readers. */
export function SkeletonRows({ rows = 4, height = '2.75rem' }: { rows?: number; height?: string }) {
  return (
    <div className={styles.rows} role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <Skeleton key={row} height={height} />
      ))}
    </div>
  )
}
