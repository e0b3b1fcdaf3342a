import { useId, useState } from 'react'
import { type Given, putSnmpCredential, type SnmpCredential } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { onEscape } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { Field } from '../fields.tsx'
import { textOf, useSending } from '../saving.ts'

type Settings = Given<typeof putSnmpCredential, 'body'>
type Version = Settings['version']
type Auth = NonNullable<Settings['auth']>['protocol']
type Privacy = NonNullable<Settings['privacy']>['protocol']

const versions: Version[] = ['2c', '1', '3']
const auths: Auth[] = ['sha256', 'sha512', 'sha384', 'sha224', 'sha', 'md5']
const privacies: Privacy[] = ['aes', 'aes192', 'aes256', 'aes192c', 'aes256c', 'des']

interface Props {
  /** Absent: a new one. */
  of?: SnmpCredential
  onSaved: () => void
  onCancel?: () => void
}

/** A credential with its secrets, which are typed here and never come back. */
export function CredentialForm({ of, onSaved, onCancel }: Props) {
  const t = useText()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [version, setVersion] = useState<Version>(of?.version ?? '2c')
  const submit = onSubmit(async (values, form) => {
    const body = settingsIn(values, of?.name ?? textOf(values, 'name'), version)
    await change(putSnmpCredential, { body })
    form.reset()
    announce(t('credentials.saved', { name: body.name }))
    onSaved()
  })
  return (
    <form
      className="network-form"
      onSubmit={submit}
      autoComplete="off"
      aria-label={of ? t('credentials.editOf', { name: of.name }) : t('credentials.new')}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      {of ? (
        <p className="whole muted">{t('credentials.editHelp')}</p>
      ) : (
        <Field name="name" label={t('credentials.name')} required max={200} />
      )}
      <Choice
        label={t('credentials.version')}
        name="version"
        options={versions.map((one) => [one, one])}
        value={version}
        choose={setVersion}
      />
      {version === '3' ? (
        <UserFields of={of} />
      ) : (
        <Secret name="community" label={t('credentials.community')} shortest={1} />
      )}
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {t('network.save')}
        </button>
        {onCancel ? (
          <button type="button" onClick={onCancel}>
            {t('network.cancel')}
          </button>
        ) : null}
      </p>
    </form>
  )
}

function settingsIn(values: FormData, name: string, version: Version): Settings {
  if (version !== '3') return { name, version, community: String(values.get('community') ?? '') }
  const auth = textOf(values, 'auth') as Auth | ''
  const privacy = textOf(values, 'privacy') as Privacy | ''
  return {
    ...{ name, version, username: textOf(values, 'username') },
    ...(auth !== '' && { auth: { protocol: auth, key: String(values.get('authKey') ?? '') } }),
    ...(auth !== '' &&
      privacy !== '' && { privacy: { protocol: privacy, key: String(values.get('privacyKey') ?? '') } }),
  }
}

/** Of version 3: privacy only with authentication (RFC 3414 section 1.4). */
function UserFields({ of }: { of: SnmpCredential | undefined }) {
  const t = useText()
  const [auth, setAuth] = useState<Auth | ''>(of ? (of.auth ?? '') : 'sha256')
  const [privacy, setPrivacy] = useState<Privacy | ''>(of ? (of.privacy ?? '') : 'aes')
  const without = ['', t('credentials.without')] as const
  return (
    <>
      <Field name="username" label={t('credentials.username')} value={of?.username} required max={200} />
      <Choice
        label={t('credentials.auth')}
        name="auth"
        options={[...auths.map((one) => [one, one.toUpperCase()] as const), without]}
        value={auth}
        choose={setAuth}
      />
      {auth === '' ? null : <Secret name="authKey" label={t('credentials.authKey')} shortest={8} />}
      {auth === '' ? null : (
        <Choice
          label={t('credentials.privacy')}
          name="privacy"
          options={[...privacies.map((one) => [one, one.toUpperCase()] as const), without]}
          value={privacy}
          choose={setPrivacy}
        />
      )}
      {auth === '' || privacy === '' ? null : (
        <Secret name="privacyKey" label={t('credentials.privacyKey')} shortest={8} />
      )}
    </>
  )
}

interface ChoiceProps<T extends string> {
  label: string
  name: string
  options: ReadonlyArray<readonly [value: T, words: string]>
  value: T
  choose: (value: T) => void
}

function Choice<T extends string>({ label, name, options, value, choose }: ChoiceProps<T>) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} value={value} onChange={({ target }) => choose(target.value as T)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}

/** A secret: nobody reads it over a shoulder, and no browser offers to keep it. */
function Secret({ name, label, shortest }: { name: string; label: string; shortest: number }) {
  const t = useText()
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="password"
        autoComplete="new-password"
        required
        minLength={shortest}
        maxLength={500}
        aria-describedby={shortest > 1 ? `${id}-help` : undefined}
      />
      {shortest > 1 ? <small id={`${id}-help`}>{t('credentials.keyHelp')}</small> : null}
    </div>
  )
}
