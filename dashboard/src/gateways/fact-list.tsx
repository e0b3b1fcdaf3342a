/** What is known of a gateway, each by its name. */
export const FactList = ({ of: facts }: { of: ReadonlyArray<readonly [term: string, value: string]> }) => (
  <dl className="facts">
    {facts.map(([term, value]) => (
      <div key={term}>
        <dt>{term}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
