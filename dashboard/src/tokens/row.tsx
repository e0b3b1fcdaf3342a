import { type ApiToken, revokeApiToken } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { useRow } from '../parts/row.ts'

/** A token, whose it is, and what it may; one that works can be revoked. */
export function TokenRow({ of, onChange }: { of: ApiToken; onChange: () => void }) {
  const t = useText()
  const { format, change } = useCity()
  const row = useRow({
    remove: () => change(revokeApiToken, { params: { id: of.id } }),
    removed: t('tokens.revoked', { name: of.name }),
    onChange,
  })
  const reason = useReason(row.error)
  const isOver = of.revokedAt !== null || Date.parse(of.endsAt) < Date.now()
  return (
    <li data-token={of.id} className={isOver ? 'without-access' : ''}>
      <div>
        <strong>{of.name}</strong>
        <small className="muted">{of.owner}</small>
      </div>
      <div>
        <p>
          {t(`role.${of.role}`)}
          {of.readOnly ? ` · ${t('tokens.onlyReads')}` : ''}
          {of.endpoints ? <code> {of.endpoints.join(', ')}</code> : null}
        </p>
        <small className="muted">
          {of.revokedAt === null
            ? t(isOver ? 'tokens.over' : 'tokens.until', { at: format.moment(of.endsAt) })
            : t('tokens.revokedAt', { at: format.moment(of.revokedAt) })}
          {' · '}
          {of.lastUsedAt === null ? t('tokens.unused') : t('tokens.lastUsed', { at: format.moment(of.lastUsedAt) })}
        </small>
      </div>
      {isOver ? null : row.doing === 'remove' ? (
        <Ask question={t('tokens.sure', { name: of.name })} onCancel={row.stop}>
          <button type="button" className="danger" disabled={row.isSending} onClick={row.remove}>
            {t('tokens.revokeYes')}
          </button>
          <button type="button" onClick={row.stop}>
            {t('network.cancel')}
          </button>
        </Ask>
      ) : (
        <p className="buttons">
          <button
            type="button"
            ref={row.removeButton}
            aria-label={t('tokens.revokeOf', { name: of.name })}
            onClick={() => row.setDoing('remove')}
          >
            {t('tokens.revoke')}
          </button>
        </p>
      )}
      {row.error ? <p role="alert">{reason}</p> : null}
    </li>
  )
}
